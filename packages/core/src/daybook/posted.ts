import { currentScope, outsideScopes } from '../context/scope.ts'
import type { Epoch } from '../delivery/busy-count.ts'
import type { Deliverer } from '../delivery/deliverer.ts'
import { type Consignment, isNew, type Settling, type Written } from '../delivery/waiting.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import type { Origin } from '../signals/signals.ts'

/** What becomes of deferred events needs of their daybook. */
export interface Posting extends Pick<Deliverer<never>, 'busy' | 'room'> {
  /** Whether anybody would hear of a stored event. */
  readonly isHeard: () => boolean
  readonly count: (written: Written) => void
  readonly landed: (consignment: Consignment, written: Written) => DaybookEvent
  readonly failed: (consignment: Consignment, tx: null, error: unknown) => void
  readonly announce: (event: DaybookEvent, origin: Origin, epoch: Epoch) => void
  readonly onError: (error: unknown) => void
}

const unscoped = Object.freeze({ silenced: false, listenerDepth: 0 })

/**
 * Hears what became of an event that nobody waits for. Nothing else is kept of its caller: a request would stay in
 * memory for as long as its event waits.
 */
export class Posted implements Settling {
  readonly #posting: Posting
  readonly #consignment: Consignment
  readonly #origin: Origin
  readonly #silenced: boolean
  readonly #listenerDepth: number
  readonly #epoch: Epoch

  constructor(posting: Posting, consignment: Consignment, origin: Origin) {
    const { silenced, listenerDepth } = currentScope() ?? unscoped
    this.#posting = posting
    this.#consignment = consignment
    this.#origin = origin
    this.#silenced = silenced
    this.#listenerDepth = listenerDepth
    this.#epoch = posting.busy.enter()
  }

  resolve(written: Written): void {
    const { isHeard, count, landed } = this.#posting
    // The stored event is another object, and is not made for nobody.
    if (written.recordedAt !== null && (this.#silenced || !isHeard())) {
      this.#settle(() => count(written))
      return
    }
    let stored: DaybookEvent
    try {
      stored = landed(this.#consignment, written)
    } catch (conflict) {
      this.reject(conflict)
      return
    }
    this.#settle(() => {
      if (!this.#silenced && isNew(written)) this.#announce(stored)
    })
  }

  reject(error: unknown): void {
    this.#settle(() => this.#posting.failed(this.#consignment, null, error))
  }

  #announce(stored: DaybookEvent): void {
    const announce = () => this.#posting.announce(stored, this.#origin, this.#epoch)
    outsideScopes(announce, this.#listenerDepth)
  }

  #settle(work: () => void): void {
    const { room, busy, onError } = this.#posting
    room.release(this.#consignment.size)
    try {
      work()
    } catch (error) {
      onError(error)
    }
    busy.leave(this.#epoch)
  }
}
