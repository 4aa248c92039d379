import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { createViewer } from '@daybook/viewer'
import { toNodeHandler } from '@daybook/viewer/node'
import { factsOf, requestValues } from '@daybook/web'
import { createAuthEvents } from '@daybook/web/auth'
import { createNotes } from './notes.ts'
import type { Log } from './open-log.ts'

/** Who may call, by key: a name, and whether it may see the log. */
export type Keys = Readonly<Record<string, { readonly name: string; readonly isAdmin?: boolean }>>

export function createAppServer(log: Log, keys: Keys) {
  const { daybook } = log
  const notes = createNotes(log)
  const auth = createAuthEvents(daybook)
  const view = toNodeHandler(createViewer(daybook, { title: 'Notes' }))

  const callerOf = ({ headers }: IncomingMessage) => {
    const key = headers.authorization?.replace(/^Bearer /, '') ?? ''
    return Object.hasOwn(keys, key) ? keys[key] : undefined
  }

  async function answer(req: IncomingMessage, res: ServerResponse) {
    const { method, url = '/' } = req
    const caller = callerOf(req)
    if (url.startsWith('/admin/events')) {
      req.url = url.slice('/admin/events'.length) || '/'
      return view(req, res, { access: caller?.isAdmin ? {} : null, originalUrl: url })
    }
    if (!caller) {
      await auth.denied(req, { reason: 'no key' })
      return send(res, 401)
    }
    if (method === 'GET' && url === '/notes') return send(res, 200, notes.list())
    if (method === 'POST' && url === '/notes') return send(res, 201, await notes.add(await text(req)))
    const [, id] = /^\/notes\/(\d+)$/.exec(url) ?? []
    if (method === 'DELETE' && id) return send(res, (await notes.remove(Number(id))) ? 204 : 404)
    send(res, 404)
  }

  return createServer((req, res) => {
    const facts = factsOf(req)
    const caller = callerOf(req)
    const actor = caller ? { type: 'api-key', id: caller.name } : null
    // Whatever is logged while this request is served has its id, its address and its actor.
    daybook.context.run({ ...(facts && requestValues(facts)), actor }, () => {
      answer(req, res).catch((error) => {
        console.error(error)
        send(res, 500)
      })
    })
  })
}

function send(res: ServerResponse, status: number, body?: unknown) {
  res.writeHead(status, body === undefined ? {} : { 'content-type': 'application/json' })
  res.end(body === undefined ? undefined : JSON.stringify(body))
}
