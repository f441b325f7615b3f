/** One request on its way: what HTTP/1.1 and HTTP/2 have in common. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Failure } from '../broken-call.ts'

export interface Ask {
  method: 'POST' | 'GET'
  path: string
  headers: Record<string, string | number>
  /** Empty for a GET. */
  body: Buffer
}

export interface Exchange {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

export interface Transport {
  /** Never throws: what got no whole answer is a {@link Failure}. */
  send(ask: Ask, signal: AbortSignal): Promise<Exchange | Failure>
  close(): Promise<void>
}

const KIB = 1024
/** Far more than a receipt or a problem needs. */
export const MAX_RESPONSE_BYTES = 64 * KIB

/** Rejects when the stream breaks, or holds more than a response may. */
export async function readWhole(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > MAX_RESPONSE_BYTES) throw new Error(`the response has more than ${MAX_RESPONSE_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
