// Faults in the middle of a transaction, the same for every ORM: see test-faults.d.mts.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFaultProxy } from './fault-proxy.mjs'
import { invoiceAndEvent, twoInvoices } from './test-faults-work.mjs'
import { freshDatabase, serverUrl } from './test-servers.mjs'

const servers = ['postgres', 'mariadb'].filter((engine) => serverUrl(engine))
const child = fileURLToPath(new URL('./test-faults-child.mjs', import.meta.url))
const nothingWrong = { lost: 0, duplicated: 0, phantom: 0 }

class OnPurpose extends Error {}

const onPurpose = async (attempt) => {
  await expect(attempt).rejects.toThrow(OnPurpose)
}

export const runFaultTests = (openRig, module, { without = [] } = {}) => {
  const engines = ['sqlite', ...servers].filter((engine) => !without.includes(engine))
  describe.each(engines)('%s', (engine) => {
    let folder
    let database
    let rig
    let heard
    const open = (url, onStatement = () => undefined) => openRig({ engine, url, onStatement })
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'daybook-faults-'))
      database =
        engine === 'sqlite'
          ? { url: join(folder, 'app.db'), drop: async () => undefined }
          : await freshDatabase(engine)
      rig = await open(database.url)
      await rig.migrate()
      await rig.query('CREATE TABLE invoice (id VARCHAR(40) PRIMARY KEY)')
      heard = []
      rig.daybook.on('eventLogged', ({ target }) => heard.push(target.id))
    })
    afterEach(async () => {
      await rig?.close()
      await database.drop()
      await rm(folder, { recursive: true })
    })

    /** What is wrong in the database, when exactly these invoices should be there. */
    const verdict = async (acknowledged) => {
      const ids = async (sql) => (await rig.query(sql)).map(({ id }) => id)
      const invoices = await ids('SELECT id FROM invoice')
      const events = await ids('SELECT target_id AS id FROM daybook_events')
      return {
        lost: [...new Set([...acknowledged, ...invoices])].filter((id) => !events.includes(id)).length,
        duplicated: events.length - new Set(events).size,
        phantom: events.filter((id) => !invoices.includes(id) || !acknowledged.includes(id)).length,
      }
    }

    it('killed at any step, a transaction leaves all of its rows and events or none', async () => {
      const file = join(folder, 'acknowledged')
      const run = (invoice, dieAt) => runChild([module.href, engine, database.url, invoice, `${dieAt}`, file])
      // The connection of this process would be in the way of the other's.
      await rig.close()
      rig = undefined
      const { output, signal } = await run('whole', 0)
      expect(signal).toBeNull()
      const steps = Number(output)
      // BEGIN, two invoices, two events, COMMIT, and what returned.
      expect(steps).toBeGreaterThanOrEqual(8)
      for (let dieAt = 1; dieAt <= steps; dieAt++)
        expect(await run(`killed-at-${dieAt}`, dieAt)).toMatchObject({ signal: 'SIGKILL' })

      rig = await open(database.url)
      const acknowledged = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
      expect(acknowledged).toEqual(['whole'])
      // A hook that is called after the statement sees the COMMIT answered, and dies before it can tell.
      const last = (await rig.query(`SELECT id FROM invoice WHERE id LIKE 'killed%'`)).map(({ id }) => id)
      expect([[], [`killed-at-${steps}-a`, `killed-at-${steps}-b`]]).toContainEqual(last.sort())
      expect(await verdict(['whole-a', 'whole-b', ...last])).toEqual(nothingWrong)
      await rig.transaction((tx) => twoInvoices(rig, tx, 'alive'))
      expect(await verdict(['whole-a', 'whole-b', ...last, 'alive-a', 'alive-b'])).toEqual(nothingWrong)
    }, 180_000)

    it('of concurrent transactions and savepoints, exactly what was committed is left and told', async () => {
      const fail = () => Promise.reject(new OnPurpose())
      const kinds = {
        committed: (n) => rig.transaction((tx) => invoiceAndEvent(rig, tx, n)),
        'rolled back': (n) => onPurpose(rig.transaction((tx) => invoiceAndEvent(rig, tx, n).then(fail))),
        'with a savepoint that is rolled back': (n) =>
          rig.transaction(async (tx) => {
            await invoiceAndEvent(rig, tx, n)
            await onPurpose(rig.nested(tx, (inner) => invoiceAndEvent(rig, inner, `${n}-inner`).then(fail)))
          }),
        'with a released savepoint, rolled back': (n) =>
          onPurpose(
            rig.transaction(async (tx) => {
              await rig.nested(tx, (inner) => invoiceAndEvent(rig, inner, `${n}-inner`))
              await invoiceAndEvent(rig, tx, n)
              await fail()
            }),
          ),
      }
      const works = Array.from({ length: 6 }, (_, round) =>
        Object.entries(kinds).map(([kind, work]) => [`${kind[0]}${kind.length}-${round}`, work]),
      ).flat()
      await Promise.all(works.map(([invoice, work]) => work(invoice)))
      const left = works
        .filter(([, work]) => [kinds.committed, kinds['with a savepoint that is rolled back']].includes(work))
        .map(([invoice]) => invoice)
      expect(await verdict(left)).toEqual(nothingWrong)
      await expect.poll(() => [...heard].sort()).toEqual([...left].sort())
    })

    // SQLite has no network to cut, and one writer at a time.
    if (engine === 'sqlite') return

    describe('over a network', () => {
      it('serialised against another and retried, each transaction leaves one event', async () => {
        const invoices = ['one', 'two', 'three']
        const readers = barrier(invoices.length)
        let retries = 0
        const attempt = (invoice) =>
          rig.transaction(async (tx) => {
            await rig.query('SELECT COUNT(*) AS n FROM invoice', tx)
            // All have read before any writes, the first time: not all of them can be right.
            await readers()
            await invoiceAndEvent(rig, tx, invoice)
          }, 'SERIALIZABLE')
        const retrying = async (invoice) => {
          for (;;)
            try {
              return await attempt(invoice)
            } catch (error) {
              if (!isSerialisationFailure(error)) throw error
              retries += 1
            }
        }
        await Promise.all(invoices.map(retrying))
        expect(retries).toBeGreaterThan(0)
        expect(await verdict(invoices)).toEqual(nothingWrong)
        await expect.poll(() => [...heard].sort()).toEqual([...invoices].sort())
      })

      describe.each(['before', 'after'])('cut off %s the server did it', (when) => {
        let proxy
        let cutOff
        beforeEach(async () => {
          proxy = await openFaultProxy(database.url)
          cutOff = await open(proxy.url)
        })
        afterEach(async () => {
          await (cutOff.abandon ?? cutOff.close)()
          await proxy.close()
        })

        const occurredAt = new Date()
        const details = { occurredAt, idempotencyKey: 'the same' }
        const payOnce = (through) =>
          through.transaction(async (tx) => {
            const [known] = await through.query(`SELECT id FROM invoice WHERE id = 'paid'`, tx)
            if (known === undefined) await invoiceAndEvent(through, tx, 'paid', details)
          })

        it('at COMMIT: event and row are both there or both not; a retry leaves one of each', async () => {
          proxy.arm(when, /\bcommit\b/i)
          await expect(payOnce(cutOff)).rejects.toThrow()
          expect(proxy.cuts()).toBe(1)
          expect(await verdict(when === 'after' ? ['paid'] : [])).toEqual(nothingWrong)
          await payOnce(cutOff)
          expect(await verdict(['paid'])).toEqual(nothingWrong)
        })

        it('at the insert of an event without a transaction: a retry with its key leaves one', async () => {
          await rig.query(`INSERT INTO invoice (id) VALUES ('paid')`)
          proxy.arm(when, /insert into \W?daybook_events/i)
          const log = () =>
            cutOff.daybook.log('invoice.made', { target: { type: 'Invoice', id: 'paid' }, ...details })
          const first = await log().catch((error) => error)
          expect(proxy.cuts()).toBe(1)
          if (first instanceof Error) expect(first).toMatchObject({ code: 'DAYBOOK_UNAVAILABLE' })
          await log()
          expect(await verdict(['paid'])).toEqual(nothingWrong)
        })
      })
    })
  })
}

/** Waits until so many have come. Whoever comes later passes. */
const barrier = (expected) => {
  const { promise, resolve } = Promise.withResolvers()
  let arrived = 0
  return () => {
    arrived += 1
    if (arrived === expected) resolve()
    return promise
  }
}

/** Whether the database chose this transaction to give way, through whatever wraps its error. */
const isSerialisationFailure = (error) => {
  for (let inner = error; inner; inner = inner.driverError ?? inner.original ?? inner.cause)
    if (['40001', '40P01', 'ER_LOCK_DEADLOCK', 'ER_CHECKREAD'].includes(inner.code)) return true
  return false
}

const runChild = (args) =>
  new Promise((resolve, reject) => {
    const started = spawn(process.execPath, ['--conditions=daybook-source', child, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    started.stdout.on('data', (text) => {
      output += text
    })
    started.on('error', reject)
    started.on('close', (code, signal) => resolve({ code, signal, output: output.trim() }))
  })
