import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshDatabase, serverUrl } from '../../../scripts/test-servers.mjs'
import { sqlite3 } from '../../../scripts/test-sqlite3.mjs'
import { readReadme, root, startExample, temporaryFolder } from '../../start-example.ts'
import { testSize } from '../../template.ts'

const readme = readReadme('commonjs-sequelize')
const isBuilt = process.env.CI !== undefined || existsSync(join(root, 'packages/sequelize/dist'))

testSize(readme)

describe.skipIf(!isBuilt)('started by the command of its README', { timeout: 60_000 }, () => {
  it.skipIf(!sqlite3)('logs to SQLite what happened, and only that', async () => {
    await using scratch = await temporaryFolder()
    await visit(join(scratch.path, 'data/app.db'), scratch.path)
  })

  it.skipIf(!serverUrl('postgres'))('logs to PostgreSQL what happened, and only that', async () => {
    await using scratch = await temporaryFolder()
    const { url, drop } = await freshDatabase('postgres')
    try {
      await visit(url, scratch.path)
    } finally {
      await drop()
    }
  })
})

async function visit(databaseUrl: string, scratch: string): Promise<void> {
  await using app = await startExample(readme.folder, readme.start, { DATABASE_URL: databaseUrl })
  for (const { curl, answer } of readme.calls)
    expect(await app.answerTo(curl, scratch)).toEqual(JSON.parse(answer))
  const pay = (headers: Record<string, string>) =>
    fetch(`${app.url}/invoices/1/pay`, { method: 'POST', headers })
  expect((await pay({ 'x-key': 'choose one' })).status).toBe(409)
  expect((await pay({})).status).toBe(401)
  expect((await fetch(`${app.url}/admin/events`)).status).toBe(403)
  const told = async () => {
    const headers = { 'x-key': 'choose one' }
    const text = await (await fetch(`${app.url}/admin/events/export.ndjson`, { headers })).text()
    const events = text.split('\n').filter((line) => line !== '')
    return events
      .map((line) => JSON.parse(line))
      .filter(({ action }) => !action.startsWith('daybook.'))
      .map(({ action, actor, target, outcome }) => [action, actor?.id, target?.id, outcome])
  }
  await expect.poll(told, { timeout: 10_000 }).toEqual([
    ['authz_fail', undefined, undefined, 'denied'],
    ['invoice.paid', 'admin', '1', 'success'],
    ['invoice.created', 'admin', '1', 'success'],
  ])
}
