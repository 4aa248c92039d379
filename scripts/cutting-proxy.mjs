import { connect, createServer } from 'node:net'

/**
 * A TCP proxy in front of a database that cuts one connection at a statement: `before` the server gets it, or `after`
 * the server has answered it, where the answer does not arrive. Everything else passes.
 */
export const openCuttingProxy = async (target) => {
  const sockets = new Set()
  let armed
  let cuts = 0

  const server = createServer((client) => {
    const upstream = connect({ host: target.hostname, port: Number(target.port) })
    let isCutting = false
    const cut = () => {
      cuts += 1
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (chunk) => {
      if (armed?.statement.test(chunk.toString('latin1'))) {
        const { when } = armed
        armed = undefined
        if (when === 'before') return cut()
        isCutting = true
      }
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => (isCutting ? cut() : client.write(chunk)))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String(server.address().port)
  return {
    url: url.href,
    /** The next statement that matches is the one. */
    arm(when, statement) {
      armed = { when, statement }
    },
    /** How many connections were cut. */
    cuts: () => cuts,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
