import { AsyncResource } from 'node:async_hooks'
import { EventEmitter, once } from 'node:events'
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { asyncScope } from './async-scope.ts'
import { context } from './context.ts'

describe('run', () => {
  it('gives what it calls its values, and answers with what that answers', async () => {
    expect(context.run({ tenant: 'acme' }, () => context.current().tenant)).toBe('acme')
    expect(
      await context.run({ tenant: 'acme' }, () => immediate().then(() => context.current().tenant)),
    ).toBe('acme')
  })

  it('leaves nothing behind, also when the work throws or rejects', async () => {
    context.run({ tenant: 'acme' }, () => {})
    expect(() =>
      context.run({ tenant: 'acme' }, () => {
        throw new Error('x')
      }),
    ).toThrow('x')
    await expect(
      context.run({ tenant: 'acme' }, async () => {
        throw new Error('y')
      }),
    ).rejects.toThrow('y')
    expect(context.current()).toEqual({})
  })

  it('merges key by key into what is outside, and inner values win', () => {
    const merged = context.run({ a: 1, b: 1 }, () => context.run({ b: 2, c: 2 }, () => context.current()))
    expect(merged).toEqual({ a: 1, b: 2, c: 2 })
  })

  it('keeps the outer value where the inner one is undefined, and not where it is null', () => {
    const merged = context.run({ tenant: 'acme', ip: '::1' }, () =>
      context.run({ tenant: undefined, ip: null }, () => context.current()),
    )
    expect(merged).toEqual({ tenant: 'acme', ip: null })
  })

  it('merges shallowly', () => {
    const merged = context.run({ job: { id: 1, name: 'a' } }, () =>
      context.run({ job: { id: 2 } }, () => context.current()),
    )
    expect(merged).toEqual({ job: { id: 2 } })
  })

  it('restores the outer values when the inner scope ends', async () => {
    await context.run({ a: 1 }, async () => {
      await context.run({ a: 2 }, () => immediate())
      expect(context.current()).toEqual({ a: 1 })
    })
  })

  it('pollutes no prototype', () => {
    context.run(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'), () => {
      context.run({ a: 1 }, () => expect(({} as { polluted?: 1 }).polluted).toBeUndefined())
    })
  })
})

describe('capture', () => {
  it('comes back to the scope from elsewhere, and sees what was entered there since', () => {
    const scope = context.run({ job: 1 }, () => {
      const captured = context.capture()
      context.enter('step', { step: 2 })
      return captured
    })
    expect(scope.run(() => context.current())).toEqual({ job: 1, step: 2 })
    expect(context.run({ other: 1 }, () => scope.run(() => context.current()))).toEqual({ job: 1, step: 2 })
    expect(context.current()).toEqual({})
  })

  it('knows whether code runs in the scope or in one inside it', async () => {
    await context.run({ job: 1 }, async () => {
      const scope = context.capture()
      const elsewhere = new AsyncResource('elsewhere')
      expect(scope.isAround()).toBe(true)
      expect(context.run({ inner: 1 }, () => scope.isAround())).toBe(true)
      expect(await context.with('named', { a: 1 }, () => scope.isAround())).toBe(true)
      const inner = context.run({ inner: 1 }, () => context.capture())
      expect([inner.isAround(), elsewhere.runInAsyncScope(() => scope.isAround())]).toEqual([false, true])
    })
  })

  it('brings back that there was none', () => {
    const nowhere = context.capture()
    expect(nowhere.isAround()).toBe(true)
    context.run({ job: 1 }, () => {
      expect(nowhere.isAround()).toBe(false)
      expect(nowhere.run(() => context.current())).toEqual({})
    })
  })
})

it('a value named __proto__ is a value, and gives the scope no others', () => {
  const values = JSON.parse('{"__proto__":{"tenant":"other","actor":{"type":"User","id":"1"}}}')
  context.run(values, () => {
    expect(context.current().tenant).toBeUndefined()
    expect(context.current().actor).toBeUndefined()
  })
  context.restore('{"__proto__":{"tenant":"other"}}', () => expect(context.current().tenant).toBeUndefined())
})

describe('serialize', () => {
  it('carries the reference in the actor, and neither the rest of it nor secrets', () => {
    const actor = { type: 'User', id: 7, name: 'Zoë', hash: 'hunter2' }
    const text = context.run({ actor: () => actor, sessionToken: 'hunter2', job: 1 }, () =>
      context.serialize(),
    )
    expect(text).not.toContain('hunter2')
    expect(context.restore(text, () => context.current())).toMatchObject({
      actor: { type: 'User', id: '7', name: 'Zoë' },
      job: 1,
    })
  })

  it('carries nobody where the actor cannot be told', () => {
    const actor = () => {
      throw new Error('session store down')
    }
    expect(JSON.parse(context.run({ actor }, () => context.serialize()))).toEqual({ actor: null })
  })
})

describe('enter and exit', () => {
  it('add and remove values of the nearest scope by name', () => {
    context.run({ base: 1 }, () => {
      context.enter('job', { job: 'a' })
      expect(context.current()).toEqual({ base: 1, job: 'a' })
      context.exit('job')
      expect(context.current()).toEqual({ base: 1 })
    })
  })

  it('let later names win, whatever the order in which they are left', () => {
    context.run({ key: 'own' }, () => {
      context.enter('first', { key: 'first', only: 1 })
      context.enter('second', { key: 'second' })
      expect(context.current()).toEqual({ key: 'second', only: 1 })
      context.exit('first')
      expect(context.current()).toEqual({ key: 'second' })
      context.exit('second')
      expect(context.current()).toEqual({ key: 'own' })
    })
  })

  it('replace the values of a name where they stand', () => {
    context.run({}, () => {
      context.enter('first', { key: 1, gone: 1 })
      context.enter('second', { key: 2 })
      context.enter('first', { key: 3 })
      expect(context.current()).toEqual({ key: 2 })
    })
  })

  it('reach what was started in the scope before, and stop at the scope', async () => {
    await context.run({}, async () => {
      const later = sleep(5).then(() => context.current())
      await context.run({ inner: 1 }, async () => context.enter('inner', { leaked: 1 }))
      context.enter('user', { user: 7 })
      expect(await later).toEqual({ user: 7 })
    })
    expect(context.current()).toEqual({})
  })

  it('never put the name into the values', () => {
    context.run({}, () => {
      context.enter('job', {})
      expect(context.current()).toEqual({})
    })
  })

  it('are refused outside of any scope', () => {
    for (const call of [() => context.enter('job', {}), () => context.exit('job')])
      expect(call).toThrow(expect.objectContaining({ name: 'ConfigurationError', code: 'DAYBOOK_NO_SCOPE' }))
  })

  it('refuse to leave what was not entered in this scope', () => {
    context.run({}, () => {
      context.enter('outer', {})
      context.run({}, () =>
        expect(() => context.exit('outer')).toThrow(
          expect.objectContaining({ name: 'ConfigurationError', code: 'DAYBOOK_UNKNOWN_CONTEXT' }),
        ),
      )
    })
  })
})

describe('200 concurrent runs', () => {
  it('each see their own values, through awaits, timers and named contexts, and nothing leaks', async () => {
    const work = async (user: number) =>
      context.run({ user }, async () => {
        await sleep(user % 7)
        context.enter('step', { step: user })
        await Promise.all([immediate(), sleep((user * 3) % 5)])
        const seen = await new Promise((resolve) => setTimeout(() => resolve(context.current()), user % 3))
        context.exit('step')
        return [seen, context.current()]
      })
    const seen = await Promise.all(Array.from({ length: 200 }, (_, user) => work(user)))
    expect(seen).toEqual(Array.from({ length: 200 }, (_, user) => [{ user, step: user }, { user }]))
    expect(context.current()).toEqual({})
  })
})

describe('what is started inside', () => {
  it('still sees the scope after it has ended', async () => {
    const emitter = new EventEmitter()
    const later = context.run({ user: 7 }, () => {
      setTimeout(() => emitter.emit('done', context.current()), 5)
      return once(emitter, 'done')
    })
    expect(context.current()).toEqual({})
    expect(await later).toEqual([{ user: 7 }])
  })

  it('sees the scope in emitter listeners that run inside', () => {
    const emitter = new EventEmitter()
    emitter.on('step', (seen: unknown[]) => seen.push(context.current()))
    const seen: unknown[] = []
    context.run({ user: 7 }, () => emitter.emit('step', seen))
    expect(seen).toEqual([{ user: 7 }])
  })

  it('can be bound for a callback that comes from elsewhere', () => {
    const callback = context.run({ user: 7 }, () => AsyncResource.bind(() => context.current()))
    expect(callback()).toEqual({ user: 7 })
  })
})

it('is one per process, so that two installed copies agree', () => {
  const [key] = Object.getOwnPropertySymbols(globalThis).filter(
    (symbol) => symbol === Symbol.for('daybook.scope'),
  )
  context.run({ a: 1 }, () => {
    expect((globalThis as never as Record<symbol, unknown>)[key as symbol]).toBe(asyncScope())
  })
})

it('freezes what a function answers with, and copies what it was given', () => {
  const given = { job: 1 }
  const made = { job: 2 }
  context.run(given, () => context.current())
  context.run(
    () => made,
    () => expect(context.current()).toEqual({ job: 2 }),
  )
  expect([Object.isFrozen(given), Object.isFrozen(made)]).toEqual([false, true])
})
