import type { Invoice } from './entities/invoice.ts'
import type { User } from './entities/user.ts'

// Events keep the name that a thing had at the time. An entity can be passed as it is too: then without a name.

export function userReference({ id, name }: User) {
  return { type: 'User', id, name } as const
}

export function invoiceReference({ id, number }: Invoice) {
  return { type: 'Invoice', id, name: number } as const
}
