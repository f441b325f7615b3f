/**
 * A `fetch` for graphql-request that dials the link with Node's own HTTP client and a pool of its own: Node's global
 * fetch has no way to be given either. One of these is one call.
 */
import { type Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import { type Failure, outcomeOfAbort, outcomeOfBreak, outcomeOfSize } from '../broken-call.ts'
import type { Address } from '../protocol.ts'
import { RequestWrites } from '../request-writes.ts'
import { MAX_BODY_BYTES, PATH } from './body.ts'
import { outcomeOfStrangeResponse } from './outcome.ts'

const KIB = 1024
/** An order that is sent back whole, and room for the rest. */
const MAX_RESPONSE_BYTES = 1024 * KIB
/** What a `Response` can carry: final statuses, RFC 9110 §15. */
const MIN_STATUS = 200
const MAX_STATUS = 599
const NO_BODY_STATUSES: ReadonlySet<number> = new Set([204, 205, 304])

/** No response, and why. */
export class BrokenCall extends Error {
  override name = 'BrokenCall'
  readonly outcome: Failure
  constructor(outcome: Failure) {
    super(outcome.detail)
    this.outcome = outcome
  }
}

export interface Pool {
  agent: Agent
  link: Address
  underWay: Set<ClientRequest>
}

/** Rejects with {@link BrokenCall} and nothing else. */
export function linkFetch({ agent, link, underWay }: Pool, signal: AbortSignal): typeof fetch {
  return (_url, { body, headers } = {}) =>
    new Promise((resolve, reject) => {
      const bytes = Buffer.from(String(body))
      const broken = (outcome: Failure) => {
        signal.removeEventListener('abort', onAbort)
        reject(new BrokenCall(outcome))
      }
      const onAbort = () => {
        broken(outcomeOfAbort(signal, writes.any))
        call.destroy()
      }
      const tooLarge = outcomeOfSize(bytes.length, MAX_BODY_BYTES)
      if (tooLarge) return reject(new BrokenCall(tooLarge))
      const call = request({
        agent,
        host: link.host,
        port: link.port,
        method: 'POST',
        path: PATH,
        headers: { ...Object.fromEntries(new Headers(headers)), 'content-length': bytes.length },
      })
      const writes = new RequestWrites(call)
      underWay.add(call)
      call.once('close', () => underWay.delete(call))
      // HTTP/1.1 cannot take a request back: giving up costs the connection.
      signal.addEventListener('abort', onAbort, { once: true })
      call.on('error', (error) => broken(outcomeOfBreak(error, writes.any)))
      call.once('response', (incoming) => {
        responseOf(incoming).then(
          (response) => {
            signal.removeEventListener('abort', onAbort)
            resolve(response)
          },
          (error) => {
            broken(error instanceof BrokenCall ? error.outcome : outcomeOfBreak(error, true))
            call.destroy()
          },
        )
      })
      call.end(bytes)
    })
}

async function responseOf(incoming: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_RESPONSE_BYTES) throw new Error(`the response has more than ${MAX_RESPONSE_BYTES} bytes`)
    chunks.push(chunk)
  }
  const { statusCode: status = 0, headers } = incoming
  if (status < MIN_STATUS || status > MAX_STATUS) throw new BrokenCall(outcomeOfStrangeResponse(`status ${status}`))
  const body = NO_BODY_STATUSES.has(status) ? null : Buffer.concat(chunks)
  return new Response(body, { status, headers: { 'content-type': headers['content-type'] ?? '' } })
}
