/** Counts what is under way, for those who wait until nothing is. */
export interface BusyCount {
  enter(): void
  leave(): void
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export function createBusyCount(): BusyCount {
  let underWay = 0
  let waiting: (() => void)[] = []
  return {
    enter: () => void underWay++,
    leave() {
      underWay--
      if (underWay > 0 || waiting.length === 0) return
      const done = waiting
      waiting = []
      for (const each of done) each()
    },
    idle: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  }
}
