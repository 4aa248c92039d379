import { connect, createServer, type Server, type Socket } from 'node:net'

/** A way to a server on which everything can go wrong that goes wrong on networks. */
export interface TcpProxy {
  /** `url`, by way of this proxy. */
  readonly url: string
  /** The next request that holds `text` still reaches the server, but its connection is cut before the reply. */
  cutReplyTo(text: string): void
  /** Nothing passes any more, in either direction, and no connection is closed. */
  freeze(): void
  /** Everything that was held back passes. */
  thaw(): void
  close(): Promise<void>
}

/** A proxy in front of the server of `url`. */
export async function openTcpProxy(url: string): Promise<TcpProxy> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let marker: string | undefined
  let frozen = false

  const server: Server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    let cutting = false
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      if (frozen) socket.pause()
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (chunk) => {
      if (marker !== undefined && chunk.includes(marker)) {
        marker = undefined
        cutting = true
      }
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      if (cutting) client.destroy()
      else client.write(chunk)
    })
  })

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const own = new URL(url)
  own.port = String((server.address() as { port: number }).port)
  own.hostname = '127.0.0.1'

  return {
    url: own.href,
    cutReplyTo(text) {
      marker = text
    },
    freeze() {
      frozen = true
      for (const socket of sockets) socket.pause()
    },
    thaw() {
      frozen = false
      for (const socket of sockets) socket.resume()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
