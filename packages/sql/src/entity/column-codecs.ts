/**
 * Turns the value of a column into what an app expects, and back, for ORMs whose own mapping differs. A value that
 * is not of the expected kind (an operator in a condition, SQL) is left as it is.
 */
export interface ColumnCodec {
  /** What is sent to the database. */
  to(value: unknown): unknown
  /** What the app sees of what the database answered. */
  from(value: unknown): unknown
}

/** An instant as the integer of its milliseconds since 1970. */
export const millisecondsCodec: ColumnCodec = {
  to: (value) => (value instanceof Date ? value.getTime() : value),
  from: (value) => (typeof value === 'number' ? new Date(value) : value),
}

/** JSON as text. */
export const jsonTextCodec: ColumnCodec = {
  to: (value) => (value === null || value === undefined ? null : JSON.stringify(value)),
  from: (value) => (typeof value === 'string' ? JSON.parse(value) : value),
}

/** A UUID as its 16 bytes. */
export const uuidBytesCodec: ColumnCodec = {
  to: (value) => (typeof value === 'string' ? Buffer.from(value.replaceAll('-', ''), 'hex') : value),
  from: (value) =>
    value instanceof Uint8Array
      ? Buffer.from(value)
          .toString('hex')
          .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
      : value,
}

/** UTC in a column that the driver takes for the process's own zone: shifted by that, both ways. */
export const utcFieldsCodec: ColumnCodec = {
  to: (value) =>
    value instanceof Date ? new Date(value.getTime() + value.getTimezoneOffset() * 60_000) : value,
  from: (value) =>
    value instanceof Date ? new Date(value.getTime() - value.getTimezoneOffset() * 60_000) : value,
}

/** An instant as the text of its UTC fields, as the driver answers for a column without a zone. */
export const utcTextCodec: ColumnCodec = {
  to: (value) => (value instanceof Date ? value.toISOString().slice(0, 23).replace('T', ' ') : value),
  from: (value) => (typeof value === 'string' ? new Date(`${value.replace(' ', 'T')}Z`) : value),
}
