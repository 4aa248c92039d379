import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const request = [
  'GET / HTTP/1.1',
  'Host: localhost',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
  'Accept: */*',
  'Accept-Language: en-US,en;q=0.9',
  '',
  '',
].join('\r\n')

const statusLine = 'HTTP/1.1 200'

/**
 * Keeps 50 connections busy until `count` requests have been answered. Parses nothing but the status line.
 *
 * Never sleeps meanwhile: a process that sleeps is woken by the kernel within the `write()` of whoever answers it, which
 * costs that one 5 to 8 microseconds here, and the more often, the longer its answers take.
 */
export async function saturate(port: number, count: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let sent = 0
  let answered = 0
  const sockets = Array.from({ length: 50 }, () => connect(port, '127.0.0.1'))
  for (const socket of sockets) {
    const send = () => {
      if (sent++ < count) socket.write(request)
    }
    socket.setNoDelay(true)
    socket.on('connect', send)
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      if (!chunk.includes(statusLine)) return reject(new Error(`Answered ${chunk.toString('latin1')}`))
      if (++answered === count) resolve()
      else send()
    })
  }
  let isOver = false
  const stayAwake = () => void (isOver || setImmediate(stayAwake))
  stayAwake()
  try {
    await promise
  } finally {
    isOver = true
    for (const socket of sockets) socket.destroy()
  }
}

/**
 * Sends `count` requests at a fixed rate, whatever becomes of those before, and gives the milliseconds that each took
 * from when it was due: an answer that comes late delays none of the others.
 */
export async function sendSteadily(
  port: number,
  { count, perSecond }: { readonly count: number; readonly perSecond: number },
): Promise<readonly number[]> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const sockets = await Promise.all(Array.from({ length: 50 }, () => opened(port)))
  for (const socket of sockets) socket.on('error', reject)
  const free = [...sockets]
  const due: number[] = []
  const taken: number[] = []
  const start = performance.now()
  let next = 0

  const send = (socket: Socket, dueAt: number) => {
    socket.write(request)
    socket.once('data', (chunk) => {
      if (!chunk.includes(statusLine)) return reject(new Error(`Answered ${chunk.toString('latin1')}`))
      taken.push(performance.now() - dueAt)
      if (taken.length === count) return resolve()
      const waiting = due.shift()
      if (waiting === undefined) free.push(socket)
      else send(socket, waiting)
    })
  }
  const timer = setInterval(() => {
    for (; next < count && start + (next * 1_000) / perSecond <= performance.now(); next++) {
      const dueAt = start + (next * 1_000) / perSecond
      const socket = free.pop()
      if (socket) send(socket, dueAt)
      else due.push(dueAt)
    }
  }, 1)
  try {
    await promise
  } finally {
    clearInterval(timer)
    for (const socket of sockets) socket.destroy()
  }
  return taken
}

async function opened(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  await once(socket, 'connect')
  return socket
}
