/** A way to a server on which everything can go wrong that goes wrong on networks. */
export interface FaultProxy {
  /** The server's URL, by way of this proxy. */
  readonly url: string
  /**
   * Resets the connection of the next request that matches: `before` the server gets it, or `after` the server has
   * answered it, where the answer does not arrive. With `every`, of each so-many-th such request, `times` times.
   */
  arm(
    when: 'before' | 'after',
    statement: RegExp,
    options?: { readonly every?: number; readonly times?: number },
  ): void
  /** How many connections were reset by `arm`. */
  cuts(): number
  /** How many connections were opened, or tried to. */
  connections(): number
  /** Nothing passes any more, in either direction, and no connection is closed. */
  freeze(): void
  /** Everything that was held back passes. */
  thaw(): void
  /** Every answer from now on takes this much longer. */
  delay(millis: number): void
  /** Whether connections are reset: those that are open, and each that is opened. */
  refuse(refusing: boolean): void
  close(): Promise<void>
}

/** A proxy in front of the server of `target`. */
export declare function openFaultProxy(target: string | URL): Promise<FaultProxy>
