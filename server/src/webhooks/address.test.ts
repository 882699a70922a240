import { expect, test } from 'vitest'
import { isPublic } from './address.ts'
import { mayConnect, problemOfTarget } from './target.ts'

const INSIDE = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '100.100.100.200',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.192',
  '192.168.1.1',
  '198.19.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  '2606:4700::1%eth0',
  'fec0::1',
  'ff02::1',
  'no address',
  '',
]

test.each(INSIDE)('F79 %s is no address of the public internet', (address) => {
  expect(isPublic(address)).toBe(false)
  expect(mayConnect(address, { allowLoopback: false })).toBe(false)
})

test.each(['1.1.1.1', '172.15.255.255', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00::1'])(
  '%s is one',
  (address) => {
    expect(isPublic(address)).toBe(true)
  },
)

test.each([
  'http://hooks.example.com/',
  'ftp://hooks.example.com/',
  'hooks.example.com',
  'https://user:secret@hooks.example.com/',
  'https://hooks.example.com/#part',
  'https://localhost/',
  'https://api.localhost/',
  'https://127.0.0.1/',
  'https://0x7f.1/',
  'https://2130706433/',
  'https://0177.0.0.1/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://169.254.169.254/latest/meta-data/',
  'http://127.0.0.1/',
])('F79 a webhook cannot go to %s', (url) => {
  expect(problemOfTarget(url, { allowLoopback: false })).toEqual(expect.any(String))
})

test('where it is allowed, this machine is reached, and nothing else inside', () => {
  const rules = { allowLoopback: true }
  for (const url of ['http://127.0.0.1:9000/x', 'https://localhost/', 'http://[::1]:1/']) {
    expect(problemOfTarget(url, rules)).toBeUndefined()
  }
  for (const url of ['http://10.0.0.1/', 'https://10.0.0.1/', 'http://hooks.example.com/', 'ftp://localhost/']) {
    expect(problemOfTarget(url, rules)).toEqual(expect.any(String))
  }
  expect(problemOfTarget('https://hooks.example.com/a?b=c', { allowLoopback: false })).toBeUndefined()
})
