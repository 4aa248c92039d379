import { createDaybook, type DaybookEvent, Logged, type LoggedSource } from '@daybook/core'
import { fragmentName } from '@daybook/core/catalogs'
import { createMemoryStore } from '@daybook/core/memory'
import { createTestDaybook } from '@daybook/core/testing'
import { describe, expect, test } from 'vitest'

// What the core reproduces of the systems before it, one test a feature: handlers that log by themselves.

class Widget {
  id: number | null
  name = 'cog'
  constructor(id: number | null) {
    this.id = id
  }
}

function setUp() {
  return createDaybook({ store: createMemoryStore({ references: { FooWidget: Widget } }) })
}

describe('row 78: a wrapped handler', () => {
  test('row 78: logs kind, underscore and the upper-cased type after success, with the object attached', async () => {
    const daybook = setUp()
    const create = daybook.logged(
      { kind: 'CREATED', target: ({ result }) => result },
      async (id: number) => new Widget(id),
    )
    expect(await create(7)).toBeInstanceOf(Widget)
    expect(await daybook.latest()).toMatchObject({
      action: 'CREATED_FOOWIDGET',
      target: { type: 'FooWidget', id: '7', name: 'cog' },
      outcome: 'success',
      data: {},
    })
  })

  test('row 78: attaches the key that an object gets while it is saved', async () => {
    const daybook = setUp()
    const save = daybook.logged(
      { kind: 'CREATED', target: ({ args: [widget] }) => widget },
      (widget: Widget) => {
        widget.id = 12
      },
    )
    await save(new Widget(null))
    expect(await daybook.latest()).toMatchObject({ target: { type: 'FooWidget', id: '12' } })
  })

  test('row 78: says after a failure that it failed, and never that it succeeded', async () => {
    const daybook = setUp()
    const update = daybook.logged({ kind: 'UPDATED', target: new Widget(7) }, async () => {
      expect(await daybook.count()).toBe(0)
      throw new Error('form invalid')
    })
    await expect(update()).rejects.toThrow('form invalid')
    expect((await daybook.find()).events).toMatchObject([
      { action: 'UPDATED_FOOWIDGET', outcome: 'failure', reason: 'form invalid' },
    ])
    const quiet = daybook.logged({ kind: 'UPDATED', failures: false }, () => Promise.reject(new Error('x')))
    await expect(quiet()).rejects.toThrow('x')
    expect(await daybook.count()).toBe(1)
  })

  test('row 78: has its action, data and user as the app says', async () => {
    const daybook = setUp()
    const handler = daybook.logged(
      {
        kind: 'UPDATED',
        action: ({ result }) => `widget.${result}`,
        data: ({ args: [size] }) => ({ size }),
        actor: { type: 'User', id: 9 },
        target: () => new Widget(7),
      },
      (_size: number) => 'resized',
    )
    await daybook.withActor({ type: 'User', id: 1 }, () => handler(3))
    expect(await daybook.latest()).toMatchObject({
      action: 'widget.resized',
      data: { size: 3 },
      actor: { type: 'User', id: '9' },
      target: { id: '7' },
    })
  })

  test('row 78: may be a method, decorated the standard or the legacy way', async () => {
    const daybook = createTestDaybook()
    const size = async function (this: { readonly factor: number }, by: number) {
      return by * this.factor
    }
    const decorator = Logged(daybook as unknown as LoggedSource, 'widget.sized')
    const context = { kind: 'method', name: 'size' } as ClassMethodDecoratorContext
    const standard = { factor: 2, size: decorator(size as () => unknown, context) as typeof size }
    expect(await standard.size(4)).toBe(8)
    const legacy = { factor: 3, size }
    const descriptor = Object.getOwnPropertyDescriptor(legacy, 'size') as PropertyDescriptor
    Object.defineProperty(legacy, 'size', decorator(legacy, 'size', descriptor))
    expect(await legacy.size(4)).toBe(12)
    expect(daybook.events.map(({ action }) => action)).toEqual(['widget.sized', 'widget.sized'])
  })
})

test('row 79: what is deleted has its key in the event', async () => {
  const daybook = setUp()
  const widget = new Widget(7)
  const remove = daybook.logged({ kind: 'DELETED', target: ({ args: [each] }) => each }, (each: Widget) => {
    each.id = null
  })
  await remove(widget)
  expect(widget.id).toBeNull()
  expect(await daybook.latest()).toMatchObject({
    action: 'DELETED_FOOWIDGET',
    target: { type: 'FooWidget', id: '7' },
  })
})

test.each([
  ['CREATED_FOO_WIDGET', 'eventlog/created_foo_widget.html'],
  ['invoice.paid', 'eventlog/invoice.paid.html'],
  ['../../etc/passwd', 'eventlog/._._etc_passwd.html'],
  ['a\\b:c*d?', 'eventlog/a_b_c_d_.html'],
  ['Login Failed', 'eventlog/login_failed.html'],
  ['Überwiesen', 'eventlog/überwiesen.html'],
])('row 80: the fragment of %s is %s', (action, name) => {
  expect(fragmentName({ action }, { prefix: 'eventlog/', suffix: '.html' })).toBe(name)
})

test('row 81: what one user did, for a page of theirs', async () => {
  const daybook = setUp()
  const ada = { type: 'User', id: 7 }
  for (const action of ['login', 'invoice.paid', 'logout']) await daybook.log(action, { actor: ada })
  await daybook.log('login', { actor: { type: 'User', id: 77 } })
  await daybook.log('login')
  const feed: DaybookEvent[] = []
  for await (const event of daybook.activity(ada)) feed.push(event)
  expect(feed.map(({ action }) => action)).toEqual(['logout', 'invoice.paid', 'login'])
  const page = await daybook.find({ actor: ada, limit: 2 })
  expect(page.events).toEqual(feed.slice(0, 2))
  expect((await daybook.find({ actor: ada, limit: 2, cursor: page.nextCursor as string })).events).toEqual(
    feed.slice(2),
  )
  // Somebody without a key has no feed, rather than everybody's.
  expect(() => daybook.activity({ type: 'User', id: null })).toThrow('The filter `actor` has no id.')
})
