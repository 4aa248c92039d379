import { createServer, request as httpRequest, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server on a free port of this machine. */
export interface Served extends AsyncDisposable {
  readonly url: string
}

/** Serves `listener`, or a server that has one, until disposed of. Default of `port`: any that is free. */
export async function serve(listener: RequestListener | Server, port = 0): Promise<Served> {
  const server = typeof listener === 'function' ? createServer(listener) : listener
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A reverse proxy that strips `prefix` and tells the app nothing about it. */
export function servePrefixProxy(prefix: string, app: Served): Promise<Served> {
  return serve((req, res) => {
    const path = req.url ?? '/'
    if (!path.startsWith(`${prefix}/`)) return void res.writeHead(404).end('outside of the prefix')
    const { method, headers } = req
    const upstream = httpRequest(`${app.url}${path.slice(prefix.length)}`, { method, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(res)
    })
    req.pipe(upstream)
  })
}
