import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { DaybookEvent } from '@daybook/core'
import type { DataSource } from 'typeorm'
import { createApp } from '../src/app.ts'
import { openDatabase } from '../src/database.ts'
import { type AppDaybook, type AppStore, createAppDaybook, createAppStore } from '../src/daybook.ts'
import { type Browser, createBrowser } from '../src/demo/browser.ts'
import { addUsers, type NewUser } from '../src/seed.ts'

export interface StartedApp extends AsyncDisposable {
  readonly url: string
  readonly dataSource: DataSource
  readonly store: AppStore
  readonly daybook: AppDaybook
  /** What `eventLogged` announced. */
  readonly announced: DaybookEvent[]
  /** A browser in which this user is signed in. */
  signedIn(email: string): Promise<Browser>
}

export const password = 'correct horse'

const users: readonly NewUser[] = (['member', 'finance', 'admin'] as const).map((role) => ({
  email: `${role}@example.com`,
  name: `Some ${role}`,
  role,
  password,
}))

/** The example, listening on a free port, until disposed of. */
export async function startApp(location: string): Promise<StartedApp> {
  const dataSource = await openDatabase(location)
  await addUsers(dataSource, users)
  const store = createAppStore(dataSource)
  const daybook = createAppDaybook(store)
  const announced: DaybookEvent[] = []
  daybook.on('eventLogged', (event) => announced.push(event))
  const server = createApp(dataSource, daybook, { sessionSecret: 'test' }).listen(0, '127.0.0.1')
  // A browser that waits for hundreds of others must not find its connection closed.
  server.keepAliveTimeout = 60_000
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    dataSource,
    store,
    daybook,
    announced,
    async signedIn(email) {
      const browser = createBrowser(url)
      const { status } = await browser.post('/sign-in', { email, password })
      if (status !== 200) throw new Error(`${email} could not sign in: ${status}`)
      return browser
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      await dataSource.destroy()
    },
  }
}
