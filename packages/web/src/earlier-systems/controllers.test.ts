import { expect, test } from 'vitest'
import { wrapController } from '../views/controller-mixin.ts'

// Class-based handlers of the systems before it. What the wrappers log is in the HTTP contract.

class Page {
  readonly title: string
  constructor(title: string) {
    this.title = title
  }
  get(...args: string[]) {
    return [this.title, ...args].join(' ')
  }
  helper() {
    return this.title
  }
}

test('row 54: a mixin wraps the handlers of a class, by their verbs, with their this', () => {
  const seen: string[] = []
  const LoggedPage = wrapController(Page, (handler) => (...args) => {
    seen.push('before')
    return handler(...args)
  })
  const [one, other] = [new LoggedPage('one'), new LoggedPage('other')]
  expect([one.get('a', 'b'), other.get(), one.get()]).toEqual(['one a b', 'other', 'one'])
  expect(one.helper()).toBe('one')
  expect(seen).toHaveLength(3)
  expect(one).toBeInstanceOf(Page)
  expect(new Page('plain').get()).toBe('plain')
  expect(seen).toHaveLength(3)
})

test('row 54: wraps what it is told to, and once for each object', () => {
  let wraps = 0
  const Wrapped = wrapController(
    Page,
    (handler) => {
      wraps++
      return handler
    },
    ['helper', 'nothing'],
  )
  const page = new Wrapped('one')
  expect([page.helper(), page.helper(), page.get()]).toEqual(['one', 'one', 'one'])
  expect(wraps).toBe(1)
})
