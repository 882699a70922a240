// The same GET over and over on some connections, each waiting for its answer: node requests.mjs <port> <seconds> <head…>
// Prints how many answers came per second. All answers are as long as the first.
import { connect } from 'node:net'

const [port, seconds, ...head] = process.argv.slice(2)
const CONNECTIONS = 16
const request = `GET /sdk/v1/ruleset HTTP/1.1\r\nHost: 127.0.0.1\r\n${head.map((line) => `${line}\r\n`).join('')}\r\n`
let answers = 0

/** The whole answer's length: its head, and the body that its head names. */
function lengthOf(text) {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return Number.POSITIVE_INFINITY
  return end + 4 + Number(/^content-length: (\d+)/im.exec(text.slice(0, end))?.[1] ?? 0)
}

const sockets = Array.from({ length: CONNECTIONS }, () => {
  let waiting = ''
  let got = 0
  let length
  const socket = connect(Number(port), '127.0.0.1', () => socket.write(request))
  return socket.on('data', (bytes) => {
    if (length === undefined) {
      waiting += bytes.toString('latin1')
      if (waiting.length < lengthOf(waiting)) return
      length = lengthOf(waiting)
      if (!/^HTTP\/1.1 (200|304)/.test(waiting)) throw new Error(waiting.slice(0, 200))
    } else if ((got += bytes.length) < length) return
    got = 0
    answers += 1
    socket.write(request)
  })
})
// Never asleep: otherwise the slower server also pays for waking this process, with each answer that it writes.
let isOver = false
const stayAwake = () => isOver || setImmediate(stayAwake)
stayAwake()

setTimeout(() => {
  isOver = true
  console.log(answers / Number(seconds))
  for (const socket of sockets) socket.destroy()
}, Number(seconds) * 1_000)
