import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createDaybook,
  type DaybookEvent,
  type DaybookOptions,
  dropEvent,
  type EventSink,
  type Processor,
  sinkOf,
} from '@daybook/core'
import { createMemorySink, createMemoryStore } from '@daybook/core/memory'
import {
  allowActions,
  anonymiseIp,
  mapData,
  matchActions,
  redact,
  renameActions,
} from '@daybook/core/processors'
import { createLoggerSink, createRouter } from '@daybook/core/sinks'
import { describe, expect, test, vi } from 'vitest'

// What the core reproduces of the systems before it, one test a feature: processors, sinks and routers.

function setUp(options: Omit<Partial<DaybookOptions>, 'store'> = {}) {
  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  const daybook = createDaybook({ onError, ...options, store: createMemoryStore() })
  return { daybook, errors, onError }
}

/** An event as sinks get it. */
async function anEvent(action = 'a', details = {}): Promise<DaybookEvent> {
  return createDaybook({ store: createMemoryStore() }).log(action, details)
}

const failing = (name: string): EventSink => ({
  name,
  send: () => Promise.reject(new Error(`${name} is down`)),
})

const throwing =
  (message = 'broken'): Processor =>
  () => {
    throw new Error(message)
  }

const note =
  (text: string): Processor =>
  (event) => ({ ...event, note: event.note + text })

describe('sinks', () => {
  const ordered = (...names: string[]) => {
    const calls: string[] = []
    const sinks = names.map((name) => ({ name, send: async () => void calls.push(name) }))
    return { calls, sinks }
  }

  test('row 99: all get every event, in ascending order of their names', async () => {
    const { calls, sinks } = ordered('b', 'a10', 'a9', 'B', 'ä', 'a')
    const { daybook } = setUp({ sinks })
    await daybook.log('one')
    await daybook.log('two')
    await daybook.flush()
    // By code unit: no locale, no numbers.
    expect(calls).toEqual(['B', 'a', 'a10', 'a9', 'b', 'ä', 'B', 'a', 'a10', 'a9', 'b', 'ä'])
  })

  test('row 100: one that is added later comes last', async () => {
    const { calls, sinks } = ordered('b', 'c', 'a')
    const late = sinks.pop() as EventSink
    const router = createRouter({ sinks: sinks.reverse() })
    router.add(late)
    await router.send([await anEvent()])
    expect(calls).toEqual(['b', 'c', 'a'])
  })

  test('row 101: that cannot send are refused at construction, by the name of their class', () => {
    class Mailer {
      readonly name = 'mailer'
    }
    const refused = (what: string) =>
      expect.objectContaining({
        name: 'ConfigurationError',
        code: 'DAYBOOK_BAD_SINK',
        message: expect.stringContaining(`${what} is no sink: it has no \`name\` and \`send(events)\`.`),
      })
    const bad = (sink: unknown) => [sink as EventSink]
    expect(() => setUp({ sinks: bad(new Mailer()) })).toThrow(refused('Mailer'))
    expect(() => createRouter({ sinks: bad(null) })).toThrow(refused('null'))
    expect(() => createRouter({ sinks: bad({ send: () => {} }) })).toThrow(refused('Object'))
    expect(() => createRouter().add(new Mailer() as unknown as EventSink)).toThrow(refused('Mailer'))
  })

  test('row 102: one that fails is reported and stops neither the others nor log()', async () => {
    const memory = createMemorySink('m')
    const throwsAtOnce = {
      name: 'b',
      send() {
        throw new Error('b is broken')
      },
    }
    const { daybook, errors } = setUp({ sinks: [failing('a'), throwsAtOnce, memory, failing('z')] })
    const event = await daybook.log('one')
    await daybook.flush()
    expect(memory.events).toEqual([event])
    expect(errors.map((error) => (error as Error).message).sort()).toEqual([
      'a is down',
      'b is broken',
      'z is down',
    ])
  })

  test('row 102: also where the event has no name', async () => {
    const memory = createMemorySink('m')
    const { onError, errors } = setUp()
    const { action: _, ...nameless } = await anEvent()
    const router = createRouter({ processors: [throwing()], sinks: [failing('a'), memory], onError })
    await expect(router.send([nameless as DaybookEvent])).resolves.toBeUndefined()
    expect(memory.events).toEqual([nameless])
    expect(errors).toEqual([new Error('broken'), new Error('a is down')])
  })

  test('row 103: cannot change what the others get, nor what is stored', async () => {
    const attempts: unknown[] = []
    const vandal: EventSink = {
      name: 'a vandal',
      async send(events) {
        const event = events[0] as DaybookEvent
        const data = event.data as { readonly amount: number; readonly list: readonly number[] }
        for (const attempt of [
          () => Object.assign(event, { action: 'changed' }),
          () => Object.assign(data, { amount: 0 }),
          () => Object.assign(data.list, { 0: 0 }),
          () => Object.assign(event.actor as object, { id: '8' }),
        ])
          try {
            attempt()
          } catch (error) {
            attempts.push(error)
          }
        event.occurredAt.setTime(0)
        event.recordedAt?.setTime(0)
        ;(events as DaybookEvent[]).length = 0
      },
    }
    const memory = createMemorySink('b')
    const { daybook } = setUp({ sinks: [vandal, memory] })
    const event = await daybook.log('a', {
      actor: { type: 'User', id: 7 },
      data: { amount: 1, list: [1] },
      occurredAt: '2026-11-21T09:14:22.466Z',
    })
    await daybook.flush()
    expect(attempts).toEqual(Array(4).fill(expect.any(TypeError)))
    const untouched = { action: 'a', actor: { id: '7' }, data: { amount: 1, list: [1] } }
    for (const each of [memory.events[0], event, await daybook.get(event.id)]) {
      expect(each).toMatchObject(untouched)
      expect(each?.occurredAt.toISOString()).toBe('2026-11-21T09:14:22.466Z')
    }
    expect(memory.events).toHaveLength(1)
  })

  test('row 103: nor what a processor of their router made', async () => {
    const data = { list: [1] }
    const given: DaybookEvent[] = []
    const sinks = ['a', 'b'].map((name) => ({
      name,
      send: async ([event]: readonly DaybookEvent[]) => void given.push(event as DaybookEvent),
    }))
    await createRouter({ processors: [(event) => ({ ...event, data })], sinks }).send([await anEvent()])
    data.list.push(2)
    expect(given.map((event) => event.data)).toEqual([{ list: [1] }, { list: [1] }])
    for (const event of given) expect(Object.isFrozen((event.data as typeof data).list)).toBe(true)
  })

  test('row 104: and the store show nothing of what the caller changes later', async () => {
    const memory = createMemorySink()
    const { daybook } = setUp({ sinks: [memory] })
    const data = { list: [1], at: new Date(0), map: new Map([['a', { b: 1 }]]) }
    const target = { type: 'Invoice', id: 1 }
    const context = { nested: { a: 1 } }
    const logging = daybook.log('a', { data, target, context })
    data.list.push(2)
    data.at.setFullYear(2000)
    ;(data.map.get('a') as { b: number }).b = 2
    target.id = 2
    context.nested.a = 2
    const { id } = await logging
    await daybook.flush()
    for (const event of [memory.events[0], await daybook.get(id)])
      expect(event).toMatchObject({
        data: { list: [1], at: '1970-01-01T00:00:00.000Z', map: { a: { b: 1 } } },
        target: { id: '1' },
        context: { nested: { a: 1 } },
      })
  })

  test('row 105: what cannot be copied is marked; under strict the call is refused', async () => {
    const socket = { on: () => {}, emit: () => {}, key: 'hunter2' }
    const { daybook } = setUp()
    expect((await daybook.log('a', { data: { socket } })).data).toEqual({
      socket: { $daybook: 'unsupported', type: 'Object' },
    })
    const strict = setUp({ strict: true }).daybook
    await expect(strict.log('a', { data: { socket } })).rejects.toMatchObject({ code: 'DAYBOOK_NOT_JSON' })
  })
})

describe('processors', () => {
  test('row 106: run one after the other; no answer keeps the event, an event replaces it', async () => {
    const seen: string[] = []
    const look: Processor = (event) => void seen.push(event.note)
    const nothing = (() => null) as unknown as Processor
    const { daybook, errors } = setUp({ processors: [note('1'), look, nothing, note('2'), look] })
    const event = await daybook.log('a')
    expect(seen).toEqual(['1', '12'])
    expect(event.note).toBe('12')
    expect((await daybook.get(event.id))?.note).toBe('12')
    expect(errors).toEqual([])
  })

  test.each<[string, () => unknown]>([
    ['text', () => 'x'],
    ['true', () => true],
    ['an object of another kind', () => ({})],
    ['a promise', async () => {}],
    ['a rejection', () => Promise.reject(new Error('later'))],
  ])('row 106: an answer that is no event is a failure: %s', async (_, answering) => {
    const odd: Processor = Object.assign(answering as Processor, { failClosed: false })
    const { daybook, errors } = setUp({ processors: [note('1'), odd, note('2')] })
    expect((await daybook.log('a')).note).toBe('12')
    expect(errors).toMatchObject([{ name: 'ProcessorError', code: 'DAYBOOK_PROCESSOR_FAILED' }])
    const closed = setUp({ processors: [Object.assign(odd, { failClosed: true })] }).daybook
    await expect(closed.log('a')).rejects.toMatchObject({ code: 'DAYBOOK_PROCESSOR_FAILED' })
    expect(await closed.count()).toBe(0)
  })

  test('row 107: may drop an event, for their router only', async () => {
    const [all, some] = [createMemorySink('all'), createMemorySink('some')]
    const quiet: Processor = ({ action }) => (action === 'page.viewed' ? dropEvent : undefined)
    const router = createRouter({ processors: [quiet, throwing('never')], sinks: [some], onError: () => {} })
    const { daybook } = setUp({ sinks: [all, router] })
    await daybook.log('page.viewed')
    await daybook.log('invoice.paid')
    await daybook.flush()
    expect(all.events.map(({ action }) => action)).toEqual(['page.viewed', 'invoice.paid'])
    expect(some.events.map(({ action }) => action)).toEqual(['invoice.paid'])
    expect(await daybook.count()).toBe(2)
  })

  test('row 107: before the store they keep it out of the log', async () => {
    const after = vi.fn<Processor>()
    const memory = createMemorySink()
    const { daybook } = setUp({ processors: [() => dropEvent, after], sinks: [memory] })
    const dropped = vi.fn()
    daybook.on('eventDropped', (event, reason) => dropped(event.action, reason))
    expect((await daybook.log('a')).recordedAt).toBeNull()
    await daybook.flush()
    expect(dropped).toHaveBeenCalledExactlyOnceWith('a', 'processor')
    expect(after).not.toHaveBeenCalled()
    expect(memory.events).toEqual([])
    expect(await daybook.count()).toBe(0)
  })

  test('row 108: one that fails is reported and the next goes on, with the event as it was before', async () => {
    const half: Processor = (event) => {
      ;(event.data as { amount: number }).amount = 0
      throw new Error('never reached: events are frozen')
    }
    const { daybook, errors } = setUp({ processors: [note('1'), half, throwing(), note('2')] })
    const event = await daybook.log('a', { data: { amount: 5 } })
    expect(event).toMatchObject({ note: '12', data: { amount: 5 } })
    expect(errors).toEqual([expect.any(TypeError), new Error('broken')])
  })

  test('row 109: routers nest to any depth, and each isolates and filters on its own', async () => {
    const sinks = Array.from({ length: 20 }, (_, depth) => createMemorySink(`sink ${depth}`))
    const { onError, errors } = setUp()
    const nested = sinks.reduceRight<EventSink | undefined>(
      (inner, sink, depth) =>
        createRouter({
          name: `router ${depth}`,
          processors: [note(`${depth},`), ...(depth === 10 ? [matchActions({ block: ['noisy'] })] : [])],
          sinks: [failing(`broken ${depth}`), sink, ...(inner ? [inner] : [])],
          onError,
        }),
      undefined,
    )
    const { daybook } = setUp({ sinks: [nested as EventSink] })
    await daybook.log('quiet')
    await daybook.log('noisy')
    await daybook.flush()
    expect(sinks[9]?.events.map(({ action }) => action)).toEqual(['quiet', 'noisy'])
    expect(sinks[10]?.events.map(({ action }) => action)).toEqual(['quiet'])
    expect(sinks[0]?.events[0]?.note).toBe('0,')
    expect(sinks[19]?.events[0]?.note).toBe(`${Array.from({ length: 20 }, (_, depth) => depth).join(',')},`)
    expect(errors).toHaveLength(30)
  })
})

describe('filters', () => {
  const passing = async (processor: Processor, ...actions: string[]) => {
    const memory = createMemorySink()
    const events = await Promise.all(actions.map((action) => anEvent(action)))
    await createRouter({ processors: [processor], sinks: [memory] }).send(events)
    return memory.events.map(({ action }) => action)
  }

  const badFilter = (message: string) =>
    expect.objectContaining({
      name: 'ConfigurationError',
      code: 'DAYBOOK_BAD_FILTER',
      message: expect.stringContaining(message),
    })

  test('row 110: an allow list lets exactly its actions pass', async () => {
    const passed = ['a', 'b']
    for (const list of [
      ['a', 'b'],
      new Set(['a', 'b']),
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
      { a: 1, b: 0 },
    ])
      expect(await passing(allowActions(list), 'a', 'ab', 'b', 'A', 'toString')).toEqual(passed)
    expect(await passing(allowActions([]), 'a', 'b')).toEqual([])
  })

  test('row 110: an allow list must be a list', () => {
    for (const bad of [7, undefined, null, true])
      expect(() => allowActions(bad as never)).toThrow(
        badFilter(`A filter wants a list of actions, got ${bad}.`),
      )
    expect(() => allowActions('a.b' as never)).toThrow(
      badFilter('A filter wants a list of actions, got `a.b`.'),
    )
    expect(() => allowActions([1, 'a', null] as never)).toThrow(
      badFilter('A filter wants texts, got 1, null.'),
    )
  })

  test('row 111: expressions match at the start of the action', async () => {
    const actions = ['invoice.paid', 'my.invoice', 'order.paid', 'invoices']
    expect(await passing(matchActions({ allow: [/invoice/] }), ...actions)).toEqual([
      'invoice.paid',
      'invoices',
    ])
    expect(await passing(matchActions({ allow: ['invoice|order'] }), ...actions)).toEqual([
      'invoice.paid',
      'order.paid',
      'invoices',
    ])
    expect(await passing(matchActions({ block: [/inv/, 'my'] }), ...actions)).toEqual(['order.paid'])
    expect(await passing(matchActions({ allow: [/INVOICE/i], block: [/.*paid$/] }), ...actions)).toEqual([
      'invoices',
    ])
    expect(await passing(matchActions({ allow: [/paid/m] }), 'a\u2028paid')).toEqual([])
    // A global expression remembers where it was.
    const global = matchActions({ allow: [/a/gy] })
    expect(await passing(global, 'a1', 'a2', 'a3')).toEqual(['a1', 'a2', 'a3'])
  })

  test('row 111: without expressions nothing passes', async () => {
    for (const filter of [matchActions(), matchActions({}), matchActions({ allow: [] })])
      expect(await passing(filter, 'a')).toEqual([])
    expect(await passing(matchActions({ block: [] }), 'a')).toEqual(['a'])
  })

  test('row 111: what is no expression is refused at construction, all of it at once', () => {
    const refused = (options: object, message: string) =>
      expect(() => matchActions(options)).toThrow(badFilter(`A filter wants ${message}`))
    refused({ allow: ['(', 'fine', 7], block: ['[', null] }, 'regular expressions, got `(`, 7, `[`, null.')
    refused({ allow: 'invoice' }, 'an array of expressions as `allow`, got `invoice`.')
    refused({ block: /x/ }, 'an array of expressions as `block`, got /x/.')
    refused({ deny: ['x'] }, '`allow` and `block`, got `deny`.')
  })
})

describe('renaming', () => {
  test('row 112: an exact name beats the longest prefix beats a shorter one; others stay', async () => {
    const names = {
      'edx.*': 'x.*',
      'edx.course.*': 'course.*',
      'edx.course.ended': 'finished',
      'old*': 'one',
    }
    const { daybook } = setUp({ processors: [renameActions(names)] })
    const renamed = async (action: string) => (await daybook.log(action)).action
    expect(await renamed('edx.course.ended')).toBe('finished')
    expect(await renamed('edx.course.ended.twice')).toBe('course.ended.twice')
    expect(await renamed('edx.page')).toBe('x.page')
    expect(await renamed('old.name')).toBe('one')
    expect(await renamed('other')).toBe('other')
    expect(await renamed('my.edx.page')).toBe('my.edx.page')
  })

  test('row 112: fields get other names, and those not named stay', async () => {
    const { daybook } = setUp({ processors: [mapData({ user_id: 'userId', internal: null })] })
    const mapped = async (data: unknown) => (await daybook.log('a', { data })).data
    expect(await mapped({ user_id: 7, internal: 1, other: [1] })).toEqual({ userId: 7, other: [1] })
    expect(await mapped([{ user_id: 7 }])).toEqual([{ user_id: 7 }])
    expect(await mapped('text')).toBe('text')
    const odd = await mapped(JSON.parse('{"__proto__":{"a":1},"constructor":2}'))
    expect(JSON.stringify(odd)).toBe('{"__proto__":{"a":1},"constructor":2}')
  })
})

describe('the logger sink', () => {
  const setUpLogger = () => {
    const lines: [level: string, line: string][] = []
    const at = (level: string) => (line: string) => void lines.push([level, line])
    return { lines, logger: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } }
  }

  test('row 113: writes each event as one line of JSON, to the logger and at the level it is told', async () => {
    const { lines, logger } = setUpLogger()
    const sink = createLoggerSink({ logger, level: 'debug', name: 'tracking' })
    expect(sink.name).toBe('tracking')
    const events = [await anEvent('a', { note: 'two\nlines', data: { a: [1] } }), await anEvent('b')]
    await sink.send(events)
    expect(lines.map(([level]) => level)).toEqual(['debug', 'debug'])
    expect(lines.map(([, line]) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(events)))
    expect(lines[0]?.[1]).not.toContain('\n')
    expect(createLoggerSink({ logger }).name).toBe('logger')
  })

  test('row 113: leaves out what is longer than 1,024, and counts and warns', async () => {
    const { lines, logger } = setUpLogger()
    const sink = createLoggerSink({ logger })
    const event = await anEvent()
    const ofLength = (length: number) => ({
      ...event,
      note: 'é'.repeat(length - JSON.stringify(event).length),
    })
    await sink.send([ofLength(1_024)])
    expect(lines).toEqual([['info', expect.any(String)]])
    expect(lines[0]?.[1]).toHaveLength(1_024)
    expect(sink.dropped).toBe(0)
    await sink.send([ofLength(1_025), ofLength(2_000)])
    expect(sink.dropped).toBe(2)
    expect(lines.slice(1)).toEqual([
      ['warn', 'daybook: an event of 1025 characters is over the limit of 1024; 1 left out so far'],
      ['warn', 'daybook: an event of 2000 characters is over the limit of 1024; 2 left out so far'],
    ])
  })

  test('row 113: may have another limit, or none', async () => {
    const { lines, logger } = setUpLogger()
    const long = await anEvent('a', { note: 'x'.repeat(60_000) })
    await createLoggerSink({ logger, maxLength: Number.POSITIVE_INFINITY }).send([long])
    expect(lines).toHaveLength(1)
    const small = createLoggerSink({ logger, maxLength: 10 })
    await small.send([await anEvent()])
    expect(small.dropped).toBe(1)
  })

  test('row 114: ten events in a file are the ten events logged', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'daybook-'))
    try {
      const file = join(directory, 'events.log')
      let writing = Promise.resolve()
      const info = (line: string) => {
        writing = writing.then(() => appendFile(file, `${line}\n`))
      }
      const logger = { debug: info, info, warn: info, error: info }
      const { daybook } = setUp({ sinks: [createLoggerSink({ logger })] })
      const events: DaybookEvent[] = []
      for (let number = 0; number < 10; number++)
        events.push(await daybook.log(`event.${number}`, { data: { number, text: 'é\n\u2028"' } }))
      await daybook.flush()
      await writing
      const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
      expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(events)))
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})

test('row 116: a store is a sink of a router like any other', async () => {
  const archive = createMemoryStore()
  const router = createRouter({ processors: [allowActions(['kept'])], sinks: [sinkOf(archive)] })
  const { daybook } = setUp({ sinks: [router] })
  const kept = await daybook.log('kept')
  await daybook.log('other')
  await daybook.flush()
  const reader = createDaybook({ store: archive })
  expect((await reader.find()).events.map(({ id }) => id)).toEqual([kept.id])
  await router.send([kept, kept])
  expect(await reader.count()).toBe(1)
})

test('row 118: a sink in memory is a public helper for tests', async () => {
  const memory = createMemorySink()
  expect(memory.name).toBe('memory')
  const { daybook } = setUp({ sinks: [memory] })
  const event = await daybook.log('a')
  await daybook.flush()
  expect(memory.events).toEqual([event])
  memory.clear()
  expect(memory.events).toEqual([])
})

describe('personal data', () => {
  test('row 133: addresses lose their host', async () => {
    const { daybook } = setUp({ processors: [anonymiseIp()] })
    const network = async (ip: string | null) => (await daybook.log('a', { context: { ip } })).ip
    expect(await network('203.0.113.77')).toBe('203.0.113.0')
    expect(await network('2001:db8:85a3:8d3:1319:8a2e:370:7348')).toBe('2001:db8:85a3::')
    expect(await network('::ffff:203.0.113.77')).toBe('203.0.113.0')
    expect(await network('not an address')).toBeNull()
    expect(await network(null)).toBeNull()
  })

  test('row 133: keys are stripped or hidden, wherever they stand', async () => {
    const processors = [mapData({ email: null }), redact({ keys: ['phone'], paths: ['data.*.street'] })]
    const { daybook } = setUp({ processors })
    const { data } = await daybook.log('a', {
      data: { email: 'a@b.c', home: { street: 'x', city: 'y', phones: [{ phone: '1' }] }, password: 'p' },
    })
    const hidden = { $daybook: 'redacted' }
    expect(data).toEqual({
      home: { street: hidden, city: 'y', phones: hidden },
      password: hidden,
    })
  })
})
