import { type AuthEvents, observeStrategy } from '@daybook/express'
import { Passport } from 'passport'
import { Strategy } from 'passport-local'
import type { DataSource } from 'typeorm'
import { User } from './database.ts'
import { isPassword } from './password.ts'

/** Sign-in by e-mail and password, kept in the session. What is refused is logged. */
export function createPassport({ manager }: DataSource, auth: AuthEvents) {
  const passport = new Passport()
  const strategy = new Strategy({ usernameField: 'email' }, (email, password, done) => {
    const check = async () => {
      const user = await manager.findOneBy(User, { email })
      if (await isPassword(password, user?.password)) return done(null, user ?? false)
      done(null, false, { message: user ? 'wrong password' : 'unknown e-mail' })
    }
    check().catch(done)
  })
  passport.use(observeStrategy(auth, strategy))
  passport.serializeUser((user, done) => done(null, (user as User).id))
  passport.deserializeUser((id: number, done) => {
    manager.findOneBy(User, { id }).then((user) => done(null, user ?? false), done)
  })
  return passport
}
