import { setTimeout as pause } from 'node:timers/promises'
import { createDaybook, type Daybook, type DaybookEvent, type EventStore, StorageError } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import type { ContractApp, ContractCall, ContractFramework, ContractServer } from './framework.ts'

/** Who signs in at an app under test. */
interface ContractUser {
  readonly type: 'User'
  readonly id: number
  readonly name: string
}

/** What a case works with. */
export interface ContractWorld {
  readonly daybook: Daybook
  readonly requests: Daybook
  /** Errors that reached nobody's business. */
  readonly errors: unknown[]
  /** The signed-in user of a request; a case may change it. */
  readonly users: WeakMap<object, ContractUser>
  /** A middleware that signs in the user of the `x-user` header, some time later. */
  readonly signIn: (call: ContractCall) => Promise<void>
  /** Lets the store of the requests' book refuse everything. */
  breakRequests(): void
  serve(build: (app: ContractApp) => void): Promise<ContractServer>
  events(): Promise<readonly DaybookEvent[]>
  records(): Promise<readonly DaybookEvent[]>
}

/** A fresh world for one case. */
export function contractWorld(framework: ContractFramework): ContractWorld {
  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  const users = new WeakMap<object, ContractUser>()
  const breakable = breakableStore()
  const daybook = createDaybook({ store: createMemoryStore(), onError })
  const requests = createDaybook({ store: breakable.store, onError })
  const all = async (book: Daybook) => {
    await book.flush()
    const { events } = await book.find({ limit: 1_000, order: 'oldest' })
    // As a database gives it: the store in memory has the objects themselves.
    return events.map((event) => ({ ...event, data: JSON.parse(JSON.stringify(event.data)) }))
  }
  return {
    daybook,
    requests,
    errors,
    users,
    async signIn({ source, header }) {
      await pause(Math.random() * 5)
      const id = Number(header('x-user'))
      if (id) users.set(source, { type: 'User', id, name: `user ${id}` })
    },
    breakRequests: breakable.break,
    serve: (build) => framework.serve(build),
    events: () => all(daybook),
    records: () => all(requests),
  }
}

function breakableStore() {
  const inner = createMemoryStore()
  let isBroken = false
  const store: EventStore = {
    ...inner,
    async append(events, options) {
      if (isBroken)
        throw new StorageError({
          code: 'DAYBOOK_STORAGE',
          message: 'This store takes nothing.',
          fix: 'It is broken on purpose.',
          retryable: false,
          ambiguous: false,
          poison: false,
        })
      return inner.append(events, options)
    },
  }
  return {
    store,
    break: () => {
      isBroken = true
    },
  }
}

/** Waits until `check` passes. What it threw last is thrown after ten seconds. */
export async function eventually(check: () => unknown): Promise<void> {
  const end = performance.now() + 10_000
  for (;;)
    try {
      await check()
      return
    } catch (error) {
      if (performance.now() > end) throw error
      await pause(5)
    }
}
