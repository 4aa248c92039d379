import { type AuthEvents, observeStrategy } from '@daybook/express'
import passport from 'passport'
import { Strategy } from 'passport-local'
import type { DataSource } from 'typeorm'
import { User } from '../entities/user.ts'
import { isPassword } from './password.ts'

type AppUser = User

declare global {
  namespace Express {
    interface User extends AppUser {}
  }
}

export type AppPassport = ReturnType<typeof createPassport>

/** Sign-in by e-mail and password, kept in the session. What is refused is logged. */
export function createPassport(dataSource: DataSource, auth: AuthEvents) {
  const users = dataSource.getRepository(User)
  const instance = new passport.Passport()
  const strategy = new Strategy({ usernameField: 'email' }, async (email, password, done) => {
    try {
      const user = await users.findOne({
        where: { email },
        select: { id: true, email: true, name: true, role: true, passwordHash: true },
      })
      const isRight = await isPassword(password, user?.passwordHash)
      if (user && isRight) done(null, user)
      else done(null, false, { message: user ? 'wrong password' : 'unknown e-mail' })
    } catch (error) {
      done(error)
    }
  })
  instance.use(observeStrategy(auth, strategy))
  instance.serializeUser((user, done) => done(null, user.id))
  instance.deserializeUser((id: number, done) => {
    users.findOneBy({ id }).then((user) => done(null, user ?? false), done)
  })
  return instance
}
