/** Ends a run with its counts alone on a line, as machines read them. */
export class PlainReporter {
  onTestRunEnd(modules) {
    const count = { passed: 0, failed: 0, skipped: 0 }
    for (const module of modules) {
      const states = [...module.children.allTests()].map((test) => test.result().state)
      for (const state of states) if (state in count) count[state] += 1
      // What broke before its tests, or around them, failed too.
      if (module.state() === 'failed' && !states.includes('failed')) count.failed += 1
    }
    // After the other reporters' summaries.
    setImmediate(() => {
      if (count.skipped > 0) console.log(`\n${count.skipped} skipped`)
      console.log(`\n${count.passed} passed, ${count.failed} failed`)
    })
  }
}
