// The floor: a process that holds sockets and writes the same bytes to all of them in a loop. Nothing of Halyard's.
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'

const sockets = new Set()
const server = createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', Connection: 'close' })
  response.flushHeaders()
  const { socket } = request
  socket.write('data: {}\n\n')
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
}).listen(0, '127.0.0.1', () => console.log(server.address().port))

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const bytes = Buffer.from(line, 'base64')
    for (const socket of sockets) socket.write(bytes)
  })
  .on('close', () => process.exit(0))
