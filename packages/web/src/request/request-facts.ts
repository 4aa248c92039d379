/** What a web framework knows of a request, in plain values: the input of {@link requestValues}. */
export interface RequestFacts {
  readonly method: string
  /** The request's target as the client sent it, before any mounting. Its query is never kept. */
  readonly url: string
  /**
   * The client's address as the framework gives it, with its own proxy settings applied. Headers are never read
   * for it: anyone can write an `x-forwarded-for`.
   */
  readonly ip: string | undefined
  /** The host name that was asked for, without the port, as the framework gives it. */
  readonly host?: string | undefined
  /** A header by its lower-case name; undefined where it is absent. */
  readonly header: (name: string) => string | undefined
}
