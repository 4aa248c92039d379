/**
 * What a checker found: checks by name, each with its problems. A problem says what is wrong, where, and the fix.
 *
 * @typedef {{ name: string, problems: string[] }} Check
 */

/** Prints the checks by name, with their problems, and sets the exit code. */
export const printChecks = (checks) => {
  for (const { name, problems } of checks) {
    console.log(`${problems.length === 0 ? '✔' : '✖'} ${name}`)
    for (const problem of problems) console.log(`    ${problem.replaceAll('\n', '\n    ')}`)
  }
  if (checks.some(({ problems }) => problems.length > 0)) process.exitCode = 1
}
