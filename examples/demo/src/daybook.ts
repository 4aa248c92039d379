import { createDaybook } from '@daybook/core'
import { createTypeormStore } from '@daybook/typeorm'
import type { DataSource } from 'typeorm'
import { Invoice } from './entities/invoice.ts'
import { User } from './entities/user.ts'
import { events } from './events.ts'

export type AppStore = ReturnType<typeof createAppStore>
export type AppDaybook = ReturnType<typeof createAppDaybook>

/** Keeps the events in the app's own database. */
export function createAppStore(dataSource: DataSource) {
  return createTypeormStore(dataSource, { references: { User, Invoice } })
}

/** The app's audit log. */
export function createAppDaybook(store: AppStore) {
  return createDaybook({ store, events })
}
