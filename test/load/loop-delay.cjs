// Preloaded into a process: on SIGUSR2 it writes how late its event loop was since the last time, in ms, to LOOP_DELAY_FILE.
const { writeFileSync } = require('node:fs')
const { monitorEventLoopDelay } = require('node:perf_hooks')

const RESOLUTION_MS = 1
const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
histogram.enable()
process.on('SIGUSR2', () => {
  const late = (percentile) => Math.max(0, histogram.percentile(percentile) / 1e6 - RESOLUTION_MS)
  writeFileSync(
    process.env.LOOP_DELAY_FILE,
    JSON.stringify({ p999: late(99.9), max: histogram.max / 1e6 - RESOLUTION_MS }),
  )
  histogram.reset()
})
