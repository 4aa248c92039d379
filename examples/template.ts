// What the templates have in common: they do what their READMEs say, over real HTTP, and keep it.
import { execFile } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { freshDatabase, serverUrl } from '../scripts/test-servers.mjs'
import { type Readme, readReadme, root, startExample, temporaryFolder } from './start-example.ts'

const run = promisify(execFile)

/** What these tests read of an event that the viewer has to download. */
interface DownloadedEvent {
  readonly id: string
  readonly action: string
  readonly outcome: string
  readonly actor: { readonly id: string } | null
  readonly target: { readonly id: string } | null
  readonly reason: string | null
  readonly note: string
  readonly requestId: string | null
  readonly statusCode: number | null
}

export interface TemplateOptions {
  /** Whether this machine has the template's driver for SQLite. Default: it has. */
  readonly hasSqlite?: boolean
}

/** Tests that an example is small, and that it can be built by the command of its README. */
export function testSize({ folder, build, cd }: Readme): void {
  it('is a template of less than 200 lines', () => {
    const files = globSync(join(folder, 'src/**/*.{ts,js}')).map((path) => readFileSync(path, 'utf8'))
    expect(files.length).toBeGreaterThan(2)
    expect(files.join('').split('\n').length - 1).toBeLessThan(200)
    expect(cd).toBe(`cd ${folder.slice(root.length)}`)
  })

  // Elsewhere a build would change what other tests are running at the same time.
  it.runIf(process.env.CI)('is built by the command of its README', { timeout: 120_000 }, async () => {
    await run('sh', ['-c', build], { cwd: root })
  })
}

/** Tests the built template in `examples/<name>`, an app that people sign in to: run the build first. */
export function testTemplate(name: string, { hasSqlite = true }: TemplateOptions = {}): void {
  const readme = readReadme(name)
  const { folder, start, calls } = readme
  const isBuilt = process.env.CI !== undefined || existsSync(join(folder, 'dist/main.js'))
  const startApp = (databaseUrl: string) =>
    startExample(folder, start, { DATABASE_URL: databaseUrl, SESSION_SECRET: 'a secret of the tests' })
  testSize(readme)

  describe.skipIf(!isBuilt)('started by the command of its README', { timeout: 60_000 }, () => {
    it.skipIf(!hasSqlite)('logs to SQLite who did what, and finds it again', async () => {
      await using scratch = await temporaryFolder()
      await visit(join(scratch.path, 'app.db'), scratch.path)
    })

    it.skipIf(!serverUrl('postgres'))('logs to PostgreSQL who did what, and finds it again', async () => {
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
    const before = await (async () => {
      await using app = await startApp(databaseUrl)
      for (const { curl, answer } of calls)
        expect(await app.answerTo(curl, scratch)).toEqual(JSON.parse(answer))

      const member = createBrowser(app.url)
      const email = 'member@example.com'
      expect((await member.post('/sign-in', { email, password: 'wr0ng' })).status).toBe(401)
      expect((await member.post('/sign-in', { email, password: 'choose one' })).status).toBe(200)
      expect((await member.post('/invoices', { customer: 'Initech', amount: 700 })).status).toBe(201)
      expect((await member.post('/invoices', { customer: 'Initech' })).status).toBe(400)
      expect((await member.post('/invoices/2/pay')).status).toBe(403)
      expect((await member.get('/admin/events/')).status).toBe(403)
      expect((await member.get('/admin/requests/')).status).toBe(403)
      expect((await member.post('/sign-out')).status).toBe(204)
      expect((await member.get('/invoices')).status).toBe(401)

      const admin = await signedInAdmin(app.url)
      expect((await admin.post('/invoices/2/pay', { card: '4000000000000002' })).status).toBe(402)
      expect((await admin.post('/invoices/1/pay')).status).toBe(409)
      expect(await (await admin.get('/invoices')).json()).toMatchObject([
        { id: 2, status: 'open' },
        { id: 1, status: 'paid' },
      ])

      expect(await (await admin.get('/admin/events/')).text()).toContain('invoice.paid')
      const told = async () =>
        (await exported(admin, '/admin/events'))
          .map((event) => [event.action, event.actor?.id, event.target?.id, event.outcome, event.reason])
          .map((parts) => parts.map((part) => part ?? '-').join(' '))
          .sort()
      await expect
        .poll(told, { timeout: 10_000 })
        .toEqual([
          'authn_login_fail - - failure wrong password',
          'authn_login_success 1 - success -',
          'authn_login_success 1 - success -',
          'authn_login_success 2 - success -',
          'authz_fail - - denied nobody is signed in',
          'authz_fail 2 - denied only admins take payments',
          'invoice.created 1 1 success -',
          'invoice.created 2 2 success -',
          'invoice.paid 1 1 success -',
          'session_expired 2 - success logout',
        ])
      const events = await exported(admin, '/admin/events')
      expect(JSON.stringify(events)).not.toMatch(/wr0ng|choose one/)
      expect(new Set(events.map(({ requestId }) => requestId)).size).toBe(events.length)
      return events
    })()

    // Started again, on the same database.
    await using app = await startApp(databaseUrl)
    const admin = await signedInAdmin(app.url)
    const after = await exported(admin, '/admin/events')
    expect(after.filter(({ id }) => before.some((event) => event.id === id))).toEqual(before)
    const records = await exported(admin, '/admin/requests')
    const payments = records.filter(({ note }) => note === 'POST /invoices/:id/pay')
    const told = payments.map(({ actor, outcome, statusCode }) => [actor?.id, outcome, statusCode])
    expect(told.reverse()).toEqual([
      ['1', 'success', 200],
      ['2', 'denied', 403],
      ['1', 'failure', 402],
      ['1', 'failure', 409],
    ])
  }
}

async function signedInAdmin(url: string) {
  const admin = createBrowser(url)
  const { status } = await admin.post('/sign-in', { email: 'admin@example.com', password: 'choose one' })
  expect(status).toBe(200)
  return admin
}

/** What the viewer at a path has to download, newest first, but for what it logs of itself. */
async function exported(browser: ReturnType<typeof createBrowser>, path: string): Promise<DownloadedEvent[]> {
  const text = await (await browser.get(`${path}/export.ndjson`)).text()
  const lines = text.split('\n').filter((line) => line !== '')
  const events = lines.map((line): DownloadedEvent => JSON.parse(line))
  return events.filter(({ action }) => !action.startsWith('daybook.'))
}

/** A browser with one cookie jar, as far as these tests need one. */
function createBrowser(url: string) {
  const jar = new Map<string, string>()
  const ask = async (path: string, init: RequestInit) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { 'content-type': 'application/json', ...(cookie && { cookie }) }
    const answer = await fetch(url + path, { ...init, headers })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
    return answer
  }
  return {
    get: (path: string) => ask(path, {}),
    post: (path: string, body: object = {}) => ask(path, { method: 'POST', body: JSON.stringify(body) }),
  }
}
