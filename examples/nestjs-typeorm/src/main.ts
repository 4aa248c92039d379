import { randomBytes } from 'node:crypto'
import { createDaybook } from '@daybook/core'
import { DaybookModule } from '@daybook/nestjs'
import { viewer } from '@daybook/nestjs/viewer'
import { createTypeormStore } from '@daybook/typeorm'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { TypeOrmModule } from '@nestjs/typeorm'
import session from 'express-session'
import { DataSource } from 'typeorm'
import { databaseOptions, Invoice, User } from './database.ts'
import { InvoicesController } from './invoices.ts'
import { hashPassword } from './password.ts'
import { actorOf, isAdmin, SignInController } from './sign-in.ts'

const { PORT = '3000', DATABASE_URL = 'data/app.db', PASSWORD } = process.env
const { SESSION_SECRET: secret = randomBytes(32).toString('base64url') } = process.env

@Module({
  imports: [
    TypeOrmModule.forRoot(databaseOptions(DATABASE_URL)),
    DaybookModule.forRootAsync({
      inject: [DataSource],
      // What people do, and the requests that they do it with: two tables of the app's own database.
      useFactory: (db: DataSource) => {
        const requests = createDaybook({ store: createTypeormStore(db, { table: 'daybook_requests' }) })
        return {
          daybook: createDaybook({ store: createTypeormStore(db, { references: { User, Invoice } }) }),
          actor: actorOf,
          requests: { daybook: requests, exclude: ['/admin/'] },
          viewer: [
            viewer({ path: '/admin/events', authorize: isAdmin }),
            viewer({ path: '/admin/requests', daybook: requests, title: 'Requests', authorize: isAdmin }),
          ],
        }
      },
    }),
  ],
  controllers: [SignInController, InvoicesController],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'], forceCloseConnections: true })
// Nest then closes the daybooks first, and the database after them.
app.enableShutdownHooks()
app.use(session({ secret, resave: false, saveUninitialized: false, cookie: { sameSite: 'lax' } }))

const { manager } = app.get(DataSource)
if (PASSWORD && (await manager.count(User)) === 0)
  for (const role of ['admin', 'member'] as const)
    await manager.insert(User, { email: `${role}@example.com`, role, password: await hashPassword(PASSWORD) })

await app.listen(PORT)
console.log(`http://localhost:${app.getHttpServer().address().port}`)
