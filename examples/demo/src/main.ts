import { randomBytes } from 'node:crypto'
import { createApp } from './app.ts'
import { openDatabase } from './database.ts'
import { createAppDaybook, createAppStore } from './daybook.ts'
import { addUsers } from './seed.ts'

const {
  PORT = '3000',
  DATABASE_URL = 'data/app.db',
  ADMIN_EMAIL,
  ADMIN_PASSWORD,
  SESSION_SECRET,
} = process.env

const dataSource = await openDatabase(DATABASE_URL)
if (ADMIN_EMAIL && ADMIN_PASSWORD)
  await addUsers(dataSource, [{ email: ADMIN_EMAIL, password: ADMIN_PASSWORD, name: 'Admin', role: 'admin' }])

const daybook = createAppDaybook(createAppStore(dataSource))
const app = createApp(dataSource, daybook, {
  sessionSecret: SESSION_SECRET ?? randomBytes(32).toString('base64url'),
})
const server = app.listen(Number(PORT), (error) => {
  if (error) throw error
  console.log(`http://localhost:${PORT}`)
})

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    server.close(() => void dataSource.destroy())
    server.closeIdleConnections()
  })
