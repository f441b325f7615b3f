/** Where a link may lead: loopback, or a host the operator allowed. A public lab must not become an open proxy. */
import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { BlockList, isIP, type LookupFunction, type TcpNetConnectOpts } from 'node:net'
import type { Address } from '#core/address.ts'

const LARGEST_PORT = 65_535

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4') // RFC 1122 §3.2.1.3 (g)
loopback.addAddress('::1', 'ipv6') // RFC 4291 §2.5.3

class UpstreamNotAllowed extends Error {
  constructor(host: string) {
    super(`a link leads to loopback or to an allowed host, and '${host}' is neither`)
    this.name = 'UpstreamNotAllowed'
  }
}

/**
 * How to dial `upstream`, once it is known to be allowed.
 * @param allowedHosts compared as they are written, without case
 * @throws UpstreamNotAllowed, RangeError for an impossible port
 */
export async function vetUpstream(
  { host, port }: Address,
  allowedHosts: readonly string[] = [],
): Promise<TcpNetConnectOpts> {
  if (!Number.isInteger(port) || port < 1 || port > LARGEST_PORT) throw new RangeError(`${port} is not a TCP port`)
  if (isLoopback(host) || allowedHosts.some((allowed) => allowed.toLowerCase() === host.toLowerCase())) {
    return { host, port }
  }
  if (host.toLowerCase() !== 'localhost') throw new UpstreamNotAllowed(host)
  // The name is looked up once and the answer is what is dialled: what was vetted cannot change afterwards.
  const found = await lookup(host, { all: true })
  if (found.length === 0 || !found.every(({ address }) => isLoopback(address))) throw new UpstreamNotAllowed(host)
  return { host, port, lookup: answering(found) }
}

function isLoopback(host: string): boolean {
  const family = isIP(host)
  if (family === 0) return false
  // An IPv4-mapped address (::ffff:127.0.0.1) is checked as the IPv4 address it stands for.
  return loopback.check(host, family === 4 ? 'ipv4' : 'ipv6')
}

function answering(found: LookupAddress[]): LookupFunction {
  return (_host, options, callback) => {
    const [first] = found
    if (options.all) callback(null, found)
    else callback(null, first?.address ?? '', first?.family)
  }
}
