/** Waiting that can be cut short: for all at once, by news or by the end. */
export interface Pauses {
  readonly ended: boolean
  /** Grows with each {@link wake}. */
  readonly news: number
  /** Resolves after `millis`, or as soon as there is other news than `seen`. */
  take(millis: number, seen: number): Promise<void>
  /** The same, but news does not cut it short. */
  sit(millis: number): Promise<void>
  wake(): void
  end(): void
}

export function createPauses(): Pauses {
  const sleepers = new Set<{ finish(): void; light: boolean }>()
  let ended = false
  let news = 0
  const pause = (millis: number, light: boolean): Promise<void> =>
    new Promise((resolve) => {
      if (ended) return resolve()
      const sleeper = {
        light,
        finish() {
          clearTimeout(timer)
          sleepers.delete(sleeper)
          resolve()
        },
      }
      const timer = setTimeout(sleeper.finish, millis)
      sleepers.add(sleeper)
    })
  const rouse = (which: (sleeper: { light: boolean }) => boolean): void => {
    for (const sleeper of [...sleepers]) if (which(sleeper)) sleeper.finish()
  }
  return {
    get ended() {
      return ended
    },
    get news() {
      return news
    },
    take: (millis, seen) => (news === seen ? pause(millis, true) : Promise.resolve()),
    sit: (millis) => pause(millis, false),
    wake() {
      news++
      rouse(({ light }) => light)
    },
    end() {
      ended = true
      rouse(() => true)
    },
  }
}
