/** What the process ends with, as the reference page lists it. */
export const exitCode = Object.freeze({
  ok: 0,
  /** The command worked and found something wrong, or did not find what was asked for; or the database refused. */
  finding: 1,
  usage: 2,
  connection: 3,
  interrupted: 130,
} as const)
