/** Ends a run with its counts alone on a line, as machines read them. */
export class PlainReporter {
  onTestRunEnd(modules) {
    const count = { passed: 0, failed: 0, skipped: 0 }
    for (const module of modules) {
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) count.failed += 1
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state in count) count[state] += 1
      }
    }
    // After the other reporters' summaries.
    setImmediate(() => {
      if (count.skipped > 0) console.log(`\n${count.skipped} skipped`)
      console.log(`\n${count.passed} passed, ${count.failed} failed`)
    })
  }
}
