import { isDaybookError, isPoison, type StorageError, type TimeoutError } from '../errors/daybook-error.ts'

type Traits = Partial<Pick<StorageError, 'retryable' | 'ambiguous'>>

const traits = (error: unknown): Traits =>
  isDaybookError(error) ? (error as Partial<StorageError | TimeoutError>) : {}

/** It is not known whether the events are stored. */
export const isAmbiguous = (error: unknown): boolean => traits(error).ambiguous === true

/** The same write may succeed later. */
export const isTransient = (error: unknown): boolean => traits(error).retryable === true || isAmbiguous(error)

/** The store, or the way to it, is what failed, and not what it was asked to do. */
export const isOutage = (error: unknown): error is StorageError | TimeoutError =>
  isDaybookError(error) && 'ambiguous' in error && !isPoison(error)
