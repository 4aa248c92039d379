import type { AnyDetails } from '@daybook/core'

/** Any daybook, whatever its catalog, its references and its transactions: the part that the web layer logs with. */
export interface EventBook {
  log(action: never, ...details: never[]): Promise<unknown>
  defer(action: never, ...details: never[]): unknown
  assertReady(action: never, required?: boolean): Promise<void>
}

/** The actions of a book: those of its catalog, else any. */
export type ActionOf<Book extends EventBook> = Parameters<Book['log']>[0] & string

/** The same, for actions that are only known at run time; a catalog checks them then. */
interface OpenBook {
  log(action: string, details: AnyDetails): Promise<unknown>
  defer(action: string, details: AnyDetails): unknown
  assertReady(action: string, required: boolean | undefined): Promise<void>
}

/** Where the failures of what nobody asked for go. */
export interface FailureOptions {
  /** Hears what could not be logged. It never reaches the app's answer. Default: one line on standard error. */
  readonly onError?: ((error: unknown) => void) | undefined
}

/** The default of {@link FailureOptions}. */
export function printError(error: unknown): void {
  console.error('[daybook]', error)
}

/**
 * Logs in the background, independently of any transaction: an answer may be sent inside of one that is rolled back
 * afterwards. What cannot be logged is reported and never thrown.
 */
export function deferEvent(
  book: EventBook,
  action: string,
  details: AnyDetails,
  onError: (error: unknown) => void = printError,
): void {
  try {
    open(book).defer(action, { ...details, tx: null })
  } catch (error) {
    onError(error)
  }
}

/** Logs at once, independently of any transaction. Rejects when the event is not stored. */
export async function logEvent(book: EventBook, action: string, details: AnyDetails): Promise<void> {
  await open(book).log(action, { ...details, tx: null })
}

/** Rejects where a required action must not begin, because it could not be recorded. */
export function assertReady(book: EventBook, action: string, required: boolean | undefined): Promise<void> {
  return open(book).assertReady(action, required)
}

function open(book: EventBook): OpenBook {
  return book as OpenBook
}
