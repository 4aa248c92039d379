import { type DataSource, type DataSourceOptions, type Logger, SimpleConsoleLogger } from 'typeorm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dialects, openRig, type Rig } from './engines.ts'

// On SQLite what nobody hears goes past TypeORM; what somebody hears must not.
describe.each(dialects)('an insert in a transaction on %s is told to', (dialect) => {
  let rig: Rig
  let told: string[]
  beforeEach(async () => {
    rig = await openRig(dialect)
    told = []
  })
  afterEach(() => rig.close())

  const nothing = () => undefined
  const logger: Logger = {
    logQuery: (sql) => void told.push(sql),
    logQueryError: nothing,
    logQuerySlow: (_millis, sql) => void told.push(sql),
    logSchemaBuild: nothing,
    logMigration: nothing,
    log: nothing,
  }
  class Telling extends SimpleConsoleLogger {
    protected override writeLog(_level: string, message: unknown): void {
      const { message: sql } = message as { readonly message: string }
      told.push(sql)
    }
  }
  const set = (dataSource: DataSource, options: Partial<DataSourceOptions>) =>
    void dataSource.setOptions(options as DataSourceOptions)
  const subscriber = (name: string) => (dataSource: DataSource) =>
    void dataSource.subscribers.push({ [name]: ({ query }: { readonly query: string }) => told.push(query) })

  test.each<readonly [string, (dataSource: DataSource) => void]>([
    ['a logger among the options', (dataSource) => set(dataSource, { logger })],
    ['a logger that was set later', (dataSource) => Object.assign(dataSource, { logger })],
    [
      "one of TypeORM's loggers",
      (dataSource) => Object.assign(dataSource, { logger: new Telling(['query']) }),
    ],
    ['a subscriber before queries', subscriber('beforeQuery')],
    ['a subscriber after queries', subscriber('afterQuery')],
  ])('%s', async (_name, listen) => {
    listen(rig.dataSource)
    await rig.dataSource.transaction((tx) => rig.daybook.log('file.modified', { tx }))
    expect(told.filter((sql) => sql.includes('INSERT INTO'))).toHaveLength(1)
  })

  test('nobody, and is stored with its transaction', async () => {
    await rig.dataSource.transaction((tx) => rig.daybook.log('file.modified', { tx }))
    const failing = rig.dataSource.transaction(async (tx) => {
      await rig.daybook.log('file.deleted', { tx })
      throw new Error('disk full')
    })
    await expect(failing).rejects.toThrow('disk full')
    const { events } = await rig.daybook.find()
    expect(events.map(({ action }) => action)).toEqual(['file.modified'])
  })
})
