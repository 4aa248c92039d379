import type { Daybook } from '@daybook/core'
import type { RecordingOptions } from '../endpoint/recording-endpoint.ts'
import type { GuardOptions } from '../guards/guard.ts'
import type { EventBook } from '../records/event-book.ts'
import type { LoggedHandlerOptions } from '../records/logged-handler.ts'
import type { RequestRecordsOptions } from '../records/open-record.ts'
import type { TrackedOptions } from '../records/tracked.ts'
import type { RequestContextOptions } from '../request/request-scope.ts'
import type { PageViewOptions } from '../views/page-view.ts'

/** One call of a handler, the same for every framework. */
export interface ContractCall {
  /** What the framework hands to handlers, and to the functions of options. */
  readonly source: object
  readonly header: (name: string) => string | undefined
  readonly params: Readonly<Record<string, unknown>>
  readonly body: unknown
  /** Listens to the response: `finish` or `close`. */
  readonly onResponse: (event: 'finish' | 'close', listener: () => void) => void
  /** Listens to the pieces of the request's body, and answers nothing by itself. */
  readonly onData: (listener: () => void) => void
  readonly answer: (status: number, body?: unknown, headers?: Readonly<Record<string, string>>) => void
  /** Throws as the framework's users do, with a status. */
  readonly fail: (status: number) => never
}

/** A handler of an app under test. */
export type ContractHandler = (call: ContractCall) => unknown

/** What surrounds the handler of a route, from the outside in. */
export interface ContractWraps {
  readonly required?: EventBook
  readonly requireActor?: readonly [EventBook, GuardOptions?]
  readonly inGroup?: readonly [EventBook, string, (source: object) => string[]]
  readonly tracked?: readonly [EventBook, TrackedOptions<object>]
  readonly logged?: readonly [EventBook, string | LoggedHandlerOptions<object>]
  readonly pageView?: readonly [EventBook, PageViewOptions?]
}

/** An app under test, in the making. Everything counts in the order of the calls. */
export interface ContractApp {
  useContext(daybook: Daybook, options?: RequestContextOptions<object>): void
  useRecords(book: EventBook, options?: RequestRecordsOptions<object>): void
  /** A parser for JSON and forms. */
  useParser(): void
  /** Lets a middleware of the app run, and goes on. */
  use(handler: ContractHandler): void
  route(method: string, path: string, handler: ContractHandler, wraps?: ContractWraps): void
  /** An endpoint that records what is sent to it. */
  record(path: string, daybook: Daybook, options: RecordingOptions<object>): void
  /** Routes below `/api/:tenant`, in a router that sees the parameters of its mounting point. */
  nested(path: string, handler: ContractHandler): void
  /** Believes the forwarding headers of a proxy on this machine. */
  trustProxy(): void
  /** Hears the errors of the app, inside its scope, before the framework answers them. */
  onError(listener: (error: unknown) => void): void
}

/** An app under test, being served. */
export interface ContractServer extends AsyncDisposable {
  readonly url: string
}

/** A web framework and its Daybook package. */
export interface ContractFramework {
  readonly name: string
  /** Serves an app on a free port of this machine. */
  serve(build: (app: ContractApp) => void): Promise<ContractServer>
}

/** One thing that holds for every framework. */
export interface ContractCase {
  readonly name: string
  run(framework: ContractFramework): Promise<void>
}
