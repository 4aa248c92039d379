// What integration tests know of the servers: see servers.mjs for where they come from.
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { urlVariable } from './servers/names.mjs'

export const serverUrl = (engine) => process.env[urlVariable(engine)]

export const freshDatabase = async (engine) => {
  const server = serverUrl(engine)
  if (!server)
    throw new Error(`no ${engine} here: skip the test with describe.skipIf(!serverUrl('${engine}'))`)
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer[engine](server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, name, drop: () => drop[engine](server, `drop database if exists ${name}`) }
}

// A pool that has been ended still says goodbye on its connections: cut off meanwhile, they throw in nobody's hands.
const patience = { tries: 20, millis: 50 }

const drop = {
  async postgres(server, statement) {
    for (let tries = 0; tries < patience.tries; tries++)
      try {
        return await administer.postgres(server, statement)
      } catch (error) {
        if (error.code !== inUse) throw error
        await sleep(patience.millis)
      }
    return administer.postgres(server, `${statement} with (force)`)
  },
  mariadb: (server, statement) => administer.mariadb(server, statement),
}

const inUse = '55006'

const administer = {
  postgres: async (url, statement) => {
    const { default: pg } = await import('pg')
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  },
  mariadb: async (url, statement) => {
    const { createConnection } = await import('mysql2/promise')
    const connection = await createConnection(url)
    await connection.query(statement).finally(() => connection.end())
  },
}
