/** A browser's WebSocket on its way to a backend: the upgrade is said again to the link, then bytes are passed on, both ways. */
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Address } from '#core/address.ts'
import type { OnDialled } from './gateway.ts'
import { captureIdOf, requestHeaders, SEND_HEADER, targetOf } from './passage.ts'

export interface UpgradeOptions {
  protocol: string
  link: Address
  onDialled: OnDialled
  /** Both sockets are gone. */
  onEnd: () => void
}

/** RFC 6455 §4.1: what makes a request an upgrade is of this hop and has to be said on the next one, too. */
export function passUpgrade(request: IncomingMessage, browser: Duplex, head: Buffer, options: UpgradeOptions): void {
  const { protocol, link, onDialled, onEnd } = options
  const url = new URL(request.url ?? '/', 'http://lab')
  const captureId = captureIdOf(request.headers[SEND_HEADER] as string | undefined, url.searchParams)
  const backend = connect({ ...link, noDelay: true, allowHalfOpen: false })
  const end = () => {
    browser.destroy()
    backend.destroy()
  }
  backend.once('connect', () => {
    if (captureId !== null) onDialled(captureId, backend.localPort ?? 0)
    backend.write(startOf(request, link, targetOf(url, protocol)))
    if (head.length > 0) backend.write(head)
    backend.pipe(browser).on('error', end)
    browser.pipe(backend)
  })
  backend.on('error', end)
  browser.on('error', end)
  browser.once('close', end)
  backend.once('close', () => {
    browser.destroy()
    onEnd()
  })
}

function startOf({ method, rawHeaders, headers }: IncomingMessage, link: Address, target: string): string {
  const pairs: [string, string][] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) pairs.push([rawHeaders[i] as string, rawHeaders[i + 1] as string])
  const lines = [
    ['host', `${link.host}:${link.port}`],
    ['connection', 'Upgrade'],
    ['upgrade', headers.upgrade ?? 'websocket'],
    // Whether that page may be here, the lab's own door has judged; to the backend every page is a stranger.
    ...requestHeaders(pairs).filter(([name]) => name !== 'origin'),
  ].map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`
}
