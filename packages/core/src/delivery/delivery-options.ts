import { ConfigurationError } from '../errors/daybook-error.ts'

/** How events travel to the store. Every default suits a pool of ten connections. */
export interface DeliveryOptions {
  /**
   * How many statements of awaited events may be in flight at once: at most a quarter of the connection pool. Events
   * with an id of their own and events above 64 KiB travel apart, in as many again; deferred ones in one each.
   * Default: 2.
   */
  readonly inFlight?: number
  /** How long one statement may take before its outcome counts as unknown, in milliseconds. Default: 10,000. */
  readonly statementMillis?: number
  /**
   * How long an awaited event outside of transactions is tried before `log()` rejects, in milliseconds, give or
   * take one statement. A deferred event is tried until `close()`. Default: 30,000.
   */
  readonly deadlineMillis?: number
  /** How long a deferred event waits for others to share its statement, in milliseconds. Default: 10. */
  readonly lingerMillis?: number
  /** How many events may wait in memory for the store, awaited and deferred together. Default: 50,000. */
  readonly maxEvents?: number
  /** How large they may be together: the length of their texts, about a byte each. Default: 64 MiB. */
  readonly maxBytes?: number
  /**
   * What `defer()` does when that many wait: `throw` an `OverloadedError`, or `drop` the event, counted and told
   * with `eventDropped`. Who wants to wait for room instead awaits `log()`, or `flush()`. Default: `throw`.
   */
  readonly whenFull?: 'throw' | 'drop'
}

/** The options with their defaults. */
export type Delivery = Required<DeliveryOptions>

const defaults: Delivery = {
  inFlight: 2,
  statementMillis: 10_000,
  deadlineMillis: 30_000,
  lingerMillis: 10,
  maxEvents: 50_000,
  maxBytes: 64 * 1024 * 1024,
  whenFull: 'throw',
}

/** @throws ConfigurationError `DAYBOOK_BAD_DELIVERY` for a number that is none, or with which nothing would move. */
export function toDelivery(options: DeliveryOptions = {}): Delivery {
  const delivery = { ...defaults, ...options }
  for (const [name, value] of Object.entries(delivery)) {
    const least = name === 'lingerMillis' ? 0 : 1
    if (name === 'whenFull' ? value === 'throw' || value === 'drop' : (value as number) >= least) continue
    throw new ConfigurationError({
      code: 'DAYBOOK_BAD_DELIVERY',
      message: `\`delivery.${name}\` cannot be ${String(value)}.`,
      fix: 'Leave it out for the default.',
    })
  }
  return delivery
}
