import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Listens on this machine only: on the preferred port, or on a free one where that is taken. */
export async function listen(app: RequestListener, preferredPort: number): Promise<Server> {
  for (const port of [preferredPort, 0]) {
    const server = createServer(app).listen(port, '127.0.0.1')
    try {
      await once(server, 'listening')
      return server
    } catch (error) {
      if (port === 0) throw error
    }
  }
  throw new Error('unreachable')
}

export function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
