import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { contentSecurityPolicy, linkedPolicy, securityHeaders } from '../viewer/security-headers.ts'
import type { Viewer, ViewerRequestOptions } from '../viewer/viewer.ts'

/**
 * Answers one request of node:http. `req.url` is the part below the mount point, as Express leaves it. Where a
 * framework cuts `req.url` and does not keep the whole in `req.originalUrl` (Koa), pass `originalUrl`.
 */
export type NodeHandler = (
  req: IncomingMessage,
  res: ServerResponse,
  options: ViewerRequestOptions,
) => Promise<void>

/**
 * The viewer for Express, Koa and plain node:http. Never reads a body, so a body parser in front does no harm.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { createDaybook } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 * import { createViewer } from '@daybook/viewer'
 * import { toNodeHandler } from '@daybook/viewer/node'
 *
 * const daybook = createDaybook({ store: createMemoryStore() })
 * const handle = toNodeHandler(createViewer(daybook))
 * createServer((req, res) => void handle(req, res, { access: {} })).listen(4983, '127.0.0.1')
 * ```
 */
export function toNodeHandler(viewer: Viewer): NodeHandler {
  return async (req, res, options) => {
    const originalUrl = options.originalUrl ?? originalUrlOf(req)
    // What is left of `/admin/events?actor=…` where a prefix is cut off by its length.
    if (req.url?.startsWith('?')) req.url = `/${req.url}`
    const listener = getRequestListener(
      (request) => viewer.fetch(request, { ...options, ...(originalUrl !== undefined && { originalUrl }) }),
      { overrideGlobalObjects: false, hostname: 'localhost', errorHandler: badRequest },
    )
    await listener(req, res)
  }
}

function originalUrlOf(req: IncomingMessage): string | undefined {
  const { originalUrl } = req as { originalUrl?: unknown }
  return typeof originalUrl === 'string' ? originalUrl : undefined
}

/** For what is no HTTP address: a Host header or target that cannot be read. */
function badRequest(): Response {
  return new Response('Bad request\n', {
    status: 400,
    headers: {
      ...securityHeaders,
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Security-Policy': contentSecurityPolicy(linkedPolicy),
      'Cache-Control': 'no-store',
    },
  })
}
