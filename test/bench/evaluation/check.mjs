import assert from 'node:assert/strict'

const CONTEXTS = 20_000

/** Throws unless a contestant's answers are those that the workload asks for. */
export async function check(contestant, { title, flags, all }, contexts) {
  if (all) {
    const values = new Map(contestant.values(await contestant.all(contexts[0])))
    assert.equal(values.size, flags.length, title)
    for (const { key, value, variants } of flags) {
      if (value !== undefined) assert.equal(values.get(key), value, `${title}: ${key}`)
      else assert.ok(Object.values(variants).includes(values.get(key)), `${title}: ${key}`)
    }
    return
  }
  const [flag] = flags
  const call = reader(contestant, flag)
  const read = async (key, context) => (contestant.value ?? ((value) => value))(await call(key, context))
  if (flag.value !== undefined) {
    for (const context of contexts) assert.equal(await read(flag.key, context), flag.value, title)
    return
  }
  await checkShares(contestant, flag, read, title)
}

/** The call that an app makes. What it returns is not looked into, unless the contestant says how. */
export function reader(contestant, { variants }) {
  return typeof Object.values(variants)[0] === 'boolean' ? contestant.boolean : contestant.string
}

/** Each variant's share within five standard deviations of what it should be, and the same answer every time. */
async function checkShares(contestant, { key, shares }, read, title) {
  const seen = new Map()
  for (let i = 0; i < CONTEXTS; i++) {
    const context = contestant.context({ key: `user-${i}` })
    const value = await read(key, context)
    assert.equal(await read(key, context), value, `${title}: another answer the second time`)
    seen.set(value, (seen.get(value) ?? 0) + 1)
  }
  assert.equal(
    [...seen.keys()].every((value) => shares.has(value)),
    true,
    title,
  )
  for (const [value, percent] of shares) {
    const p = percent / 100
    const slack = 5 * Math.sqrt(CONTEXTS * p * (1 - p))
    const n = seen.get(value) ?? 0
    assert.ok(Math.abs(n - CONTEXTS * p) <= slack, `${title}: ${n} of ${CONTEXTS} got ${value}, expected ${percent} %`)
  }
}
