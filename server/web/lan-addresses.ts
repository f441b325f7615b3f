/** Where other devices on the same network reach this lab. */
import { isIP } from 'node:net'
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'

type Interfaces = Partial<Record<string, readonly Pick<NetworkInterfaceInfo, 'address' | 'family' | 'internal'>[]>>

const EVERY_IPV4 = '0.0.0.0'
const EVERY_ADDRESS = '::'
/** RFC 3927: what an interface calls itself when nobody gave it an address. */
const LINK_LOCAL_IPV4 = /^169\.254\./

/**
 * Origins such as `http://192.168.0.5:3000`, private networks first; none where the lab listens on loopback alone.
 * IPv4 only, except for a single IPv6 host: what a link on a screen in a classroom needs.
 */
export function lanAddresses(
  { host, port }: { host: string; port: number },
  interfaces: Interfaces = networkInterfaces(),
): string[] {
  const own = Object.values(interfaces).flatMap((all) => all ?? [])
  if (host !== EVERY_IPV4 && host !== EVERY_ADDRESS) return isLoopback(host) ? [] : [originOf(host, port)]
  return own
    .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !LINK_LOCAL_IPV4.test(address))
    .map(({ address }) => address)
    .sort((a, b) => Number(isPrivate(b)) - Number(isPrivate(a)))
    .map((address) => originOf(address, port))
}

function originOf(host: string, port: number): string {
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** RFC 1918 */
function isPrivate(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address)
}
