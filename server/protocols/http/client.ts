/** `POST /orders`, over the version and in the encoding that the options ask for. */
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Outcome } from '#core/outcome.ts'
import { type Options, type OptionsOf, protocols } from '#core/protocols.ts'
import { SERVER_NAME } from '#server/runtime/certificates.ts'
import { outcomeOfAbort, outcomeOfSize } from '../broken-call.ts'
import { type OrderEncoding, orderEncodings } from '../order-encoding.ts'
import type { Address, Addresses, Client, Env } from '../protocol.ts'
import { createDialler } from '../tls.ts'
import { MAX_BODY_BYTES } from './body.ts'
import { createHttp1 } from './http1.ts'
import { createHttp2 } from './http2.ts'
import { mediaTypeOf } from './media-types.ts'
import { outcomeOfStatus, outcomeOfStrangeBody } from './outcome.ts'
import { type Exchange, MAX_RESPONSE_BYTES, type Transport } from './transport.ts'

const { largestPayloadBytes } = protocols.http
const zip = promisify(gzip)
const unzip = promisify(gunzip)

export async function connect(given: Options, env: Env, at: Addresses): Promise<Client> {
  if (!at.call) throw new Error('http: no address for the leg "call"')
  const options = given as OptionsOf<'http'>
  const encoding = orderEncodings[options.encoding]
  const transport = transportFor(at.call, options, env)
  const mediaType = mediaTypeOf[options.encoding]
  const headers = {
    'content-type': mediaType,
    // JSON is what the server says anyway.
    ...(options.encoding === 'json' ? {} : { accept: mediaType }),
    ...(options.gzip ? { 'accept-encoding': 'gzip', 'content-encoding': 'gzip' } : {}),
  }
  return {
    async perform(order, signal) {
      const tooLarge = outcomeOfSize(Buffer.byteLength(order.note), largestPayloadBytes)
      if (tooLarge) return tooLarge
      const written = encoding.encodeOrder(order)
      const tooLargeEncoded = outcomeOfSize(written.length, MAX_BODY_BYTES)
      if (tooLargeEncoded) return tooLargeEncoded
      const body = options.gzip ? await zip(written) : written
      if (signal.aborted) return outcomeOfAbort(signal, false)
      const message = { headers: { ...headers, 'content-length': body.length }, body }
      const end = await transport.post('/orders', message, signal)
      return 'status' in end ? outcomeOf(end, encoding) : end
    },
    close: () => transport.close(),
  }
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
