// What nobody can beat who promises that an acknowledged write is on disk: one commit, one write to a socket.
// In its own loop, and behind an HTTP POST as a server has to be.
import { createServer as createHttp } from 'node:http'
import { createServer } from 'node:net'
import { killRows, oneRow } from './rows.mjs'

const [file, rows] = process.argv.slice(2)
const commit = rows === 'kill' ? killRows(file) : oneRow(file)

const body = 'x'.repeat(500)
let revision = 0
let listener

function commitAndWrite() {
  revision += 1
  commit(revision)
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
