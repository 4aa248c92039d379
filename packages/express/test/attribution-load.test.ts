import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { bindCallbacks, requestContext } from '@daybook/express'
import { createAttributionTally, sendLoad } from '@daybook/web/contract'
import express from 'express'
import mysql from 'mysql2'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { serverUrl } from '../../../scripts/test-servers.mjs'
import { serve } from './serve.ts'

const [postgres, mariadb] = [serverUrl('postgres'), serverUrl('mariadb')]

describe.skipIf(!postgres || !mariadb)('I01: 10,000 requests of 200 users, 500 in flight', () => {
  it('on Express 5, with drivers that call back and drivers that promise: none wrong, none lost', async () => {
    const daybook = createDaybook({ store: createMemoryStore() })
    const { tally, hear } = createAttributionTally()
    daybook.on('eventLogged', hear)
    await using pools = openPools()
    const { pgPool, mysqlPool } = pools
    const users = new WeakMap<express.Request, number>()
    const app = express()
    app.use(
      requestContext(daybook, {
        actor: (req) => {
          const id = users.get(req)
          return id !== undefined && { type: 'User', id }
        },
      }),
    )
    app.use((req, _res, next) => {
      // Signed in some time after the context was opened, as by a session store.
      setImmediate(() => {
        users.set(req, Number(req.get('x-user')))
        next()
      })
    })
    const log = (req: express.Request) =>
      daybook.log('row.read', { data: { user: Number(req.get('x-user')) } })
    app.get('/jobs/0', (req, res, next) => {
      pgPool.query('select 1', (error) => {
        if (error) return next(error)
        log(req).then(() => res.end(), next)
      })
    })
    app.get('/jobs/1', async (req, res) => {
      await pgPool.query('select 1')
      await log(req)
      res.end()
    })
    app.get('/jobs/2', (req, res, next) => {
      mysqlPool.query('select 1', (error) => {
        if (error) return next(error)
        log(req).then(() => res.end(), next)
      })
    })
    app.get('/jobs/3', async (req, res) => {
      await mysqlPool.promise().query('select 1')
      await log(req)
      res.end()
    })
    await using server = await serve(app)
    expect(await sendLoad(server.url, { requests: 10_000, users: 200, inFlight: 500 })).toBe(10_000)
    expect(tally).toEqual({ events: 10_000, wrong: 0, lost: 0 })
  }, 120_000)
})

function openPools() {
  const pgPool = bindCallbacks(new pg.Pool({ connectionString: postgres, max: 10 }))
  const mysqlPool = bindCallbacks(mysql.createPool({ uri: mariadb ?? '', connectionLimit: 10 }))
  return {
    pgPool,
    mysqlPool,
    async [Symbol.asyncDispose]() {
      await pgPool.end()
      await mysqlPool.promise().end()
    },
  }
}
