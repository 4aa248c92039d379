/** A stretch between two calls of {@link BusyCount.settled}. */
export interface Epoch {
  underWay: number
  over: (() => void) | undefined
}

/** Counts what is under way, for those who wait until nothing is. */
export interface BusyCount {
  readonly underWay: number
  /** Counts one more, in an epoch that has not ended or in the present one. */
  enter(epoch?: Epoch): Epoch
  /** To be called once for each `enter`, with its answer. */
  leave(epoch: Epoch): void
  /** Resolves when nothing that has been entered before is under way, whatever comes meanwhile. */
  settled(): Promise<void>
}

/** `changed` is called when the first comes and when the last has gone. */
export function createBusyCount(changed: (busy: boolean) => void): BusyCount {
  let present: Epoch = { underWay: 0, over: undefined }
  let past: Promise<void> = Promise.resolve()
  let total = 0
  return {
    get underWay() {
      return total
    },
    enter(epoch = present) {
      epoch.underWay++
      if (++total === 1) changed(true)
      return epoch
    },
    leave(epoch) {
      if (--epoch.underWay === 0) epoch.over?.()
      if (--total === 0) changed(false)
    },
    settled() {
      if (present.underWay === 0) return past
      const ending = present
      const ended = new Promise<void>((resolve) => {
        ending.over = resolve
      })
      const before = past
      past = before.then(() => ended)
      present = { underWay: 0, over: undefined }
      return past
    },
  }
}
