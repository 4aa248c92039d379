import { TimeoutError } from '@daybook/core'

/** Settles like `work`, or rejects when that takes longer. What becomes of it then is not heard. */
export async function beforeDeadline<T>(work: Promise<T>, deadlineMillis: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late(deadlineMillis)), deadlineMillis)
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}

function late(deadlineMillis: number): TimeoutError {
  return new TimeoutError({
    code: 'DAYBOOK_TIMEOUT',
    message: `The store has not answered for ${deadlineMillis / 1000} seconds: it is not known whether the events are stored.`,
    fix: 'They stay in the spill directory and are tried again; nothing is stored twice.',
    ambiguous: true,
  })
}
