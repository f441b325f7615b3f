/**
 * Who may talk to the lab. It listens on loopback, yet any page in the same browser could send it requests, and any
 * name can be made to resolve to 127.0.0.1: so the Host must be one of ours, and so must the Origin if there is one.
 */
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'

export type Refusal = { status: 403; detail: string }

export interface Asked {
  method: string
  host: string | undefined
  origin: string | undefined
  /** `Sec-Fetch-Site`, which browsers set and pages cannot. */
  fetchSite: string | undefined
}

/** Names that are always ours, those of this machine's interfaces, and those the operator listed. */
export function ownHosts(listed: string | undefined): Set<string> {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address))
  const names = (listed ?? '').split(',').map((name) => name.trim().toLowerCase())
  return new Set(['localhost', '127.0.0.1', '::1', ...addresses, ...names].filter((name) => name !== ''))
}

/** Host name of a Host header or an origin's authority, without port and brackets. */
function hostNameOf(authority: string): string | null {
  try {
    return new URL(`http://${authority}`).hostname.replace(/^\[|\]$/g, '').toLowerCase()
  } catch {
    return null
  }
}

const isLoopback = (name: string) => isIP(name) === 4 && name.startsWith('127.')

export function refusalOf(asked: Asked, own: ReadonlySet<string>): Refusal | null {
  const name = asked.host ? hostNameOf(asked.host) : null
  if (name === null || !(own.has(name) || isLoopback(name))) {
    return {
      status: 403,
      detail: `Host '${asked.host ?? ''}' is not one of this lab's; list it in WIRELAB_HOSTS to allow it`,
    }
  }
  if (
    asked.origin !== undefined &&
    asked.origin !== `http://${asked.host}` &&
    asked.origin !== `https://${asked.host}`
  ) {
    // A sandboxed page has origin "null"; it may look (GET), never touch.
    if (changes(asked.method) || asked.origin !== 'null') {
      return { status: 403, detail: `Origin '${asked.origin}' may not drive this lab` }
    }
  }
  if (changes(asked.method) && asked.fetchSite !== undefined && !['same-origin', 'none'].includes(asked.fetchSite)) {
    return { status: 403, detail: 'a page from elsewhere may not drive this lab' }
  }
  return null
}

function changes(method: string): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method)
}
