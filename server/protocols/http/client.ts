/** `POST /orders`, over the version, in the encoding and in the style that are asked for. */
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Outcome } from '#core/outcome.ts'
import { type Options, type OptionsOf, protocols, type Style } from '#core/protocols.ts'
import { SERVER_NAME } from '#server/runtime/certificates.ts'
import { type Failure, outcomeOfAbort, outcomeOfSize } from '../broken-call.ts'
import { deadlineHeaders } from '../deadline.ts'
import { type OrderEncoding, orderEncodings } from '../order-encoding.ts'
import type { Address, Addresses, Client, Env } from '../protocol.ts'
import { EVENT_STREAM } from '../server-sent-events.ts'
import { createDialler } from '../tls.ts'
import { apart } from '../trace-header.ts'
import { MAX_BODY_BYTES } from './body.ts'
import { outcomeOfEvents } from './event-stream.ts'
import { createHttp1 } from './http1.ts'
import { createHttp2 } from './http2.ts'
import { mediaTypeOf } from './media-types.ts'
import { outcomeOfStatus, outcomeOfStrangeBody } from './outcome.ts'
import { poll } from './poll.ts'
import { type Exchange, MAX_RESPONSE_BYTES, type Transport } from './transport.ts'

const { largestPayloadBytes } = protocols.http
const COLLECTION = '/orders'
/** A path alone is read against it. */
const ANY_ORIGIN = 'http://localhost'
const nothing = Buffer.alloc(0)
const zip = promisify(gzip)
const unzip = promisify(gunzip)

export async function connect(given: Options, env: Env, at: Addresses): Promise<Client> {
  if (!at.call) throw new Error('http: no address for the leg "call"')
  const options = given as OptionsOf<'http'>
  const encoding = orderEncodings[options.encoding]
  const transport = transportFor(at.call, options, env)
  const mediaType = mediaTypeOf[options.encoding]
  const { style } = env
  const asking = {
    ...acceptFor(style, options),
    ...(options.gzip ? { 'accept-encoding': 'gzip' } : {}),
  }
  const placing = {
    'content-type': mediaType,
    ...asking,
    ...(options.gzip ? { 'content-encoding': 'gzip' } : {}),
    // RFC 7240 §4.1. A caller that will never ask has no other word for it: then the 202 is all it wants.
    ...(style === 'async-request-reply' || style === 'one-way' ? { prefer: 'respond-async' } : {}),
  }
  const closing = new AbortController()

  const untilItEnded = async (placed: Exchange, signal: AbortSignal): Promise<Exchange | Failure> => {
    const path = monitorIn(placed)
    if (path === null) return { kind: 'abandoned', detail: '202 without a Location: nobody says where to ask' }
    const ask = () => transport.send({ method: 'GET', path, headers: asking, body: nothing }, signal)
    const intervalMs = options.pollIntervalMs
    return poll({ ask, accepted: placed, intervalMs, signal, closing: closing.signal })
  }
  return {
    async perform(given, signal, timeoutMs) {
      const { bare: order, header } = apart(given)
      const tooLarge = outcomeOfSize(Buffer.byteLength(order.note), largestPayloadBytes)
      if (tooLarge) return tooLarge
      const written = encoding.encodeOrder(order, options.writer)
      const tooLargeEncoded = outcomeOfSize(written.length, MAX_BODY_BYTES)
      if (tooLargeEncoded) return tooLargeEncoded
      const body = options.gzip ? await zip(written) : written
      if (signal.aborted) return outcomeOfAbort(signal, false)
      const headers = { ...placing, ...header, ...deadlineHeaders(env, timeoutMs), 'content-length': body.length }
      const placed = await transport.send({ method: 'POST', path: COLLECTION, headers, body }, signal)
      if (!('status' in placed)) return placed
      // Accepted is all that was asked for.
      if (style === 'one-way' && placed.status === 202) return { kind: 'ok', receipt: null }
      // Whoever prefers a 202 may be given the answer all the same: RFC 7240 §2.
      const end = placed.status === 202 ? await untilItEnded(placed, signal) : placed
      return 'status' in end ? outcomeOf(end, encoding) : end
    },
    async close() {
      closing.abort()
      await transport.close()
    },
  }
}

function acceptFor(style: Style, { encoding }: OptionsOf<'http'>): { accept?: string } {
  if (style === 'stream') return { accept: EVENT_STREAM }
  // JSON is what the server says anyway.
  return encoding === 'json' ? {} : { accept: mediaTypeOf[encoding] }
}

/** Its path only: the link is what is dialled, whoever the other side says it is. */
function monitorIn({ headers: { location } }: Exchange): string | null {
  if (location === undefined || !URL.canParse(location, ANY_ORIGIN)) return null
  const { pathname, search } = new URL(location, ANY_ORIGIN)
  return pathname + search
}

function transportFor(link: Address, options: OptionsOf<'http'>, env: Env): Transport {
  const { version, connection, connections, tls } = options
  const reuse = connection === 'reuse'
  const dial = createDialler(link, options, env, version === '2' ? 'h2' : 'http/1.1')
  if (version === '1.1') return createHttp1({ link, dial, keepAlive: reuse, connections })
  const origin = tls === 'off' ? `http://${link.host}:${link.port}` : `https://${SERVER_NAME}:${link.port}`
  return createHttp2({ dial, origin, reuse })
}

async function outcomeOf({ status, headers, body }: Exchange, encoding: OrderEncoding): Promise<Outcome> {
  const zipped = headers['content-encoding'] === 'gzip'
  const plain = zipped ? await unzip(body, { maxOutputLength: MAX_RESPONSE_BYTES }).catch(() => null) : body
  if (!plain) return { kind: 'error', detail: `${status} with a body that is not gzip, or too large` }
  if (status < 200 || status > 299) return outcomeOfStatus(status, detailIn(plain.toString('utf8')))
  if (headers['content-type'] === EVENT_STREAM) return outcomeOfEvents(plain.toString('utf8'), status)
  const receipt = encoding.decodeReceipt(plain)
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
