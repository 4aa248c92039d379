import type { Request, Response } from 'express'
import type { Html } from './html.ts'

export interface Answer {
  /** Default: 200. */
  readonly status?: number
  /** For programs. */
  readonly json: unknown
  /** For people: the page. */
  readonly page?: () => Html
  /** For people: where to go instead, after a form. */
  readonly redirect?: string
}

const contentPolicy =
  "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

/** Answers a browser with a page, and everything else with JSON. */
export function answer(req: Request, res: Response, { status = 200, json, page, redirect }: Answer): void {
  res.vary('Accept')
  if (req.accepts(['json', 'html']) !== 'html') res.status(status).json(json)
  else if (redirect !== undefined) res.redirect(303, redirect)
  else if (page)
    res.status(status).set('Content-Security-Policy', contentPolicy).type('html').send(page().text)
  else res.status(406).end()
}
