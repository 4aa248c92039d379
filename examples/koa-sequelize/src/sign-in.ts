import { type AuthEvents, observeStrategy } from '@daybook/koa'
import { KoaPassport } from 'koa-passport'
import { Strategy } from 'passport-local'
import { User } from './database.ts'
import { isPassword } from './password.ts'

/** Sign-in by e-mail and password, kept in the session. What is refused is logged. */
export function createPassport(auth: AuthEvents) {
  const passport = new KoaPassport()
  const strategy = new Strategy({ usernameField: 'email' }, (email, password, done) => {
    const check = async () => {
      const user = await User.findOne({ where: { email } })
      if (await isPassword(password, user?.password)) return done(null, user ?? false)
      done(null, false, { message: user ? 'wrong password' : 'unknown e-mail' })
    }
    check().catch(done)
  })
  passport.use(observeStrategy(auth, strategy))
  passport.serializeUser((user, done) => done(null, (user as User).id))
  passport.deserializeUser((id: number, done) => {
    User.findByPk(id).then((user) => done(null, user ?? false), done)
  })
  return passport
}
