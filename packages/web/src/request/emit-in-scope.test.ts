import { EventEmitter } from 'node:events'
import { context } from '@daybook/core'
import { expect, it } from 'vitest'
import { emitInScope } from './emit-in-scope.ts'

const requestId = () => context.current().requestId

it('runs listeners in the scope of the work, wherever the event comes from', () => {
  const emitter = new EventEmitter()
  const heard: unknown[] = []
  context.run({ requestId: 'one' }, () =>
    emitInScope([emitter], () => emitter.on('done', () => heard.push(requestId()))),
  )
  emitter.emit('done')
  context.run({ requestId: 'two' }, () => emitter.emit('done'))
  expect(heard).toEqual(['one', 'one'])
})

it('leaves an event that the work emits in the scope it is emitted in', () => {
  const emitter = new EventEmitter()
  const heard: unknown[] = []
  emitter.on('done', () => heard.push(requestId()))
  context.run({ requestId: 'one' }, () =>
    emitInScope([emitter], () => context.run({ requestId: 'inner' }, () => emitter.emit('done'))),
  )
  expect(heard).toEqual(['inner'])
})

it('sees what was entered later in the scope', () => {
  const emitter = new EventEmitter()
  let tenant: unknown
  context.run({ requestId: 'one' }, () =>
    emitInScope([emitter], () => {
      emitter.on('done', () => {
        tenant = context.current().tenant
      })
      context.enter('tenant', { tenant: 'acme' })
    }),
  )
  emitter.emit('done')
  expect(tenant).toBe('acme')
})

it('keeps what emit returns', () => {
  const emitter = new EventEmitter()
  emitInScope([emitter], () => emitter.on('heard', () => {}))
  expect([emitter.emit('heard', 1), emitter.emit('unheard')]).toEqual([true, false])
})
