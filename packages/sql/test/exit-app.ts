// An app that ends in one of several ways. Run by exit.test.ts: node exit-app.ts <database file> <way>
import { DatabaseSync } from 'node:sqlite'
import { createDaybook, type EventStore } from '@daybook/core'
import { createStatements, eventTable, sqlite } from '@daybook/sql'
import { storeOver } from './bare-drivers.ts'

const [file = '', way = ''] = process.argv.slice(2)
const database = new DatabaseSync(file)
for (const statement of createStatements(sqlite, eventTable({}))) database.exec(statement)

const store = storeOver('sqlite', {
  run: async (sql, parameters = []) => database.prepare(sql).all(...(parameters as string[])),
})
const hanging: EventStore = { ...store, append: () => new Promise(() => {}) }

function deferFifty() {
  const daybook = createDaybook({ store, delivery: { lingerMillis: 60_000 } })
  for (let index = 0; index < 50; index++) daybook.defer('a')
  return daybook
}

const ways: Readonly<Record<string, () => unknown>> = {
  'does nothing'() {
    createDaybook({ store })
  },
  'defers and ends'() {
    deferFifty()
  },
  'defers while another connection has the lock'() {
    const other = new DatabaseSync(file)
    other.exec('BEGIN EXCLUSIVE')
    setTimeout(() => other.exec('ROLLBACK'), 200).unref()
    const daybook = createDaybook({ store })
    for (let index = 0; index < 50; index++) daybook.defer('a')
    process.on('exit', () => console.log(`tried again: ${daybook.health().counters.retried > 0}`))
  },
  'throws in a timer'() {
    deferFifty().flushOnSignal()
    setTimeout(() => {
      throw new Error('a mistake of the app')
    })
  },
  'leaves a rejection alone'() {
    deferFifty().flushOnSignal()
    void Promise.reject(new Error('a mistake of the app'))
  },
  'throws, and closes in a handler of its own'() {
    const daybook = deferFifty()
    process.on('uncaughtException', async () => {
      await daybook.close()
      process.exit(7)
    })
    setTimeout(() => {
      throw new Error('a mistake of the app')
    })
  },
  'has an exit code of its own'() {
    deferFifty()
    process.exitCode = 5
  },
  'waits for a signal'() {
    deferFifty().flushOnSignal()
    setInterval(() => {}, 60_000)
    console.log('ready')
  },
  'waits for a signal, its store hangs'() {
    const daybook = createDaybook({ store: hanging, delivery: { lingerMillis: 0 } })
    daybook.on('eventDropped', (_, reason) => console.log(`dropped: ${reason}`))
    daybook.flushOnSignal({ deadlineMillis: 600_000 })
    for (let index = 0; index < 3; index++) daybook.defer('a')
    setInterval(() => {}, 60_000)
    // Told when the first signal has been taken.
    setInterval(() => daybook.health().state === 'closed' && console.log('closing'), 10)
    console.log('ready')
  },
}

ways[way]?.()
