import type { DataSource } from 'typeorm'
import { type Role, User } from './entities/user.ts'
import { hashPassword } from './sign-in/password.ts'

export interface NewUser {
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly password: string
}

/** Adds those users whose e-mail is not there yet. */
export async function addUsers(dataSource: DataSource, newUsers: readonly NewUser[]): Promise<void> {
  const users = dataSource.getRepository(User)
  const known = new Set((await users.find({ select: { email: true } })).map(({ email }) => email))
  const missing = newUsers.filter(({ email }) => !known.has(email))
  const rows = await Promise.all(
    missing.map(async ({ password, ...user }) => ({ ...user, passwordHash: await hashPassword(password) })),
  )
  await users.insert(rows)
}
