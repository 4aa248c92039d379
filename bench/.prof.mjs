import { createDaybook } from '@daybook/core'
import { createEventEntity, createTypeormStore } from '@daybook/typeorm'
import { createStatements, dialects, eventTable } from '@daybook/sql'
import { DataSource } from 'typeorm'
import { uuidv7 } from 'uuidv7'
const ds = new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: [createEventEntity({ dialect: 'sqlite' })] })
await ds.initialize()
const table = eventTable({}), dialect = dialects.sqlite
for (const sql of createStatements(dialect, table)) await ds.query(sql)
const store = createTypeormStore(ds)
const daybook = createDaybook({ store })
const details = { actor: { type: 'developer', id: 'c8db2cd0', name: 'Ada' }, target: { type: 'file', id: 'lib/sequelize/Helper.js' }, data: { commit: 'fd8cc8144a2e', insertions: 99, deletions: 35, reviewed: true } }
const made = () => { const id = uuidv7(); return { id, occurredAt: new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)), recordedAt: null, tenant: 'acme', action: 'file.modified', version: 1, outcome: 'success', reason: null, note: '', requestId: 'sequelize-fd8cc8144a2e', traceId: null, ip: '203.0.113.9', statusCode: null, durationMs: null, changes: null, context: {}, ...details } }
const kinds = {
  hand: (tx) => { const { sql, parameters } = dialect.append(table, [made()]); return tx.query(sql, [...parameters]) },
  append: (tx) => store.append([made()], { tx }),
  log: (tx) => daybook.log('file.modified', { ...details, tx }),
}
const only = process.argv[2]
const sums = { hand: [], append: [], log: [] }
for (let round = 0; round < (only ? 60 : 40); round++)
  for (const [name, log] of Object.entries(kinds)) {
    if (only && only !== name) continue
    const start = performance.now()
    await ds.transaction(async (tx) => { for (let i = 0; i < 500; i++) await log(tx) })
    sums[name].push((performance.now() - start) * 1000 / 500)
    await ds.query('DELETE FROM daybook_events')
  }
const med = (a) => a.slice(8).sort((x, y) => x - y)[(a.length - 8) >> 1]
for (const [name, s] of Object.entries(sums)) console.log(name, med(s)?.toFixed(1))
console.log('ratio', med(sums.hand.map((h, i) => h / sums.log[i]))?.toFixed(3), 'append', med(sums.hand.map((h, i) => h / sums.append[i]))?.toFixed(3))
