import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
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

it('leaves the end of a response to those who heard it before, and enters the scope for who came after', async () => {
  const heard: unknown[] = []
  await using server = createServer((req, res) => {
    res.on('finish', () => heard.push(['before', requestId()]))
    context.run({ requestId: 'one' }, () =>
      emitInScope([req, res], () => {
        if (req.url === '/after') res.on('finish', () => heard.push(['after', requestId()]))
      }),
    )
    // Ends in a context that knows nothing of the request.
    setImmediate(() => res.end())
  })
  server.listen(0)
  const { port } = server.address() as AddressInfo
  await (await fetch(`http://127.0.0.1:${port}/`)).text()
  await (await fetch(`http://127.0.0.1:${port}/after`)).text()
  expect(heard).toEqual([
    ['before', undefined],
    ['before', 'one'],
    ['after', 'one'],
  ])
})
