import { promisify } from 'node:util'
import { type Request, Router } from 'express'
import type { AppDaybook } from '../daybook.ts'
import type { User } from '../entities/user.ts'
import { answer } from '../pages/answer.ts'
import { Problem } from '../problem.ts'
import { userReference } from '../reference.ts'
import type { AppPassport } from './passport.ts'

export function signInRoutes(daybook: AppDaybook, passport: AppPassport): Router {
  const router = Router()

  router.post('/sign-in', async (req, res) => {
    const { user, reason } = await authenticate(passport, req)
    if (!user) {
      const email = String(req.body?.email ?? '').slice(0, 320)
      await daybook.log('user.sign_in_failed', { actor: null, outcome: 'failure', reason, data: { email } })
      throw new Problem(401, 'Wrong e-mail or password')
    }
    await promisify(req.logIn.bind(req) as SignIn)(user)
    await daybook.log('user.signed_in')
    answer(req, res, { json: { id: user.id, name: user.name, role: user.role }, redirect: '/invoices' })
  })

  router.post('/sign-out', async (req, res) => {
    const { user } = req
    if (user) {
      await promisify(req.logout.bind(req))()
      // Nobody is signed in any more: say who it was.
      await daybook.log('user.signed_out', { actor: userReference(user) })
    }
    answer(req, res, { json: {}, redirect: '/' })
  })

  return router
}

type SignIn = (user: User, done: (error: unknown) => void) => void

interface Attempt {
  readonly user: User | false
  readonly reason: string
}

function authenticate(passport: AppPassport, req: Request): Promise<Attempt> {
  return new Promise((resolve, reject) => {
    const done = (error: unknown, user: User | false, info: { message?: string } = {}) => {
      if (error) reject(error)
      else resolve({ user, reason: info.message ?? '' })
    }
    passport.authenticate('local', done)(req, req.res, reject)
  })
}
