import { createDaybook } from '@daybook/core'
const tx = {}
let waiting = []
const now = new Date()
const store = { name: 'x', capabilities: { durable: true },
  append: async (events) => ({ inserted: new Set([events[0].id]), recordedAt: now }),
  find: async () => [],
  transactions: { exclusive: false, current: () => undefined, run: (w) => w(tx), afterCommit: (_, c) => waiting.push(c), afterEnd: () => {} } }
const daybook = createDaybook({ store })
const details = { actor: { type: 'developer', id: 'c8db2cd0', name: 'Ada' }, target: { type: 'file', id: 'lib/sequelize/Helper.js' }, data: { commit: 'fd8cc8144a2e', insertions: 99, deletions: 35, reviewed: true } }
const n = 20000
const kinds = {
  append: async () => { await store.append([{ id: 'x' }], { tx }) },
  tx: () => daybook.log('file.modified', { ...details, tx }),
  alone: () => daybook.log('file.modified', details),
}
const res = {}
for (let round = 0; round < 15; round++) for (const [k, f] of Object.entries(kinds)) {
  const a = process.cpuUsage()
  for (let i = 0; i < n; i++) { await f(); if (i % 100 === 99) { for (const c of waiting) c(); waiting = [] } }
  const d = process.cpuUsage(a)
  ;(res[k] ??= []).push((d.user + d.system) / n)
}
for (const k in res) console.log(k, Math.min(...res[k].slice(3)).toFixed(2), res[k].slice(3).sort((a, b) => a - b)[6].toFixed(2))
