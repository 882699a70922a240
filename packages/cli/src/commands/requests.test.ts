import { expect, test } from 'vitest'
import { run } from '../program.ts'
import type { Output } from '../world.ts'

const REQUEST = {
  id: 'r-1',
  state: 'open',
  title: 'harmless',
  author: { id: 't', name: 'an author' },
  approvals: [],
  requiredApprovals: 1,
  reason: null,
  preview: { summary: 'Everyone gets it.', changes: [{ path: '/enabled', before: false, after: true }] },
  conflicts: [],
  version: 3,
}

/** What was written, with the version that it was based on. */
async function judged(argv: string, answer: string) {
  const said = { out: '', err: '', asked: '' }
  const writes: string[] = []
  const to = (name: 'out' | 'err'): Output => ({
    isTerminal: false,
    columns: undefined,
    write: (text) => void (said[name] += text),
    deliver: async (text) => void (said[name] += text),
  })
  const exit = await run(
    {
      argv: argv.split(' '),
      env: { HALYARD_TOKEN: 'a-token', HALYARD_URL: 'http://flags.test', XDG_CONFIG_HOME: '/nowhere' },
      home: '/nowhere',
      platform: 'linux',
      input: {
        isTerminal: true,
        ask: async (question) => {
          said.asked = said.err + question
          return answer
        },
        async *[Symbol.asyncIterator]() {},
      },
      output: to('out'),
      errors: to('err'),
      fetch: async (url, init) => {
        const { pathname, search } = new URL(url instanceof Request ? url.url : url)
        if (init?.method === 'POST')
          writes.push(
            `${pathname.split('/').at(-1) ?? ''}${search} ${new Headers(init.headers).get('if-match') ?? 'any'}`,
          )
        return Response.json(REQUEST)
      },
    },
    '1.2.3',
  )
  return { exit, ...said, writes }
}

test.each(['approve', 'reject', 'apply'])(
  'who is to %s a change sees it first, and means what was seen',
  async (step) => {
    const { exit, asked, writes } = await judged(`requests ${step} r-1 -e live`, 'y')
    expect(exit).toBe(0)
    expect(asked).toContain('/enabled: false → true')
    expect(asked).toMatch(/it.*\? \[y\/N\] $/)
    expect(writes).toEqual([`${step}?dryRun=true "3"`, `${step} "3"`])
  },
)

test('whoever does not say yes judges nothing', async () => {
  const { exit, writes } = await judged('requests approve r-1 -e live', 'n')
  expect(exit).toBe(1)
  expect(writes).toEqual(['approve?dryRun=true "3"'])
})

test('a script names the version that it saw, and nobody is asked', async () => {
  expect(await judged('requests approve r-1 -e live --seen 2', 'n')).toMatchObject({
    exit: 0,
    asked: '',
    writes: ['approve "2"'],
  })
  expect(await judged('requests apply r-1 -e live --yes', 'n')).toMatchObject({ asked: '', writes: ['apply "3"'] })
  expect((await judged('requests get r-1 -e live', 'n')).out).toContain('version 3')
})
