/**
 * Ends a vitest run with one plain line: `12 passed, 0 failed`, and `, 3 skipped` where some were.
 *
 * A file that could not be loaded and an error outside any test count as one failure each: neither shows among the
 * tests, and a run with one of them is not green.
 */
export default class ClosingLineReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const line = closingLine(modules, unhandledErrors)
    process.once('exit', () => process.stdout.write(`${line}\n`))
  }
}

export const closingLine = (modules, unhandledErrors = []) => {
  const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
  for (const module of modules) {
    let failedTests = 0
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'failed') failedTests += 1
      else count[state === 'passed' ? 'passed' : 'skipped'] += 1
    }
    count.failed += failedTests
    if (failedTests === 0 && module.state() === 'failed') count.failed += 1
  }
  const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
  return `${count.passed} passed, ${count.failed} failed${skipped}`
}
