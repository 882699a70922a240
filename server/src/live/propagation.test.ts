import { describe, expect, test } from 'vitest'
import { confirmWithinMs, type Member, Propagation } from './propagation.ts'

const at = (revision: number, epoch = 1) => ({ epoch, revision, digest: '0'.repeat(16) })
const app = (instance: string, keyId = 'key') => ({ instance, sdk: 'node/1.0.0', keyId })

/** A ruleset at revision 1, and apps that hold it. */
function world(...instances: readonly string[]) {
  const propagation = new Propagation()
  propagation.moved(at(1), 0, false)
  const members = instances.map((instance) => propagation.join(app(instance), at(1), 0))
  /** A kill at a revision and moment. */
  const kill = (revision: number, nowMs: number) => {
    propagation.moved(at(revision), nowMs, true)
    return () => propagation.figures(propagation.follow(at(revision)))
  }
  return { propagation, members: members as [Member, Member, Member], kill }
}

describe('the time to confirm', () => {
  test.each([
    [0, 0],
    [99, 0],
    [100, 0],
    [550, 125],
    [1_000, 250],
    [5_500, 1_125],
    [10_000, 2_000],
    [20_000, 4_000],
  ])('with %i streams is %i ms', (connected, withinMs) => {
    expect(confirmWithinMs(connected)).toBe(withinMs)
  })

  test('never shrinks when one more connects', () => {
    for (let n = 1; n < 12_000; n++) expect(confirmWithinMs(n)).toBeGreaterThanOrEqual(confirmWithinMs(n - 1))
  })
})

describe('a receipt', () => {
  test('counts once, however often it is sent, and is timed from the commit without what the SDK held it', () => {
    const { propagation, members, kill } = world('a', 'b')
    const figures = kill(2, 1_000)
    expect(figures()).toMatchObject({ connected: 2, applied: 0, p50Ms: undefined, p99Ms: undefined })
    for (let n = 0; n < 3; n++) propagation.confirmed(members[0], at(2), 1_050, 12)
    expect(figures()).toMatchObject({ applied: 1, p50Ms: 38, p99Ms: 38, laggards: [{ instance: 'b', revision: 1 }] })
    propagation.confirmed(members[1], at(2), 1_200, 0)
    expect(figures()).toMatchObject({ applied: 2, p50Ms: 38, p99Ms: 200, laggards: [] })
  })

  test('of an earlier state counts for nothing, of a later one for both', () => {
    const { propagation, members, kill } = world('a')
    const [first, second] = [kill(2, 0), kill(5, 10)]
    propagation.confirmed(members[0], at(1), 20, 0)
    expect([first().applied, second().applied]).toEqual([0, 0])
    propagation.confirmed(members[0], at(2), 20, 0)
    expect([first().applied, second().applied]).toEqual([1, 0])
    propagation.confirmed(members[0], at(7), 30, 0)
    expect([first().applied, second().applied]).toEqual([1, 1])
  })

  test('of a higher epoch is beyond every revision of this one', () => {
    const { propagation, members, kill } = world('a')
    const figures = kill(9, 0)
    propagation.confirmed(members[0], at(1, 2), 5, 0)
    expect(figures().applied).toBe(1)
  })

  test('of what this node has not heard of yet counts once it has', () => {
    const { propagation, members, kill } = world('a', 'b')
    propagation.confirmed(members[0], at(2), 900, 0)
    const figures = kill(2, 1_000)
    expect(figures()).toMatchObject({ connected: 2, applied: 1, laggards: [{ instance: 'b' }] })
    propagation.confirmed(members[0], at(2), 1_010, 0)
    propagation.confirmed(members[1], at(2), 1_050, 0)
    expect(figures()).toMatchObject({ connected: 2, applied: 2, p50Ms: 50, laggards: [] })
  })

  test('of a stream that opened after the commit counts for nobody else', () => {
    const { propagation, kill } = world('a')
    const figures = kill(2, 0)
    const late = propagation.join(app('late'), undefined, 1)
    propagation.confirmed(late, at(2), 2, 0)
    expect(figures()).toMatchObject({ connected: 1, applied: 0 })
  })

  test('that says to have been held for longer than the commit is old takes no negative time', () => {
    const { propagation, members, kill } = world('a')
    const figures = kill(2, 100)
    propagation.confirmed(members[0], at(2), 101, 60_000)
    expect(figures().p99Ms).toBe(0)
  })
})

describe('a stream that ended before it confirmed', () => {
  test('is a laggard until its instance comes again with the state, which counts', () => {
    const { propagation, members, kill } = world('a')
    const figures = kill(2, 0)
    propagation.leave(members[0])
    expect(figures()).toMatchObject({ connected: 1, applied: 0, laggards: [{ instance: 'a', isGone: true }] })
    propagation.join(app('a'), at(2), 300)
    expect(figures()).toMatchObject({ connected: 1, applied: 1, p99Ms: 300, laggards: [] })
  })

  test('is made up for by a receipt of the next one, or by a poll', () => {
    const { propagation, members, kill } = world('a', 'b')
    const figures = kill(2, 0)
    members.forEach((member) => propagation.leave(member))
    const again = propagation.join(app('a'), at(1), 10)
    expect(figures().applied).toBe(0)
    propagation.confirmed(again, at(2), 20, 0)
    propagation.confirmed(again, at(3), 30, 0)
    expect(figures().applied).toBe(1)
    propagation.polled(app('b'), at(1), 40)
    expect(figures().applied).toBe(1)
    propagation.polled(app('b'), at(2), 50)
    expect(figures()).toMatchObject({ connected: 2, applied: 2, laggards: [] })
  })

  test('and was one of two of its instance, which both ended, leaves a place of its own', () => {
    const { propagation, members, kill } = world('a', 'a')
    const figures = kill(2, 0)
    members.forEach((member) => propagation.leave(member))
    const [one, other] = [
      { instance: 'a', isGone: true },
      { instance: 'a', isGone: true },
    ]
    expect(figures()).toMatchObject({ connected: 2, applied: 0, laggards: [one, other] })
    propagation.join(app('a'), at(2), 300)
    expect(figures()).toMatchObject({ connected: 2, applied: 2, laggards: [] })
  })

  test('and was one of two of its instance is made up for by the receipt of the one that stayed', () => {
    const { propagation, members, kill } = world('a', 'a')
    const figures = kill(2, 0)
    propagation.leave(members[0])
    propagation.confirmed(members[1], at(2), 20, 0)
    expect(figures()).toMatchObject({ connected: 2, applied: 2, laggards: [] })
  })

  test('is not made up for by another key under the same name, whatever it says', () => {
    const { propagation, members, kill } = world('a')
    const figures = kill(2, 0)
    const liar = app('a', 'another key')
    propagation.polled(liar, at(2), 10)
    propagation.heard(liar, 2, 20)
    propagation.leave(members[0])
    propagation.join(liar, at(2), 30)
    propagation.polled(liar, at(2), 40)
    expect(figures()).toMatchObject({ applied: 0, laggards: [{ instance: 'a', revision: 1 }] })
    propagation.polled(app('a'), at(2), 50)
    expect(figures()).toMatchObject({ applied: 1, laggards: [] })
  })

  test('may end after the next one of its instance confirmed', () => {
    const { propagation, members, kill } = world('a')
    const figures = kill(2, 0)
    propagation.join(app('a'), at(2), 10)
    expect(figures().applied).toBe(0)
    propagation.leave(members[0])
    expect(figures()).toMatchObject({ connected: 1, applied: 1, laggards: [] })
  })

  test('without a name stays a laggard', () => {
    const propagation = new Propagation()
    const member = propagation.join({ instance: undefined, sdk: undefined, keyId: 'key' }, at(1), 0)
    propagation.moved(at(2), 0, true)
    propagation.leave(member)
    propagation.join({ instance: undefined, sdk: undefined, keyId: 'key' }, at(2), 1)
    expect(propagation.figures(propagation.follow(at(2)))).toMatchObject({ applied: 0, laggards: [{ isGone: true }] })
  })
})

test('a commit that is not remembered is judged by what each has now, and counted from then on', () => {
  const { propagation, members } = world('a', 'b')
  propagation.confirmed(members[0], at(8), 0, 0)
  const ask = propagation.follow(at(8))
  expect(propagation.figures(ask)).toMatchObject({ connected: 2, applied: 1, p50Ms: undefined })
  propagation.confirmed(members[1], at(8), 50, 0)
  expect(propagation.figures(ask)).toMatchObject({ connected: 2, applied: 2, p50Ms: undefined })
})

test('so many commits are remembered, and older ones are forgotten: memory stays bounded', () => {
  const { propagation, members, kill } = world('a')
  const first = kill(2, 0)
  propagation.confirmed(members[0], at(2), 5, 0)
  for (let revision = 3; revision < 66; revision++) kill(revision, revision)
  expect(first()).toMatchObject({ connected: 1, applied: 1, p99Ms: 5 })
  kill(66, 66)
  expect(first()).toMatchObject({ connected: 1, applied: 1, p99Ms: undefined })
})

describe('what is written', () => {
  test('asks with the strictest of all that it contains, and not for what it does not contain', () => {
    const propagation = new Propagation()
    for (let n = 0; n < 1_000; n++) propagation.join(app(`${n}`), at(1), 0)
    expect(propagation.withinMs(1)).toBeUndefined()
    propagation.moved(at(2), 0, true)
    for (let n = 0; n < 1_000; n++) propagation.join(app(`more-${n}`), at(2), 0)
    propagation.moved(at(3), 0, true)
    propagation.moved(at(4), 0, false)
    expect([1, 2, 3].map((after) => propagation.withinMs(after))).toEqual([250, confirmWithinMs(2_000), undefined])
  })

  test('to a stream that begins asks always; at leisure, unless its place in a kill is open', () => {
    const { propagation, members, kill } = world('a')
    expect(propagation.openingWithinMs(app('a'), 1)).toBe(5_000)
    kill(2, 0)
    expect(propagation.openingWithinMs(app('a'), 1)).toBe(0)
    expect(propagation.openingWithinMs(app('a'), 2)).toBe(5_000)
    expect(propagation.openingWithinMs(app('a'), undefined)).toBe(5_000)
    propagation.leave(members[0])
    expect(propagation.openingWithinMs(app('a'), undefined)).toBe(0)
  })
})

describe('a connection', () => {
  const view = { quietMs: 75_000, isSent: true }

  test('is current until it should have spoken, then unconfirmed, and current again with its next word', () => {
    const { propagation, members } = world('a')
    const [member] = members
    expect(propagation.stateOf(member, at(1), 75_000, view)).toBe('current')
    expect(propagation.stateOf(member, at(1), 75_001, view)).toBe('unconfirmed')
    propagation.heard(app('a'), 1, 80_000)
    expect(propagation.stateOf(member, at(1), 80_001, view)).toBe('current')
  })

  test('is lagging when it was not sent the newest state', () => {
    const { propagation, members } = world('a')
    propagation.moved(at(2), 10, false)
    expect(propagation.stateOf(members[0], at(2), 20, view)).toBe('current')
    expect(propagation.stateOf(members[0], at(2), 20, { ...view, isSent: false })).toBe('lagging')
  })

  test('is lagging when it does not confirm a kill in time', () => {
    const { propagation, members, kill } = world('a')
    kill(2, 100)
    expect(propagation.stateOf(members[0], at(2), 1_100, view)).toBe('current')
    expect(propagation.stateOf(members[0], at(2), 1_101, view)).toBe('lagging')
    propagation.confirmed(members[0], at(2), 1_102, 0)
    expect(propagation.stateOf(members[0], at(2), 1_103, view)).toBe('current')
  })

  test('is lagging when it keeps telling of an old revision', () => {
    const { propagation, members } = world('a')
    propagation.moved(at(2), 0, false)
    propagation.heard(app('a'), 1, 60_000)
    expect(propagation.stateOf(members[0], at(2), 70_000, view)).toBe('current')
    expect(propagation.stateOf(members[0], at(2), 75_001, view)).toBe('lagging')
    expect(propagation.lagMs(members[0], at(2), 75_001)).toBe(75_001)
  })

  test('that told of a revision by telemetry proved nothing to a kill', () => {
    const { propagation, kill } = world('a')
    const figures = kill(2, 0)
    propagation.heard(app('a'), 2, 10)
    expect(figures().applied).toBe(0)
  })

  test('without a stream polls, until it has not for two minutes', () => {
    const propagation = new Propagation()
    propagation.polled(app('a'), undefined, 0)
    propagation.polled(app('a'), at(1), 30_000)
    expect(propagation.pollers(149_999)).toMatchObject([{ instance: 'a', openedAtMs: 0, known: { revision: 1 } }])
    expect(propagation.pollers(150_000)).toEqual([])
    propagation.join(app('a'), at(1), 31_000)
    expect(propagation.pollers(31_000)).toEqual([])
  })

  test('that polls under ever new names costs no memory without end', () => {
    const propagation = new Propagation()
    for (let n = 0; n < 20_000; n++) propagation.polled(app(`${n}`), undefined, 0)
    expect(propagation.pollers(0)).toHaveLength(10_000)
  })
})
