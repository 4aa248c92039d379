import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.ts'
import { openDatabase, User } from './database.ts'
import { hashPassword } from './password.ts'

const { PORT = '3000', DATABASE_URL = 'data/app.db', SESSION_SECRET, PASSWORD } = process.env

const dataSource = await openDatabase(DATABASE_URL)
if (PASSWORD && (await dataSource.manager.count(User)) === 0)
  for (const role of ['admin', 'member'] as const)
    await dataSource.manager.insert(User, {
      email: `${role}@example.com`,
      role,
      password: await hashPassword(PASSWORD),
    })

const { app, daybooks } = createApp(dataSource, SESSION_SECRET ?? randomBytes(32).toString('base64url'))
const server = app.listen(Number(PORT), () => {
  console.log(`http://localhost:${(server.address() as AddressInfo).port}`)
})

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    server.close(async () => {
      // What was logged in the background is stored before the database goes.
      await Promise.all(daybooks.map((daybook) => daybook.close()))
      await dataSource.destroy()
    })
  })
