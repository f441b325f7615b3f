/** Addresses as Go writes them, `host:port`. */
import { isIP } from 'node:net'
import type { Address } from '#core/address.ts'
import { ApiError } from './api-error.ts'

const MAX_PORT = 65_535

/** @throws ApiError with what Go's listener would say of it */
export function addressOf(text: string, what: 'listen' | 'dial'): Address {
  const colon = text.lastIndexOf(':')
  const host = text.slice(0, Math.max(0, colon)).replace(/^\[|\]$/g, '')
  const port = Number(text.slice(colon + 1))
  if (colon < 0) throw new ApiError(500, `${what} tcp: address ${text}: missing port in address`)
  if (!Number.isInteger(port) || port < 0 || port > MAX_PORT || text.endsWith(':')) {
    throw new ApiError(500, `${what} tcp: address ${text.slice(colon + 1)}: invalid port`)
  }
  return { host, port }
}

/** A lab listens on loopback and nowhere else: everywhere (no host, 0.0.0.0, ::) is taken for that. @throws ApiError */
export function listenPortOf(text: string): number {
  // Toxiproxy takes a free port where nothing is said.
  if (text === '') return 0
  const { host, port } = addressOf(text, 'listen')
  const isHere =
    ['', 'localhost', '0.0.0.0', '::', '::1'].includes(host) || (isIP(host) === 4 && host.startsWith('127.'))
  if (!isHere) throw new ApiError(403, `listen tcp ${text}: a link of this lab listens on loopback only`)
  return port
}
