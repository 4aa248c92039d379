import { type Catalog, createDaybook, type EventSink } from '@daybook/core'
import { catalogReference } from '@daybook/core/catalogs'
import { fromConfig, getDaybook, registerDaybook } from '@daybook/core/config'
import { close, configure, defer, flush, log } from '@daybook/core/default'
import { createMemorySink, createMemoryStore, type MemorySink } from '@daybook/core/memory'
import { describe, expect, test, vi } from 'vitest'

// What the core reproduces of the systems before it, one test a feature: configuration.

describe('a tree of plain values', () => {
  test('row 123: becomes a daybook with routers, processors and sinks, to any depth', async () => {
    const made: MemorySink[] = []
    const engines = {
      'kept-sink': ({ name }: { name: string }) => {
        const sink = createMemorySink(name)
        made.push(sink)
        return sink
      },
    }
    const daybook = fromConfig(
      {
        engine: 'daybook',
        options: {
          store: { engine: 'memory-store' },
          processors: [{ engine: 'rename-actions', options: { names: { 'old.*': 'new.*' } } }],
          sinks: [
            { engine: 'kept-sink', options: { name: 'all' } },
            {
              engine: 'router',
              options: {
                name: 'outer',
                processors: [{ engine: 'match-actions', options: { allow: ['new\\.'] } }],
                sinks: [
                  {
                    engine: 'router',
                    options: {
                      processors: [{ engine: 'map-data', options: { names: { secret: null } } }],
                      sinks: [{ engine: 'kept-sink', options: { name: 'inner' } }],
                    },
                  },
                ],
              },
            },
          ],
        },
      },
      engines,
    )
    registerDaybook('from-config', daybook)
    await getDaybook('from-config').log('old.name', { data: { kept: 1, secret: 2 } })
    await daybook.log('other')
    await daybook.flush()
    const byName = (name: string) => made.find((sink) => sink.name === name)?.events
    expect(byName('all')).toMatchObject([{ action: 'new.name' }, { action: 'other' }])
    expect(byName('inner')).toMatchObject([{ action: 'new.name', data: { kept: 1 } }])
    expect(byName('inner')?.[0]?.data).toEqual({ kept: 1 })
  })

  test('row 123: passes live objects on as they are', async () => {
    const info = vi.fn()
    const logger = Object.assign(Object.create({}), { debug: info, info, warn: info, error: info })
    const daybook = fromConfig({
      engine: 'daybook',
      options: {
        store: createMemoryStore(),
        sinks: [{ engine: 'logger-sink', options: { logger, maxLength: Number.POSITIVE_INFINITY } }],
      },
    })
    await daybook.log('a')
    await daybook.flush()
    expect(info).toHaveBeenCalledOnce()
  })

  test('row 123: with an unknown engine is refused by name and place', () => {
    const unknown = (message: string) =>
      expect.objectContaining({
        name: 'ConfigurationError',
        code: 'DAYBOOK_UNKNOWN_ENGINE',
        message: expect.stringContaining(message),
      })
    expect(() => fromConfig({ engine: 'mongodb' })).toThrow(unknown('There is no engine `mongodb` at "/".'))
    const misspelled = { engine: 'memroy-store' }
    expect(() => fromConfig({ engine: 'daybook', options: { store: misspelled } })).toThrow(
      unknown('There is no engine `memroy-store` at "/store". Did you mean `memory-store`?'),
    )
    const deep = { engine: 'router', options: { sinks: [{ engine: 'constructor' }] } }
    expect(() => fromConfig({ engine: 'daybook', options: { sinks: [deep] } })).toThrow(
      unknown('There is no engine `constructor` at "/sinks/0/sinks/0".'),
    )
  })
})

test('row 124: switched off, nothing is stored, sent or told of, and bad input is still refused', async () => {
  const sent = vi.fn<EventSink['send']>(async () => {})
  const sinks = [{ name: 's', send: sent }]
  const store = createMemoryStore()
  configure({ store, sinks, enabled: false })
  const heard = vi.fn()
  const daybook = getDaybook()
  daybook.on('eventLogged', heard)
  const dropped = vi.fn()
  daybook.on('eventDropped', (event, reason) => dropped(event.action, reason))
  expect((await log('a')).recordedAt).toBeNull()
  await expect(log('')).rejects.toMatchObject({ code: 'DAYBOOK_INVALID_FIELD' })
  expect(await daybook.count()).toBe(0)
  expect(heard).not.toHaveBeenCalled()
  expect(sent).not.toHaveBeenCalled()
  expect(dropped).toHaveBeenCalledExactlyOnceWith('a', 'disabled')
})

test('row 124: the switch may be thrown while the app runs', async () => {
  let enabled = false
  configure({ store: createMemoryStore(), enabled: () => enabled })
  await log('a')
  enabled = true
  await log('b')
  expect((await getDaybook().find()).events).toMatchObject([{ action: 'b' }])
  expect(
    await fromConfig({ engine: 'daybook', options: { store: createMemoryStore() } }).log('on'),
  ).toMatchObject({ recordedAt: expect.any(Date) })
})

test('row 127: the events of an app are described, versioned, and may be checked with warnings only', async () => {
  const events: Catalog = {
    'invoice.paid': { description: 'A customer settled an invoice', version: 2, target: 'Invoice' },
  }
  const { markdown, jsonSchema } = catalogReference(events)
  expect(markdown).toBe(
    '# Events\n\n## invoice.paid\n\nA customer settled an invoice\n\n- Target: `Invoice`\n- Version: 2\n',
  )
  expect(jsonSchema).toMatchObject({ $defs: { 'invoice.paid': { version: 2 } } })
  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  const loose = createDaybook({ store: createMemoryStore(), events, validation: 'warn', onError })
  expect(await loose.log('invoice.payed')).toMatchObject({ action: 'invoice.payed', version: 1 })
  expect(await loose.log('invoice.paid', { target: { type: 'User', id: 7 } })).toMatchObject({
    version: 2,
    target: { id: '7' },
  })
  expect(errors).toMatchObject([{ code: 'DAYBOOK_UNKNOWN_ACTION' }, { code: 'DAYBOOK_WRONG_TARGET' }])
  const checked = createDaybook({ store: createMemoryStore(), events })
  await expect(checked.log('invoice.payed')).rejects.toThrow('Did you mean `invoice.paid`?')
})

test('the default daybook defers, flushes and closes', async () => {
  const store = createMemoryStore()
  configure({ store })
  const { id } = defer('page.viewed')
  await flush()
  expect(await store.count({ conditions: [] }, 10)).toBe(1)
  expect((await log('x')).id > id).toBe(true)
  expect(await close()).toEqual({ stored: 0, spilled: 0, dropped: 0 })
  expect(() => defer('too late')).toThrow(expect.objectContaining({ code: 'DAYBOOK_CLOSED' }))
})
