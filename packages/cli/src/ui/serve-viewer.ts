import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createViewer, type ViewableDaybook } from '@daybook/viewer'
import { toNodeHandler } from '@daybook/viewer/node'
import { usageError } from '../cli/command-error.ts'
import type { CommandInput } from '../cli/command-spec.ts'

/** A viewer that is being served. */
export interface ServedViewer {
  readonly url: string
  /** Resolves when `signal` has aborted and the server is closed. */
  untilAborted(signal: AbortSignal): Promise<void>
}

/** Serves the viewer on this machine only, on `port` or, where that is taken, on a free one. */
export async function serveViewer(
  daybook: ViewableDaybook,
  { port, tenant }: { readonly port: number; readonly tenant?: string },
): Promise<ServedViewer> {
  const handle = toNodeHandler(createViewer(daybook))
  const access = tenant === undefined ? {} : { tenant }
  const server = await listen((req, res) => {
    // A page of the web whose name leads to 127.0.0.1 would read the log with the visitor's own browser.
    const isOurs = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i.test(req.headers.host ?? '')
    void handle(req, res, { access: isOurs ? access : null })
  }, port)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async untilAborted(signal) {
      if (!signal.aborted)
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function listen(listener: RequestListener, preferred: number): Promise<Server> {
  for (const port of [preferred, 0]) {
    const server = createServer(listener).listen(port, '127.0.0.1')
    try {
      await once(server, 'listening')
      return server
    } catch (error) {
      if (port === 0) throw error
    }
  }
  throw new TypeError('unreachable: a free port was refused')
}

/** The number of `--port`. */
export function portOf({ options: { port = '4983' } }: CommandInput): number {
  const number = typeof port === 'string' && /^\d{1,5}$/.test(port) ? Number(port) : Number.NaN
  if (number <= 65_535) return number
  throw usageError('--port takes a number from 0 to 65535.')
}
