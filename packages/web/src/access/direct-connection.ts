import { isLoopback } from '../request/ip-address.ts'

/** What tells who is at the other end of a connection. */
export interface ConnectionFacts {
  /** The address of the socket's other end, as the operating system gives it: no header has a say in it. */
  readonly remoteAddress: string | undefined
  /** A header by its lower-case name; undefined where it is absent. */
  readonly header: (name: string) => string | undefined
}

const forwardingHeaders = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-forwarded-server',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'fly-client-ip',
]

const loopbackHost = /^(localhost|[a-z0-9-]+\.localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d+)?$/i

/**
 * Whether a person on this very machine is asking: the socket is loopback, no proxy left a trace, and the browser
 * was pointed at this machine by name. The last keeps out pages of other sites whose name resolves to 127.0.0.1.
 */
export function isDirectLoopback({ remoteAddress, header }: ConnectionFacts): boolean {
  if (!isLoopback(remoteAddress)) return false
  if (forwardingHeaders.some((name) => header(name) !== undefined)) return false
  return loopbackHost.test(header('host') ?? '')
}
