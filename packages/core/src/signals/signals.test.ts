import { describe, expect, it, vi } from 'vitest'
import type { DaybookEvent } from '../event/daybook-event.ts'
import { createSignalHub, type SignalHub } from './signals.ts'

const event = (action: string) => Object.freeze({ action }) as DaybookEvent
const paid = event('invoice.paid')
const signedIn = event('user.signed_in')

const setUp = () => {
  const onError = vi.fn()
  return { hub: createSignalHub({ onError, strict: false }), onError }
}

describe('a listener', () => {
  it('hears each event, in the order in which listeners were added', () => {
    const { hub } = setUp()
    const heard: string[] = []
    hub.on('eventLogged', undefined, ({ action }) => heard.push(`a:${action}`))
    hub.on('eventLogged', undefined, ({ action }) => heard.push(`b:${action}`))
    hub.emit('eventLogged', paid, {})
    hub.emit('eventLogged', signedIn, {})
    expect(heard).toEqual(['a:invoice.paid', 'b:invoice.paid', 'a:user.signed_in', 'b:user.signed_in'])
  })

  it('hears its own signal only', () => {
    const { hub } = setUp()
    const logged = vi.fn()
    const failed = vi.fn()
    hub.on('eventLogged', undefined, logged)
    hub.on('eventFailed', undefined, failed)
    const error = new Error('x')
    hub.emit('eventFailed', paid, error)
    expect(logged).not.toHaveBeenCalled()
    expect(failed).toHaveBeenCalledExactlyOnceWith(paid, error)
  })

  it.each([
    ['invoice.paid', ['invoice.paid']],
    ['invoice.*', ['invoice.paid']],
    ['*', ['invoice.paid', 'user.signed_in']],
    ['*.signed_in', ['user.signed_in']],
    ['other', []],
  ])('with the pattern %s hears %j', (pattern, expected) => {
    const { hub } = setUp()
    const heard: string[] = []
    hub.on('eventLogged', pattern, ({ action }) => heard.push(action))
    hub.emit('eventLogged', paid, {})
    hub.emit('eventLogged', signedIn, {})
    expect(heard).toEqual(expected)
  })

  it('that was added during an emit hears from the next event on', () => {
    const { hub } = setUp()
    const late = vi.fn()
    hub.once('eventLogged', undefined, () => hub.on('eventLogged', undefined, late))
    hub.emit('eventLogged', paid, {})
    expect(late).not.toHaveBeenCalled()
    hub.emit('eventLogged', signedIn, {})
    expect(late).toHaveBeenCalledExactlyOnceWith(signedIn, {})
  })

  it('may remove itself during an emit without costing another its turn', () => {
    const { hub } = setUp()
    const other = vi.fn()
    const stop: () => void = hub.on('eventLogged', undefined, () => stop())
    hub.on('eventLogged', undefined, other)
    hub.emit('eventLogged', paid, {})
    hub.emit('eventLogged', paid, {})
    expect(other).toHaveBeenCalledTimes(2)
  })
})

describe('once', () => {
  it('hears the first event and no other', () => {
    const { hub } = setUp()
    const listener = vi.fn()
    hub.once('eventLogged', undefined, listener)
    hub.emit('eventLogged', paid, {})
    hub.emit('eventLogged', signedIn, {})
    expect(listener).toHaveBeenCalledExactlyOnceWith(paid, {})
  })

  it('waits for the first that matches its pattern', () => {
    const { hub } = setUp()
    const listener = vi.fn()
    hub.once('eventLogged', 'user.*', listener)
    hub.emit('eventLogged', paid, {})
    hub.emit('eventLogged', signedIn, {})
    hub.emit('eventLogged', signedIn, {})
    expect(listener).toHaveBeenCalledExactlyOnceWith(signedIn, {})
  })

  it('hears one also where it throws', () => {
    const { hub, onError } = setUp()
    hub.once('eventLogged', undefined, () => {
      throw new Error('x')
    })
    hub.emit('eventLogged', paid, {})
    hub.emit('eventLogged', paid, {})
    expect(onError).toHaveBeenCalledOnce()
  })
})

it('a listener that was removed during an emit is not called any more, nor a once twice', () => {
  const { hub } = setUp()
  const removed = vi.fn()
  const once = vi.fn()
  const first = hub.once('eventLogged', undefined, () => {
    hub.off('eventLogged', removed)
    hub.emit('eventLogged', paid, {})
  })
  hub.on('eventLogged', undefined, removed)
  hub.once('eventLogged', undefined, once)
  hub.emit('eventLogged', paid, {})
  first()
  expect(removed).not.toHaveBeenCalled()
  expect(once).toHaveBeenCalledOnce()
})

describe('a listener is gone', () => {
  it.each<[string, (hub: SignalHub, listener: () => void) => void]>([
    ['when its own function is called', (hub, listener) => hub.on('eventLogged', undefined, listener)()],
    [
      'when that is called twice',
      (hub, listener) => {
        const stop = hub.on('eventLogged', undefined, listener)
        stop()
        stop()
      },
    ],
    [
      'after off',
      (hub, listener) => {
        hub.on('eventLogged', undefined, listener)
        hub.off('eventLogged', listener)
      },
    ],
    [
      'after off of a once',
      (hub, listener) => {
        hub.once('eventLogged', undefined, listener)
        hub.off('eventLogged', listener)
      },
    ],
    [
      'when the function that once returned is called',
      (hub, listener) => hub.once('eventLogged', 'a*', listener)(),
    ],
  ])('%s', (_, addAndRemove) => {
    const { hub } = setUp()
    const listener = vi.fn()
    addAndRemove(hub, listener)
    hub.emit('eventLogged', paid, {})
    expect(listener).not.toHaveBeenCalled()
  })

  it('and no other with it', () => {
    const { hub } = setUp()
    const kept = vi.fn()
    const removed = vi.fn()
    hub.on('eventLogged', undefined, kept)
    hub.on('eventLogged', undefined, removed)
    hub.on('eventFailed', undefined, removed)
    hub.off('eventLogged', removed)
    hub.off('eventLogged', vi.fn())
    hub.emit('eventLogged', paid, {})
    hub.emit('eventFailed', paid, null)
    expect(kept).toHaveBeenCalledOnce()
    expect(removed).toHaveBeenCalledOnce()
  })

  it('once for each time it was added', () => {
    const { hub } = setUp()
    const listener = vi.fn()
    const stop = hub.on('eventLogged', undefined, listener)
    hub.on('eventLogged', undefined, listener)
    stop()
    stop()
    hub.emit('eventLogged', paid, {})
    expect(listener).toHaveBeenCalledOnce()
  })
})

describe('what a listener does wrong reaches the error handler and nobody else', () => {
  it.each<[string, () => unknown]>([
    [
      'throwing',
      () => {
        throw new Error('wrong')
      },
    ],
    [
      'rejecting',
      async () => {
        throw new Error('wrong')
      },
    ],
    ['rejecting later', () => new Promise((_, reject) => setTimeout(reject, 1, new Error('wrong')))],
    [
      'answering with a broken thenable',
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: a broken one is what is tried
        then: () => {
          throw new Error('wrong')
        },
      }),
    ],
    [
      'answering with a thenable that cannot be read',
      () =>
        Object.defineProperty({}, 'then', {
          get: () => {
            throw new Error('wrong')
          },
        }),
    ],
  ])('%s', async (_, wrong) => {
    const { hub, onError } = setUp()
    const before = vi.fn()
    const after = vi.fn()
    hub.on('eventLogged', undefined, before)
    hub.on('eventLogged', undefined, wrong)
    hub.on('eventLogged', undefined, after)
    hub.emit('eventLogged', paid, {})
    expect(before).toHaveBeenCalledOnce()
    expect(after).toHaveBeenCalledOnce()
    await vi.waitFor(() => expect(onError).toHaveBeenCalledExactlyOnceWith(new Error('wrong')))
  })

  it('a listener that never answers holds up nothing', () => {
    const { hub, onError } = setUp()
    const after = vi.fn()
    hub.on('eventLogged', undefined, () => new Promise(() => {}))
    hub.on('eventLogged', undefined, after)
    hub.emit('eventLogged', paid, {})
    expect(after).toHaveBeenCalledOnce()
    expect(onError).not.toHaveBeenCalled()
  })
})

describe('strict', () => {
  it('lets the first thing that a listener throws reach the emitter, when all have been called', () => {
    const onError = vi.fn()
    const hub = createSignalHub({ onError, strict: true })
    const after = vi.fn()
    hub.on('eventLogged', undefined, () => {
      throw new Error('first')
    })
    hub.on('eventLogged', undefined, () => {
      throw new Error('second')
    })
    hub.on('eventLogged', undefined, after)
    expect(() => hub.emit('eventLogged', paid, {})).toThrow('first')
    expect(after).toHaveBeenCalledOnce()
    expect(onError).not.toHaveBeenCalled()
  })

  it('forgets what was thrown before', () => {
    const hub = createSignalHub({ onError: vi.fn(), strict: true })
    hub.once('eventLogged', undefined, () => {
      throw new Error('x')
    })
    expect(() => hub.emit('eventLogged', paid, {})).toThrow('x')
    expect(() => hub.emit('eventLogged', paid, {})).not.toThrow()
  })
})

it('a listener that calls itself for ever is stopped, and that is told', () => {
  const { hub, onError } = setUp()
  let calls = 0
  hub.on('eventLogged', undefined, () => {
    calls++
    hub.emit('eventLogged', paid, {})
  })
  hub.emit('eventLogged', paid, {})
  expect(calls).toBeLessThan(100)
  expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'DAYBOOK_RECURSION' }))
})

it('a promise of a listener that hangs is told of once, half a minute later', () => {
  vi.useFakeTimers()
  try {
    const { hub, onError } = setUp()
    hub.on('eventLogged', undefined, () => new Promise(() => {}))
    hub.emit('eventLogged', paid, {})
    vi.advanceTimersByTime(600_000)
    expect(onError).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ code: 'DAYBOOK_LISTENER_HANGS' }),
    )
  } finally {
    vi.useRealTimers()
  }
})
