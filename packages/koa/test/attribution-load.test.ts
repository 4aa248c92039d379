import { setImmediate as turn } from 'node:timers/promises'
import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { bindCallbacks, requestContext } from '@daybook/koa'
import { createAttributionTally, sendLoad } from '@daybook/web/contract'
import Router from '@koa/router'
import Koa from 'koa'
import mysql from 'mysql2'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { serverUrl } from '../../../scripts/test-servers.mjs'
import { serve } from './serve.ts'

const [postgres, mariadb] = [serverUrl('postgres'), serverUrl('mariadb')]

describe.skipIf(!postgres || !mariadb)('I01: 10,000 requests of 200 users, 500 in flight', () => {
  it('on Koa 3, with drivers that call back and drivers that promise: none wrong, none lost', async () => {
    const daybook = createDaybook({ store: createMemoryStore() })
    const { tally, hear } = createAttributionTally()
    daybook.on('eventLogged', hear)
    await using pools = openPools()
    const { pgPool, mysqlPool } = pools
    const app = new Koa()
    app.use(
      requestContext(daybook, {
        actor: (ctx) => ctx.state.user !== undefined && { type: 'User', id: ctx.state.user },
      }),
    )
    app.use(async (ctx, next) => {
      // Signed in some time after the context was opened, as by a session store.
      await turn()
      ctx.state.user = Number(ctx.get('x-user'))
      await next()
    })
    const log = (ctx: Koa.Context) => daybook.log('row.read', { data: { user: Number(ctx.get('x-user')) } })
    const router = new Router()
    router.get('/jobs/0', async (ctx) => {
      await new Promise<void>((resolve, reject) => {
        pgPool.query('select 1', (error) => {
          if (error) return reject(error)
          log(ctx).then(() => resolve(), reject)
        })
      })
      ctx.body = ''
      ctx.status = 200
    })
    router.get('/jobs/1', async (ctx) => {
      await pgPool.query('select 1')
      await log(ctx)
      ctx.status = 200
    })
    router.get('/jobs/2', async (ctx) => {
      await new Promise<void>((resolve, reject) => {
        mysqlPool.query('select 1', (error) => {
          if (error) return reject(error)
          log(ctx).then(() => resolve(), reject)
        })
      })
      ctx.status = 200
    })
    router.get('/jobs/3', async (ctx) => {
      await mysqlPool.promise().query('select 1')
      await log(ctx)
      ctx.status = 200
    })
    app.use(router.routes())
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
