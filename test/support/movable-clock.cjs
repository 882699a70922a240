// `node --require` this, and SIGUSR2 sets the process's wall clock by HALYARD_TEST_CLOCK_JUMPS_MS, one number a signal.
// Only `Date` moves: monotonic clocks and timers go on, as when a machine's clock is set.
const { now: real } = Date
const jumps = (process.env.HALYARD_TEST_CLOCK_JUMPS_MS ?? '').split(' ').map(Number)
const RealDate = Date
let aheadMs = 0

globalThis.Date = class Date extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(real() + aheadMs)
    else super(...args)
  }
  static now() {
    return real() + aheadMs
  }
}
process.on('SIGUSR2', () => {
  aheadMs = jumps.shift() ?? aheadMs
  process.stderr.write(`clock ahead by ${aheadMs} ms\n`)
})
