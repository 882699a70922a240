// What nobody can beat who promises that an acknowledged write is on disk: one commit, one write to a socket.
// In its own loop, and behind an HTTP POST as a server has to be.
import { createServer as createHttp } from 'node:http'
import { createServer } from 'node:net'
import Database from './sqlite.mjs'

const [file] = process.argv.slice(2)
const database = new Database(file)
database.pragma('journal_mode = WAL')
database.pragma('synchronous = FULL')
database.exec('create table changes (revision integer primary key, body text not null)')
const insert = database.prepare('insert into changes (revision, body) values (?, ?)')

// About as long as the change that a kill sends.
const body = 'x'.repeat(500)
let revision = 0
let listener

function commitAndWrite() {
  revision += 1
  insert.run(revision, body)
  listener.write(`${revision} ${body}\n`)
  return revision
}

const http = createHttp((request, response) => {
  request.resume().on('end', () => response.end(String(commitAndWrite())))
})
http.listen(0, '127.0.0.1', () => {
  const stream = createServer({ noDelay: true }, (socket) => {
    listener = socket.on('error', () => {})
    process.send({ isReady: true })
  })
  stream.listen(0, '127.0.0.1', () => process.send({ port: http.address().port, streamPort: stream.address().port }))
})
process.on('message', () => {
  const startedNs = process.hrtime.bigint()
  process.send({ revision: commitAndWrite(), startedNs: String(startedNs) })
})
process.on('disconnect', () => process.exit(0))
