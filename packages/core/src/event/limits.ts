/**
 * The limits of an event, in UTF-16 code units, the same on every database. They are what the widest index of
 * the table can hold on the narrowest engine (3,072 bytes on MariaDB, 2,704 on PostgreSQL).
 */
export const limits = Object.freeze({
  tenant: 128,
  action: 255,
  referenceType: 128,
  referenceId: 255,
  referenceName: 255,
  requestId: 128,
  traceId: 64,
  ip: 45,
  note: 65_535,
  reason: 65_535,
  idempotencyKey: 1_024,
})

/** How far ahead of the clock an `occurredAt` may lie, in milliseconds. */
export const maxFutureMillis = 24 * 60 * 60 * 1000
