/** What was asked of the log took longer than a reader should wait for. */
export class TooSlow extends Error {
  override get name(): string {
    return 'TooSlow'
  }
}

/** `work`, or TooSlow once `millis` have passed. The work itself goes on until its store ends it. */
export async function withinTime<T>(work: Promise<T>, millis: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooSlow(`No answer within ${millis} ms`)), millis)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
