import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createFeedStatements, eventTable } from '@daybook/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serverUrl } from '../../../scripts/test-servers.mjs'
import { type FaultName, faults } from '../src/doctor/faults.ts'
import { type Engine, engines, hasEngine, openWorld, type RunOptions, run, type World } from './cli-rig.ts'

interface Told {
  readonly level: string
  readonly fault?: FaultName
  readonly text: string
  readonly why?: string
  readonly fix?: string
}

/** The faults that were provoked, to know that each one was. */
const provoked = new Set<string>()

async function diagnose(options: RunOptions & { readonly viewer?: string }) {
  const argv = ['doctor', '--json', ...(options.viewer === undefined ? [] : ['--viewer', options.viewer])]
  const { code, out, err } = await run(argv, options)
  const told = out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Told)
  const found = told.filter(({ level }) => level !== 'ok')
  for (const { fault, why, fix } of found) {
    expect(faults[fault as FaultName]).toBeTruthy()
    expect(why).toBeTruthy()
    expect(fix).toBeTruthy()
    provoked.add(fault ?? '')
  }
  return { code, err, faults: found.map(({ fault }) => fault), found, told }
}

async function write(folder: string, files: Readonly<Record<string, string | object>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const whole = join(folder, path)
    await mkdir(dirname(whole), { recursive: true })
    await writeFile(whole, typeof content === 'string' ? content : JSON.stringify(content))
  }
}

async function withWorld(engine: Engine, work: (world: World) => Promise<void>, options = {}): Promise<void> {
  const world = await openWorld(engine, options)
  try {
    if (engine === 'sqlite') await world.sql('PRAGMA journal_mode = WAL')
    await work(world)
  } finally {
    await world.close()
  }
}

const examine = ({ url, folder }: World, options: RunOptions = {}) =>
  diagnose({ url, cwd: folder, ...options })

describe.each(engines.filter(hasEngine))('on %s', (engine) => {
  test('a sound set-up has no fault, and the examination leaves nothing behind', () =>
    withWorld(engine, async (world) => {
      for (const statement of createFeedStatements(world.connection.dialect, eventTable({})))
        await world.sql(statement)
      expect(await examine(world)).toMatchObject({ code: 0, faults: [] })
      expect(await world.sql('SELECT id FROM daybook_events')).toHaveLength(0)
      const { out, code } = await run(['doctor'], { url: world.url, cwd: world.folder })
      expect(code).toBe(0)
      expect(out).toMatch(
        /✔ Node .*\n✔ Connected to .*\n✔ Table daybook_events, with every column and index\n/,
      )
      expect(out).toMatch(/0 errors, 0 warnings\n$/)
    }))

  test('no table', () =>
    withWorld(
      engine,
      async (world) => {
        expect(await examine(world)).toMatchObject({ code: 1, faults: ['DAYBOOK_TABLE_MISSING'] })
      },
      { bare: true },
    ))

  test('an older table, an index less, a column too much', () =>
    withWorld(engine, async (world) => {
      await world.sql('ALTER TABLE daybook_events DROP COLUMN trace_id')
      expect((await examine(world)).faults).toContain('DAYBOOK_OLD_SCHEMA')
      const dropped = 'DROP INDEX daybook_events_actor_idx'
      await world.sql(engine === 'mariadb' ? `${dropped} ON daybook_events` : dropped)
      expect((await examine(world)).faults).toContain('DAYBOOK_INDEX_MISSING')
      await world.sql("ALTER TABLE daybook_events ADD COLUMN extra varchar(10) NOT NULL DEFAULT ''")
      const { code, faults: found } = await examine(world)
      expect(found).toContain('DAYBOOK_EXTRA_COLUMN')
      expect(code).toBe(1)
    }))

  test('a clock that is wrong, and events of the future', () =>
    withWorld(engine, async (world) => {
      const slow = () => Date.now() - 3_600_000
      await run(['emit', 'early'], { url: world.url })
      const { faults: found, told } = await examine(world, { clock: slow })
      expect(found).toEqual(['DAYBOOK_CLOCK_SKEW', 'DAYBOOK_FUTURE_EVENTS'])
      expect(told.find(({ fault }) => fault === 'DAYBOOK_CLOCK_SKEW')?.text).toMatch(/36\d\d s ahead of/)
    }))

  test('a feed that nothing writes to', () =>
    withWorld(engine, async (world) => {
      for (const statement of createFeedStatements(world.connection.dialect, eventTable({})))
        await world.sql(statement)
      const name = 'daybook_events_feed_trigger'
      await world.sql(`DROP TRIGGER ${name}${engine === 'postgres' ? ' ON daybook_events' : ''}`)
      expect((await examine(world)).faults).toEqual(['DAYBOOK_FEED_TRIGGER'])
    }))
})

describe.skipIf(!serverUrl('postgres'))('on PostgreSQL alone', () => {
  test('another collation, another type, row security, an index that cannot be used', () =>
    withWorld('postgres', async (world) => {
      await world.sql('ALTER TABLE daybook_events ALTER COLUMN actor_id TYPE text COLLATE "en-x-icu"')
      await world.sql('ALTER TABLE daybook_events ALTER COLUMN duration_ms TYPE real')
      await world.sql('ALTER TABLE daybook_events ENABLE ROW LEVEL SECURITY')
      await world.sql(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'daybook_events_action_idx'::regclass",
      )
      expect((await examine(world)).faults).toEqual([
        'DAYBOOK_COLUMN_TYPE',
        'DAYBOOK_COLLATION',
        'DAYBOOK_INDEX_INVALID',
        'DAYBOOK_ROW_SECURITY',
      ])
    }))

  test('a role that may not read, and one that may not write', () =>
    withWorld('postgres', async (world) => {
      const role = `doctor_${Date.now()}`
      const url = new URL(world.url)
      url.username = role
      url.password = 'doctor'
      await world.sql(`CREATE ROLE ${role} LOGIN PASSWORD 'doctor'`)
      try {
        const limited = () => diagnose({ url: url.href, cwd: world.folder })
        expect((await limited()).faults).toEqual(['DAYBOOK_CANNOT_READ', 'DAYBOOK_CANNOT_WRITE'])
        await world.sql(`GRANT SELECT ON daybook_events TO ${role}`)
        expect((await limited()).faults).toEqual(['DAYBOOK_CANNOT_WRITE'])
        await world.sql(`GRANT INSERT ON daybook_events TO ${role}`)
        expect((await limited()).faults).toEqual([])
      } finally {
        await world.sql(`DROP OWNED BY ${role}`)
        await world.sql(`DROP ROLE ${role}`)
      }
    }))

  test('a database that is not UTF-8', () =>
    withWorld('postgres', async (world) => {
      const name = `ascii_${Date.now()}`
      await world.sql(
        `CREATE DATABASE ${name} ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
      )
      try {
        const url = new URL(world.url)
        url.pathname = `/${name}`
        expect((await diagnose({ url: url.href, cwd: world.folder })).faults).toContain('DAYBOOK_ENCODING')
      } finally {
        await world.sql(`DROP DATABASE ${name} WITH (FORCE)`)
      }
    }))

  test('a feed that nobody reads', () =>
    withWorld('postgres', async (world) => {
      for (const statement of createFeedStatements(world.connection.dialect, eventTable({})))
        await world.sql(statement)
      await world.sql(
        'INSERT INTO daybook_events_pending (id) SELECT gen_random_uuid() FROM generate_series(1, 10000)',
      )
      expect((await examine(world)).faults).toEqual(['DAYBOOK_FEED_BACKLOG'])
    }))
})

describe.skipIf(!serverUrl('mariadb'))('on MariaDB alone', () => {
  test('a table that is not transactional, and a collation of a language', () =>
    withWorld('mariadb', async (world) => {
      await world.sql('ALTER TABLE daybook_events ENGINE = Aria')
      await world.sql(
        'ALTER TABLE daybook_events MODIFY action varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL',
      )
      expect((await examine(world)).faults).toEqual(['DAYBOOK_COLLATION', 'DAYBOOK_TABLE_ENGINE'])
      expect(await world.sql('SELECT id FROM daybook_events')).toHaveLength(0)
    }))

  test('a connection that is not strict', () =>
    withWorld('mariadb', async (world) => {
      const role = `lax_${Date.now()}`
      const url = new URL(world.url)
      await world.sql(`CREATE USER ${role} IDENTIFIED BY 'lax'`)
      try {
        await world.sql(`GRANT SELECT, INSERT ON \`${url.pathname.slice(1)}\`.* TO ${role}`)
        // Heard by every connection of the server, meant for this one.
        await world.sql(`SET GLOBAL init_connect = "SET sql_mode = IF(user() LIKE 'lax%', '', @@sql_mode)"`)
        url.username = role
        url.password = 'lax'
        expect((await diagnose({ url: url.href, cwd: world.folder })).faults).toEqual(['DAYBOOK_NOT_STRICT'])
      } finally {
        await world.sql("SET GLOBAL init_connect = ''")
        await world.sql(`DROP USER ${role}`)
      }
    }))
})

describe('on SQLite alone', () => {
  test('a file without WAL, and one whose columns ignore case', () =>
    withWorld('sqlite', async (world) => {
      await world.sql('PRAGMA journal_mode = DELETE')
      await world.sql('DROP INDEX daybook_events_action_idx')
      await world.sql(
        'CREATE INDEX daybook_events_action_idx ON daybook_events (tenant, action COLLATE NOCASE, id)',
      )
      expect((await examine(world)).faults).toEqual(['DAYBOOK_NO_WAL', 'DAYBOOK_COLLATION'])
    }))

  test('a damaged file', () =>
    withWorld('sqlite', async (world) => {
      await world.sql('PRAGMA journal_mode = DELETE')
      const file = await open(world.url, 'r+')
      // The beginning of the second page, which is the root of the table.
      await file.write(Buffer.alloc(200, 0xff), 0, 200, 4_096)
      await file.close()
      const { code, faults: found } = await examine(world)
      expect(found).toContain('DAYBOOK_CORRUPT')
      expect(code).toBe(1)
    }))

  test('a file that cannot be opened ends with 3', async () => {
    const none = await diagnose({ url: '/nowhere/app.db' })
    expect(none.code).toBe(3)
    expect(none.err).toContain('There is no file /nowhere/app.db')
    const server = await diagnose({
      url: 'postgres://secret:hunter2@127.0.0.1:1/none',
      cwd: import.meta.dirname,
    })
    expect(server.code).toBe(3)
    expect(server.err).toContain('Cannot connect to postgres://secret@127.0.0.1:1/none')
    expect(server.err).not.toContain('hunter2')
    expect((await diagnose({})).code).toBe(2)
  })

  test('a server whose driver is not installed names the command that installs it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'daybook-lone-'))
    try {
      // A copy of the sources that no driver lies beside.
      const script = `import { importDriver } from ${JSON.stringify(join(import.meta.dirname, '../src/connection/drivers.ts'))}
        await importDriver('no-such-driver/promise', ${JSON.stringify(folder)}).catch((error) => console.log(error.exitCode, error.message, error.fix))`
      const said = await new Promise<string>((resolve, reject) =>
        execFile(
          process.execPath,
          ['--conditions=daybook-source', '--input-type=module', '-e', script],
          { cwd: folder },
          (error, stdout) => (error ? reject(error) : resolve(stdout)),
        ),
      )
      expect(said).toMatch(
        /^3 The driver `no-such-driver` is not installed here\. Run `npm install no-such-driver`/,
      )
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('in the folder of an app', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld('sqlite')
    await world.sql('PRAGMA journal_mode = WAL')
  })
  afterAll(() => world.close())

  const inFolder = async (files: Readonly<Record<string, string | object>>) => {
    const cwd = await mkdtemp(join(tmpdir(), 'daybook-app-'))
    try {
      await write(cwd, files)
      return await diagnose({ url: world.url, cwd })
    } finally {
      await rm(cwd, { recursive: true })
    }
  }
  const installed = (name: string, version: string, inside = '') => ({
    [`${inside}node_modules/${name}/package.json`]: { name, version },
  })

  test('packages of two versions', async () => {
    const {
      code,
      faults: found,
      found: [first],
    } = await inFolder({
      ...installed('@daybook/core', '1.0.0'),
      ...installed('@daybook/typeorm', '1.1.0'),
    })
    expect(code).toBe(1)
    expect(found).toEqual(['DAYBOOK_MIXED_VERSIONS'])
    expect(first?.fix).toBe('npm install @daybook/core@latest @daybook/typeorm@latest')
  })

  test('a package that is there twice', async () => {
    const { code, faults: found } = await inFolder({
      ...installed('@daybook/core', '1.0.0'),
      ...installed('some-plugin', '3.0.0'),
      ...installed('@daybook/core', '1.0.0', 'node_modules/some-plugin/'),
    })
    expect(code).toBe(0)
    expect(found).toEqual(['DAYBOOK_TWO_COPIES'])
  })

  test('an ORM without its package', async () => {
    const {
      found: [first],
    } = await inFolder({ ...installed('sequelize', '6.37.7'), ...installed('@daybook/core', '1.0.0') })
    expect(first).toMatchObject({
      fault: 'DAYBOOK_NO_ADAPTER',
      fix: 'npm install @daybook/core @daybook/sequelize',
    })
  })

  test('a native driver that was built for another Node', async () => {
    const {
      code,
      found: [first],
    } = await inFolder({
      ...installed('better-sqlite3', '12.0.0'),
      'node_modules/better-sqlite3/index.js': "module.exports = require('./build/better_sqlite3.node')",
      'node_modules/better-sqlite3/build/better_sqlite3.node': 'not a library',
    })
    expect(code).toBe(1)
    expect(first).toMatchObject({ fault: 'DAYBOOK_DRIVER_BROKEN' })
    expect(first?.why).toMatch(/better_sqlite3\.node/)
  })
})

describe('a viewer', () => {
  test('that is open, closed, or none', async () => {
    const { createDaybook } = await import('@daybook/core')
    const { createMemoryStore } = await import('@daybook/core/memory')
    const { createViewer } = await import('@daybook/viewer')
    const { toNodeHandler } = await import('@daybook/viewer/node')
    const handle = toNodeHandler(createViewer(createDaybook({ store: createMemoryStore() })))
    const server = createServer((req, res) => {
      if (req.url === '/other') res.end('hello')
      else void handle(req, res, { access: req.headers['x-closed'] || req.url === '/?closed' ? null : {} })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    try {
      expect(await diagnose({ viewer: `${url}/` })).toMatchObject({
        code: 1,
        faults: ['DAYBOOK_VIEWER_OPEN'],
      })
      expect(await diagnose({ viewer: `${url}/?closed` })).toMatchObject({ code: 0, faults: [] })
      expect(await diagnose({ viewer: `${url}/other` })).toMatchObject({
        code: 0,
        faults: ['DAYBOOK_VIEWER_UNREACHABLE'],
      })
    } finally {
      server.closeAllConnections()
      server.close()
    }
    expect((await diagnose({ viewer: url })).faults).toEqual(['DAYBOOK_VIEWER_UNREACHABLE'])
    expect((await diagnose({ viewer: 'ftp://x' })).code).toBe(2)
  })
})

test.skipIf(!engines.every(hasEngine))('every fault that can be had on this Node was provoked', () => {
  const never = Object.keys(faults).filter((fault) => !provoked.has(fault))
  expect(never).toEqual(['DAYBOOK_NODE_VERSION'])
})
