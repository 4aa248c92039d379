import { AsyncLocalStorage } from 'node:async_hooks'
import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { bindCallbacks } from './bind-callbacks.ts'

type Callback = (error: null, value?: unknown) => void

/** A pool as drivers have it: what waits is called by whoever frees the connection. Real ones: the load tests. */
class Queue extends EventEmitter {
  readonly waiting: (() => void)[] = []
  query(_sql: string, callback: Callback): EventEmitter {
    const query = new EventEmitter()
    this.waiting.push(() => {
      query.emit('end')
      callback(null)
    })
    return query
  }
  connect(callback: Callback): void {
    this.waiting.push(() => callback(null, new Queue()))
  }
  getConnection(): Promise<Queue> {
    return Promise.resolve(new Queue())
  }
}

it('calls back in the scope of whoever asked, on connections it hands out and for listeners, too', async () => {
  const scope = new AsyncLocalStorage<string>()
  const queue = bindCallbacks(bindCallbacks(new Queue()))
  const seen: unknown[] = []
  const handedOut: Queue[] = []
  scope.run('one', () => {
    queue.query('select 1', () => seen.push(scope.getStore())).on('end', () => seen.push(scope.getStore()))
    queue.connect((_error, connection) => handedOut.push(connection as Queue))
  })
  const promised = await queue.getConnection()
  scope.run('two', () => {
    for (const work of queue.waiting) work()
  })
  for (const connection of [...handedOut, promised]) {
    scope.run('three', () => connection.query('select 2', () => seen.push(scope.getStore())))
    scope.run('four', () => connection.waiting[0]?.())
  }
  expect(seen).toEqual(['one', 'one', 'three', 'three'])
})
