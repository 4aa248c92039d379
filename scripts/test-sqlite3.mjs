// The `sqlite3` driver, which has to be compiled where no binary can be fetched for it: an optional dependency.
let driver
try {
  driver = (await import('sqlite3')).default
} catch (error) {
  // In CI nothing may be skipped.
  if (process.env.CI) throw error
  console.warn(
    '▸ tests on the sqlite3 driver are skipped: it could not be built (needs python3 and a C++ compiler)',
  )
}

export const sqlite3 = driver
