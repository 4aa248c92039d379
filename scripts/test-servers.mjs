// What integration tests know of the servers: see servers.mjs for where they come from.
import { randomBytes } from 'node:crypto'
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
  const force = engine === 'postgres' ? ' with (force)' : ''
  return {
    url: url.href,
    name,
    drop: () => administer[engine](server, `drop database if exists ${name}${force}`),
  }
}

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
