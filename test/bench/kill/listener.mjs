// Waits at the other end of the bare loop's socket.
import { connect } from 'node:net'

const [port] = process.argv.slice(2)
let rest = ''
connect({ port: Number(port), host: '127.0.0.1', noDelay: true }).on('data', (data) => {
  const atNs = process.hrtime.bigint()
  const lines = (rest + data).split('\n')
  rest = lines.pop()
  for (const line of lines) process.send({ revision: Number(line.split(' ')[0]), atNs: String(atNs) })
})
process.on('disconnect', () => process.exit(0))
