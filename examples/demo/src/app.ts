import { createAuthEvents, passportEvents, requestContext } from '@daybook/express'
import { viewer } from '@daybook/express/viewer'
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express'
import session from 'express-session'
import type { DataSource } from 'typeorm'
import type { AppDaybook } from './daybook.ts'
import { authNames } from './events.ts'
import { createInvoices } from './invoices/invoices.ts'
import { invoiceRoutes } from './invoices/routes.ts'
import { answer } from './pages/answer.ts'
import { type GuestAccount, homePage } from './pages/home-page.ts'
import { problemPage } from './pages/problem-page.ts'
import { style } from './pages/style.ts'
import { Problem } from './problem.ts'
import { userReference } from './reference.ts'
import { createPassport } from './sign-in/passport.ts'
import { signInRoutes } from './sign-in/routes.ts'

export interface AppOptions {
  /** Signs the session cookie. */
  readonly sessionSecret: string
  /** Accounts that the home page offers with one click. Default: none. */
  readonly guests?: readonly GuestAccount[]
}

export function createApp(dataSource: DataSource, daybook: AppDaybook, options: AppOptions): Express {
  const auth = createAuthEvents(daybook, { names: authNames })
  const passport = createPassport(dataSource, auth)
  const app = express()
  app.disable('x-powered-by')

  // First, so that everything below logs in its scope. Who acts is asked at each log(): passport may run later.
  app.use(requestContext(daybook, { actor: (req) => req.user && userReference(req.user) }))

  app.get('/style.css', (_req, res) => void res.type('css').send(style))
  app.use(express.json(), express.urlencoded())
  app.use(
    session({
      secret: options.sessionSecret,
      resave: false,
      saveUninitialized: false,
      cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto' },
    }),
  )
  app.use(passport.initialize(), passport.session(), passportEvents(auth))

  // While developing, without `authorize`, the viewer opens to a browser on this machine and to no other.
  const isDeveloping = process.env.NODE_ENV === 'development'
  app.use(
    '/admin/events',
    viewer(daybook, { title: 'Invoices', ...(!isDeveloping && { authorize: isAdmin }) }),
  )

  app.get('/', (req, res) => {
    const page = () => homePage(req.user, options.guests ?? [])
    answer(req, res, { json: { user: req.user ?? null }, page })
  })
  app.use(signInRoutes(passport))
  app.use('/invoices', signedInOnly, invoiceRoutes(createInvoices(dataSource, daybook)))

  app.use((_req, _res, next) => next(new Problem(404, 'There is nothing here')))
  app.use(answerProblem)
  return app
}

function isAdmin({ user }: Request): boolean {
  return user?.role === 'admin'
}

const signedInOnly: RequestHandler = (req, _res, next) => {
  next(req.user ? undefined : new Problem(401, 'Sign in first'))
}

const answerProblem: ErrorRequestHandler = (error, req, res, next) => {
  if (res.headersSent) return next(error)
  const status: unknown = error?.status
  const isKnown = error instanceof Problem || (typeof status === 'number' && status >= 400 && status < 500)
  if (!isKnown) console.error(error)
  const message = isKnown ? String(error.message) : 'Something went wrong'
  answer(req, res, {
    status: isKnown ? Number(status) : 500,
    json: { error: message },
    page: () => problemPage(req.user, message),
  })
}
