// A relay in a process of its own, so that nothing delays it: it hangs up on its first connections at once, as balancers
// do that have no backend yet, and passes the others on. node hangs-up-first.cjs <target port> <how many>; prints its port.
const { connect, createServer } = require('node:net')

const [targetPort, refused] = process.argv.slice(2).map(Number)
let accepted = 0
const server = createServer((client) => {
  client.on('error', () => {})
  accepted += 1
  if (accepted <= refused) return void client.destroy()
  const upstream = connect(targetPort, '127.0.0.1').on('error', () => client.destroy())
  client.pipe(upstream).pipe(client)
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
