/** What was asked of the log took longer than a reader should wait for. */
export class TooSlow extends Error {
  override get name(): string {
    return 'TooSlow'
  }
}

/** `work`, or TooSlow once `millis` have passed. The work itself goes on, unless `giveUp` ends it. */
export async function withinTime<T>(work: Promise<T>, millis: number, giveUp?: () => void): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new TooSlow(`No answer within ${millis} ms`))
      giveUp?.()
    }, millis)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
