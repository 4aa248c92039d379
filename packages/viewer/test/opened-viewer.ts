import { createDaybook, type Daybook, StorageError, TimeoutError } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import {
  createViewer,
  type ViewableDaybook,
  type ViewerOptions,
  type ViewerRequestOptions,
} from '@daybook/viewer'
import { sampleNow } from './believable-events.ts'

/** A daybook in memory whose clock stands at the moment of the samples. */
export function memoryDaybook(): Daybook {
  return createDaybook({ store: createMemoryStore(), clock: () => sampleNow })
}

/** Asks a viewer for pages as a browser would, redirects followed, everything allowed unless said otherwise. */
export function openedViewer(daybook: ViewableDaybook, options: ViewerOptions = {}) {
  const viewer = createViewer(daybook, { clock: () => sampleNow, recordAccess: false, ...options })
  return async (path: string, init: RequestInit = {}, request: ViewerRequestOptions = { access: {} }) => {
    const ask = (url: URL | string) => viewer.fetch(new Request(url, init), request)
    const first = await ask(`http://viewer.test${path}`)
    const location = first.status === 302 ? first.headers.get('Location') : null
    const response = location === null ? first : await ask(new URL(location, `http://viewer.test${path}`))
    return { response, status: response.status, html: await response.text() }
  }
}

/** A daybook whose every reading fails. */
export function failingDaybook(error: unknown): ViewableDaybook {
  const fail = () => Promise.reject(error)
  return {
    find: fail,
    get: fail,
    count: fail,
    summarise: fail,
    stream() {
      throw error
    },
  }
}

/** What a store says when nobody created its table. */
export function tableMissing(): StorageError {
  return new StorageError({
    code: 'DAYBOOK_TABLE_MISSING',
    message: 'The table `daybook_events` does not exist in `app.db`.',
    fix: 'Create it with a migration, or turn on `synchronize` for development.',
  })
}

/** What a store says that did not answer in time. */
export function timedOut(): TimeoutError {
  return new TimeoutError({ code: 'DAYBOOK_TIMEOUT', message: 'The store did not answer.', fix: 'Wait.' })
}
