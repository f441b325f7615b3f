/** Node's own HTTP client with a pool of its own. A call that breaks is not repeated behind the caller's back. */
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { Outcome } from '#core/outcome.ts'
import { type Options, type OptionsOf, protocols } from '#core/protocols.ts'
import { outcomeOfAbort, outcomeOfBreak, outcomeOfSize } from '../broken-call.ts'
import type { Address, Addresses, Client, Env } from '../protocol.ts'
import { receiptIn } from '../receipt.ts'
import { RequestWrites } from '../request-writes.ts'
import { MAX_BODY_BYTES } from './body.ts'
import { outcomeOfStatus, outcomeOfStrangeBody } from './outcome.ts'

const { largestPayloadBytes } = protocols.http
const KIB = 1024
/** Far more than a receipt or a problem needs. */
const MAX_RESPONSE_BYTES = 64 * KIB

export async function connect(options: Options, _env: Env, at: Addresses): Promise<Client> {
  const link = at.call
  if (!link) throw new Error('http: no address for the leg "call"')
  const { keepAlive, connections } = options as OptionsOf<'http'>
  const agent = new Agent({ keepAlive, maxSockets: connections, maxFreeSockets: connections })
  const underWay = new Set<ClientRequest>()
  return {
    async perform(order, signal) {
      const tooLarge = outcomeOfSize(Buffer.byteLength(order.note), largestPayloadBytes)
      if (tooLarge) return tooLarge
      const body = Buffer.from(JSON.stringify(order))
      const tooLargeEncoded = outcomeOfSize(body.length, MAX_BODY_BYTES)
      if (tooLargeEncoded) return tooLargeEncoded
      if (signal.aborted) return outcomeOfAbort(signal, false)
      return post({ agent, link, underWay }, body, signal)
    },
    async close() {
      // First the calls: an agent that loses a socket dials another for whoever still waits for one.
      for (const call of underWay) call.destroy(new Error('the client was closed'))
      agent.destroy()
    },
  }
}

interface Pool {
  agent: Agent
  link: Address
  underWay: Set<ClientRequest>
}

function post({ agent, link, underWay }: Pool, body: Buffer, signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    const call = request({
      agent,
      host: link.host,
      port: link.port,
      method: 'POST',
      path: '/orders',
      headers: { 'content-type': 'application/json', 'content-length': body.length },
    })
    const writes = new RequestWrites(call)
    underWay.add(call)
    call.once('close', () => underWay.delete(call))
    const settle = (outcome: Outcome) => {
      signal.removeEventListener('abort', onAbort)
      resolve(outcome)
    }
    // HTTP/1.1 cannot take a request back: giving up costs the connection.
    const onAbort = () => {
      settle(outcomeOfAbort(signal, writes.any))
      call.destroy()
    }
    signal.addEventListener('abort', onAbort, { once: true })
    call.on('error', (error) => settle(outcomeOfBreak(error, writes.any)))
    call.once('response', (response) => {
      read(response).then(
        (text) => settle(outcomeOf(response.statusCode ?? 0, text)),
        (error) => {
          settle(outcomeOfBreak(error, true))
          call.destroy()
        },
      )
    })
    call.end(body)
  })
}

async function read(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_RESPONSE_BYTES) throw new Error(`the response has more than ${MAX_RESPONSE_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function outcomeOf(status: number, text: string): Outcome {
  if (status < 200 || status > 299) return outcomeOfStatus(status, detailIn(text))
  const receipt = receiptIn(text)
  return receipt ? { kind: 'ok', receipt } : outcomeOfStrangeBody(status)
}

/** `detail` of a problem+json body; the body's beginning where it is anything else. */
function detailIn(text: string): string {
  const MAX_DETAIL_CHARACTERS = 200
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown }
    if (typeof detail === 'string') return detail
  } catch {
    // Not ours: show what there is.
  }
  return text.slice(0, MAX_DETAIL_CHARACTERS)
}
