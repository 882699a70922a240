import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { instanceId } from './instance.ts'

test('a process is listed by its host and process id, and by what is random, since both come again', () => {
  const ids = new Set(Array.from({ length: 100 }, () => instanceId()))
  expect(ids.size).toBe(100)
  for (const id of ids) {
    expect(id).toMatch(/^[\w.-]{1,80}\.[\da-f]{8}$/)
    expect(id).toContain(`.${process.pid}.`)
    if (/^[\w.-]{1,50}$/.test(hostname())) expect(id.startsWith(`${hostname()}.`)).toBe(true)
  }
})

test('an app may name itself', () => {
  expect(instanceId('checkout-7')).toMatch(/^checkout-7\.[\da-f]{8}$/)
})
