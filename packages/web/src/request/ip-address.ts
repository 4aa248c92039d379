import { isIP, isIPv4 } from 'node:net'

const mapped = /^::ffff:/i

/**
 * The address in the form that is stored: an IPv4 address mapped into IPv6 becomes the IPv4 address, and a zone
 * (`%eth0`) is cut off. Undefined where `text` is no address.
 */
export function toIpAddress(text: string | undefined): string | undefined {
  const version = text === undefined ? 0 : isIP(text)
  if (text === undefined || version === 0) return undefined
  if (version === 4) return text
  const [address = ''] = text.split('%')
  const unwrapped = address.replace(mapped, '')
  return isIPv4(unwrapped) ? unwrapped : address
}

/** Whether the address is of this machine's loopback: 127.0.0.0/8 or ::1. */
export function isLoopback(text: string | undefined): boolean {
  const address = toIpAddress(text)
  return address === '::1' || (address !== undefined && isIPv4(address) && address.startsWith('127.'))
}
