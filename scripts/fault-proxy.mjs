import { connect, createServer } from 'node:net'

/** See fault-proxy.d.mts. */
export const openFaultProxy = async (target) => {
  const { hostname, port } = new URL(target)
  const sockets = new Set()
  let armed
  let cuts = 0
  let connections = 0
  let isFrozen = false
  let isRefusing = false
  let delayMillis = 0

  const later = (send) => (delayMillis > 0 ? setTimeout(send, delayMillis) : send())

  const server = createServer((client) => {
    connections += 1
    if (isRefusing) return client.resetAndDestroy()
    const upstream = connect({ host: hostname, port: Number(port) })
    let isCutting = false
    const cut = () => {
      cuts += 1
      client.resetAndDestroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      if (isFrozen) socket.pause()
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (chunk) => {
      if (armed?.statement.test(chunk.toString('latin1')) && ++armed.seen % armed.every === 0) {
        const { when, times } = armed
        armed = times > 1 ? { ...armed, times: times - 1 } : undefined
        if (when === 'before') return cut()
        isCutting = true
      }
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      if (isCutting) cut()
      else later(() => client.write(chunk))
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String(server.address().port)
  return {
    url: url.href,
    arm(when, statement, { every = 1, times = 1 } = {}) {
      armed = { when, statement, every, times, seen: 0 }
    },
    cuts: () => cuts,
    connections: () => connections,
    freeze() {
      isFrozen = true
      for (const socket of sockets) socket.pause()
    },
    thaw() {
      isFrozen = false
      for (const socket of sockets) socket.resume()
    },
    delay(millis) {
      delayMillis = millis
    },
    refuse(refusing) {
      isRefusing = refusing
      if (refusing) for (const socket of sockets) socket.resetAndDestroy()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
