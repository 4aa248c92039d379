import { promisify } from 'node:util'
import { type Request, Router } from 'express'
import type { User } from '../entities/user.ts'
import { answer } from '../pages/answer.ts'
import { Problem } from '../problem.ts'
import type { AppPassport } from './passport.ts'

/** Who signs in and out, and who fails to, is logged by the hooks around passport. */
export function signInRoutes(passport: AppPassport): Router {
  const router = Router()

  router.post('/sign-in', async (req, res) => {
    const user = await authenticate(passport, req)
    if (!user) throw new Problem(401, 'Wrong e-mail or password')
    await promisify(req.logIn.bind(req) as SignIn)(user)
    answer(req, res, { json: { id: user.id, name: user.name, role: user.role }, redirect: '/invoices' })
  })

  router.post('/sign-out', async (req, res) => {
    await promisify(req.logout.bind(req))()
    answer(req, res, { json: {}, redirect: '/' })
  })

  return router
}

type SignIn = (user: User, done: (error: unknown) => void) => void

function authenticate(passport: AppPassport, req: Request): Promise<User | false> {
  return new Promise((resolve, reject) => {
    const done = (error: unknown, user: User | false) => (error ? reject(error) : resolve(user))
    passport.authenticate('local', done)(req, req.res, reject)
  })
}
