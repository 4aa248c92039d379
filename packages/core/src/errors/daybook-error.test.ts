import { describe, expect, it } from 'vitest'
import {
  ConfigurationError,
  ConflictError,
  DaybookError,
  isDaybookError,
  StorageError,
  TimeoutError,
  ValidationError,
  WouldDeadlockError,
} from './daybook-error.ts'

const init = { code: 'DAYBOOK_TEST', message: 'It did not work.', fix: 'Try this.' } as const

describe.each([
  ValidationError,
  ConfigurationError,
  ConflictError,
  WouldDeadlockError,
  TimeoutError,
  StorageError,
])('%o', (Kind) => {
  it('says what went wrong and what to do, under a stable code', () => {
    const cause = new Error('native')
    const error = new Kind({ ...init, cause })
    expect(error).toBeInstanceOf(DaybookError)
    expect(error).toBeInstanceOf(Error)
    expect(error.name).toBe(Kind.name)
    expect(error.message).toBe('It did not work. Try this.')
    expect(error).toMatchObject({ code: 'DAYBOOK_TEST', fix: 'Try this.', cause })
    expect(String(error)).toBe(`${Kind.name}: It did not work. Try this.`)
    expect(isDaybookError(error)).toBe(true)
  })

  it('has no cause where none was given', () => {
    expect('cause' in new Kind(init)).toBe(false)
  })
})

it('a StorageError is final unless the store knows better', () => {
  expect(new StorageError(init)).toMatchObject({ retryable: false, ambiguous: false, poison: false })
  expect(new StorageError({ ...init, retryable: true, ambiguous: true, poison: true })).toMatchObject({
    retryable: true,
    ambiguous: true,
    poison: true,
  })
})

it('an error of another installed copy is recognised', () => {
  const foreign = Object.assign(new Error('x'), { [Symbol.for('daybook.error')]: true })
  expect(isDaybookError(foreign)).toBe(true)
})

it.each([null, undefined, 'DAYBOOK_TEST', 7, new Error('x'), { code: 'DAYBOOK_TEST' }])(
  'anything else is not: %o',
  (value) => {
    expect(isDaybookError(value)).toBe(false)
  },
)

it('the mark of an error does not show where it is printed or written as JSON', () => {
  const error = new ValidationError(init)
  expect(Object.keys(error).sort()).toEqual(['code', 'fix'])
})
