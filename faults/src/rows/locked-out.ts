import { equal, ok } from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openFaultProxy } from '../../../scripts/fault-proxy.mjs'
import type { Bench, Finding } from '../fault-row.ts'
import { select } from '../judge.ts'
import { together } from './servers.ts'
import { databaseOn, judgeAll, ownServer, tryApp } from './several-apps.ts'

const user = 'app'

const statements = {
  postgres: {
    create: [
      `CREATE ROLE ${user} LOGIN PASSWORD 'right'`,
      `GRANT SELECT, INSERT ON daybook_events TO ${user}`,
    ],
    setPassword: (password: string) => `ALTER ROLE ${user} PASSWORD '${password}'`,
    cutOff: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${user}'`,
  },
  mariadb: {
    create: [
      `CREATE USER ${user} IDENTIFIED BY 'right'`,
      `GRANT SELECT, INSERT ON daybook_events TO ${user}`,
    ],
    setPassword: (password: string) => `ALTER USER ${user} IDENTIFIED BY '${password}'`,
    cutOff: `KILL CONNECTION USER ${user}`,
  },
}

/** Changes the password of an app while it runs, and later changes it back. */
export async function lockedOut(bench: Bench): Promise<Finding> {
  return together([await lockedOutOf(bench, 'postgres'), await lockedOutOf(bench, 'mariadb')])
}

async function lockedOutOf(bench: Bench, engine: 'postgres' | 'mariadb'): Promise<Finding> {
  const { create, setPassword, cutOff } = statements[engine]
  const flags = engine === 'postgres' ? ['-c', `hba_file=${askForPasswords(bench)}`] : []
  const server = await ownServer(bench, engine, flags)
  const url = await databaseOn(server, engine, 'locked')
  for (const statement of create) await select(engine, url, statement)
  const proxy = await openFaultProxy(url)
  bench.onEnd(() => proxy.close())
  const through = new URL(proxy.url)
  through.username = user
  through.password = 'right'
  const tried = tryApp(bench, {
    ...{ adapter: 'driver', engine, mode: 'deferred', url, through: through.href, callers: 1 },
    run: `locked-out-${engine}`,
    pauseMillis: 2,
  })
  await tried.app.has('acknowledged', 20)
  await select(engine, url, setPassword('wrong'))
  await select(engine, url, cutOff)
  const before = proxy.connections()
  const { issued } = tried.app.oracle()
  await tried.app.has('issued', issued.length + 100)
  const seconds = bench.scale > 1 ? 20 : 1
  await sleep(seconds * 1_000)
  const logins = proxy.connections() - before
  const { acknowledged } = tried.app.oracle()
  ok(logins > 0 && acknowledged.length < issued.length + 100, 'the app was not locked out')
  ok(logins <= 10 + seconds * 2, `${logins} tries to log in within ${seconds} s`)
  await select(engine, url, setPassword('right'))
  const finding = await judgeAll([tried])
  const after = tried.app.oracle()
  equal(after.acknowledged.length, after.issued.length)
  return { ...finding, figures: { ...finding.figures, 'tries to log in': logins } }
}

/** Of the app alone; whoever else comes from this machine is trusted. */
function askForPasswords(bench: Bench): string {
  const file = join(bench.folder, 'pg_hba.conf')
  writeFileSync(file, `host all ${user} 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n`)
  // PostgreSQL may run as another user than this and has to read it.
  chmodSync(bench.folder, 0o711)
  chmodSync(file, 0o644)
  return file
}
