import type { Processor } from './processor.ts'

/** How much of an address is kept. */
export interface AnonymiseIpOptions {
  /** Bits kept of an IPv4 address. Default: 24. */
  readonly ipv4Bits?: number
  /** Bits kept of an IPv6 address. Default: 48. */
  readonly ipv6Bits?: number
}

/** Keeps the network of the event's `ip` and clears the host. What is no address becomes null. */
export function anonymiseIp(options: AnonymiseIpOptions = {}): Processor {
  const step: Processor = (event) =>
    event.ip === null ? undefined : { ...event, ip: ipNetwork(event.ip, options) }
  return Object.assign(step, { failClosed: true })
}

/** The network of an IP address, its host cleared; null for what is no address. */
export function ipNetwork(
  address: string,
  { ipv4Bits = 24, ipv6Bits = 48 }: AnonymiseIpOptions = {},
): string | null {
  return ipv4Network(address, ipv4Bits) ?? ipv6Network(address, ipv4Bits, ipv6Bits)
}

function ipv4Network(text: string, bits: number): string | null {
  const bytes = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) ? text.split('.').map(Number) : []
  return bytes.length === 4 && bytes.every((byte) => byte <= 255) ? cleared(bytes, 8, bits).join('.') : null
}

function ipv6Network(text: string, ipv4Bits: number, ipv6Bits: number): string | null {
  const groups = ipv6Groups(text)
  if (groups === undefined) return null
  // An IPv4 address in IPv6 clothing (::ffff:203.0.113.9) is an IPv4 address.
  if (groups.slice(0, 6).join() === '0,0,0,0,0,65535') {
    const [high = 0, low = 0] = groups.slice(6)
    return cleared([high >> 8, high & 0xff, low >> 8, low & 0xff], 8, ipv4Bits).join('.')
  }
  const network = cleared(groups, 16, ipv6Bits).map((group) => group.toString(16))
  return canonical(network.join(':')) ?? null
}

/** The eight groups of an IPv6 address in any of its spellings. */
function ipv6Groups(text: string): readonly number[] | undefined {
  const [head = '', tail] = canonical(text)?.split('::') ?? []
  if (head === '' && tail === undefined) return undefined
  const groups = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const [left, right] = [groups(head), groups(tail ?? '')]
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right]
}

/** The shortest spelling (RFC 5952), by the platform's own URL parser. */
function canonical(text: string): string | undefined {
  const url = /^[0-9a-f:.]+$/i.test(text) ? URL.parse(`http://[${text}]/`) : null
  return url?.hostname.slice(1, -1)
}

/** Numbers of `size` bits each with all but the first `kept` bits cleared. */
function cleared(numbers: readonly number[], size: number, kept: number): readonly number[] {
  return numbers.map((number, index) => {
    const clear = Math.min(size, Math.max(0, size * (index + 1) - kept))
    return (number >> clear) << clear
  })
}
