import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { createServer } from 'node:net'

const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const children = new Set()
process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')))

/** Calls `url` with JSON. @throws Error on any status but 2xx. */
export function call(method, url, { token, body } = {}) {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? '' : JSON.stringify(body)
    const headers = {
      'content-length': Buffer.byteLength(text),
      ...(text && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    }
    const sent = request(url, { method, headers, agent }, (response) => {
      let answer = ''
      response.setEncoding('utf8').on('data', (part) => (answer += part))
      response.on('end', () => {
        if (response.statusCode >= 300) reject(new Error(`${method} ${url}: ${response.statusCode} ${answer}`))
        else resolve(answer)
      })
    })
    sent.on('error', reject)
    sent.end(text)
  })
}

/** Starts a script that talks to its parent by messages. */
export function start(script, args, options = {}) {
  const child = fork(script, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], ...options })
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

/** The first message of a child that passes. */
export function message(child, passes) {
  return new Promise((resolve, reject) => {
    const listen = (received) => {
      if (!passes(received)) return
      child.off('message', listen)
      child.off('exit', fail)
      resolve(received)
    }
    const fail = (code) => reject(new Error(`${child.spawnargs[1]} ended with ${code}`))
    child.on('message', listen)
    child.once('exit', fail)
  })
}

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}
