/**
 * The resources: `/orders`, where orders are placed, `/orders/{id}`, one of the last that were, and
 * `/orders/{id}/status`, which says how one ended whose caller did not want to wait. What the methods
 * promise stands in RFC 9110 §9.2: GET and HEAD are safe; PUT and DELETE, sent again, leave the same behind; POST does not.
 */

import type { IncomingHttpHeaders } from 'node:http'
import { isDeepStrictEqual } from 'node:util'
import { type PlaceOrder, type Receipt, receiptFor } from '#core/order.ts'
import { DEADLINE_HEADER, untilDeadline } from '../deadline.ts'
import { Jobs } from '../jobs.ts'
import { orderEncodings } from '../order-encoding.ts'
import { type ExecutedBy, refusalOf, type Service } from '../protocol.ts'
import { EVENT_STREAM } from '../server-sent-events.ts'
import { joined, TRACEPARENT } from '../trace-header.ts'
import { ifMatch, ifNoneMatch } from './conditions.ts'
import { orderEvent } from './event-stream.ts'
import { encodingOf, mediaTypeOf } from './media-types.ts'
import { isPacked, preferredType, prefersAsync } from './negotiation.ts'
import { OrderStore, type StoredOrder } from './order-store.ts'
import { statusByRefusal } from './outcome.ts'
import { Problem } from './problem.ts'
import { type MediaType, mediaTypes, type Representation, representationIn } from './representation.ts'

export interface Asked {
  method: string
  /** Without its query. */
  path: string
  headers: IncomingHttpHeaders
  /** Read and unpacked; rejects with a {@link Problem}. Not called where the request is refused before. */
  body(): Promise<Buffer>
}

export interface Answer {
  status: number
  headers: Record<string, string>
  /** Written piece by piece where it is not there at once. */
  body: Buffer | AsyncIterable<string>
}

const COLLECTION = '/orders'
const STATUS = '/status'
const RETRY_AFTER_S = 1
const nothing = Buffer.alloc(0)

type Handler = (asked: Asked, orderId: string) => Promise<Answer>

export class Resources {
  readonly #service: Service
  readonly #store = new OrderStore()
  readonly #jobs = new Jobs()
  readonly #retryAfter: Record<string, string>
  readonly #onCollection: Record<string, Handler> = { POST: (asked) => this.#place(asked) }
  readonly #onOrder: Record<string, Handler> = {
    GET: (asked, orderId) => this.#show(asked, orderId),
    HEAD: (asked, orderId) => this.#show(asked, orderId),
    PUT: (asked, orderId) => this.#store.exclusively(orderId, () => this.#put(asked, orderId)),
    DELETE: (asked, orderId) => this.#store.exclusively(orderId, () => this.#remove(asked, orderId)),
  }

  readonly #onStatus: Record<string, Handler> = {
    GET: (asked, orderId) => this.#tell(asked, orderId),
    HEAD: (asked, orderId) => this.#tell(asked, orderId),
  }

  /** @param retryAfterS what a 202 says; nothing where it is 0: then the asker knows best */
  constructor(service: Service, retryAfterS = RETRY_AFTER_S) {
    this.#service = service
    // RFC 9110 §10.2.3: whole seconds.
    this.#retryAfter = retryAfterS > 0 ? { 'retry-after': String(retryAfterS) } : {}
  }

  /** Rejects with a {@link Problem} where the answer is no. */
  answer(asked: Asked): Promise<Answer> {
    const ofStatus = asked.path.startsWith(`${COLLECTION}/`) && asked.path.endsWith(STATUS)
    const orderId = orderIdIn(ofStatus ? asked.path.slice(0, -STATUS.length) : asked.path)
    if (orderId === null && asked.path !== COLLECTION) {
      throw new Problem(404, `orders are placed at ${COLLECTION} and found at ${COLLECTION}/{id}`)
    }
    const handlers = orderId === null ? this.#onCollection : ofStatus ? this.#onStatus : this.#onOrder
    const handler = Object.hasOwn(handlers, asked.method) ? handlers[asked.method] : undefined
    if (!handler) {
      // RFC 9110 §15.5.6: a 405 names what is allowed.
      const allow = Object.keys(handlers).join(', ')
      throw new Problem(405, `${asked.method} is not for ${asked.path}; it may be ${allow}`, { allow })
    }
    return handler(asked, orderId ?? '')
  }

  async #place(asked: Asked): Promise<Answer> {
    // Before anything is done: an order placed and then answered with 406 would be placed all the same.
    const representation = wantsEvents(asked.headers) ? null : representationFor(asked.headers)
    const { order, bytes } = await orderIn(asked)
    const work = async (by?: ExecutedBy) => {
      const receipt = await this.#service.execute(joined(order, asked.headers[TRACEPARENT]), by)
      return { receipt, stored: this.#store.set(order, bytes) }
    }
    const inTime = () => untilDeadline(asked.headers[DEADLINE_HEADER], work)
    if (!representation) return streamed(order, inTime())
    if (prefersAsync(asked.headers.prefer)) return this.#accept(order, async () => (await work()).receipt)
    const { receipt, stored } = await inTime().catch(refused)
    const headers = { location: pathOf(order.orderId), etag: tagOf(stored, representation) }
    return created(receipt, representation, headers)
  }

  /** RFC 7240 §4.1. */
  async #accept(order: PlaceOrder, work: () => Promise<Receipt>): Promise<Answer> {
    if (typeof order?.orderId !== 'string') throw new Problem(statusByRefusal.invalid, 'the order has no id')
    await this.#jobs.accept(order.orderId, work).catch(refused)
    const headers = { location: `${pathOf(order.orderId)}${STATUS}`, 'preference-applied': 'respond-async' }
    return { status: 202, headers: { ...headers, ...this.#retryAfter }, body: nothing }
  }

  /** 202 as long as it is not known; then what `POST` would have said, but for 200: nothing was created by asking. */
  async #tell({ headers }: Asked, orderId: string): Promise<Answer> {
    const representation = representationFor(headers)
    const job = this.#jobs.get(orderId)
    if (!job) throw new Problem(404, `no order '${orderId}' was accepted lately`)
    const fresh = { 'cache-control': 'no-store' }
    switch (job.is) {
      case 'working':
        return { status: 202, headers: { ...fresh, ...this.#retryAfter }, body: nothing }
      case 'refused':
        throw problemOf(job.refusal)
      case 'done': {
        const { contentType, receipt } = representation
        return { status: 200, headers: { ...fresh, 'content-type': contentType }, body: receipt(job.receipt) }
      }
    }
  }

  async #show({ headers }: Asked, orderId: string): Promise<Answer> {
    const representation = representationFor(headers)
    const stored = this.#store.get(orderId)
    if (headers['if-match'] !== undefined && !ifMatch(headers['if-match'], stored ? tagsOf(stored) : null)) {
      throw new Problem(412, 'If-Match: the order is not in that state')
    }
    if (!stored) throw notFound(orderId)
    const body = representation.order(stored.order)
    const etag = tagOf(stored, representation, isPacked(headers['accept-encoding'], body.length) ? 'gzip' : '')
    const validators = { etag, vary: 'accept, accept-encoding', 'cache-control': 'no-cache' }
    const unchanged = headers['if-none-match'] !== undefined && !ifNoneMatch(headers['if-none-match'], [etag])
    if (unchanged) return { status: 304, headers: validators, body: nothing }
    return { status: 200, headers: { ...validators, 'content-type': representation.contentType }, body }
  }

  /** Creates, or replaces; the same again changes nothing and places nothing. RFC 9110 §9.3.4. */
  async #put(asked: Asked, orderId: string): Promise<Answer> {
    const representation = representationFor(asked.headers)
    const { order, bytes } = await orderIn(asked)
    if (order?.orderId !== orderId) throw new Problem(409, `the order in the body is not '${orderId}'`)
    const stored = this.#store.get(orderId)
    this.#checkConditions(asked, stored)
    const receiptAgain = { status: 200, headers: { 'content-type': representation.contentType } }
    if (stored && isDeepStrictEqual(stored.order, order)) {
      return { ...receiptAgain, body: representation.receipt(receiptFor(order)) }
    }
    // RFC 6585 §3: whoever replaces says what, so that nobody's change is lost unseen.
    if (stored && asked.headers['if-match'] === undefined) {
      throw new Problem(428, 'If-Match is required to replace an order: GET it for its ETag')
    }
    const receipt = await this.#service.execute(joined(order, asked.headers[TRACEPARENT])).catch(refused)
    this.#store.set(order, bytes)
    // No ETag: what is stored is not byte for byte what was sent. RFC 9110 §9.3.4.
    if (!stored) return created(receipt, representation, { location: pathOf(orderId) })
    return { ...receiptAgain, body: representation.receipt(receipt) }
  }

  async #remove(asked: Asked, orderId: string): Promise<Answer> {
    const stored = this.#store.get(orderId)
    this.#checkConditions(asked, stored)
    if (!stored) throw notFound(orderId)
    this.#store.delete(orderId)
    return { status: 204, headers: {}, body: nothing }
  }

  /** In the order of RFC 9110 §13.2.2. */
  #checkConditions({ headers }: Asked, stored: StoredOrder | null): void {
    const current = stored ? tagsOf(stored) : null
    if (headers['if-match'] !== undefined && !ifMatch(headers['if-match'], current)) {
      throw new Problem(412, 'If-Match: the order is not in that state')
    }
    if (headers['if-none-match'] !== undefined && !ifNoneMatch(headers['if-none-match'], current)) {
      throw new Problem(412, 'If-None-Match: the order is there already')
    }
  }
}

function problemOf(thrown: unknown): Problem {
  const { kind, detail, status = statusByRefusal[kind], retryAfterS = RETRY_AFTER_S } = refusalOf(thrown)
  return new Problem(status, detail, kind === 'overloaded' ? { 'retry-after': String(retryAfterS) } : {})
}

function refused(thrown: unknown): never {
  throw problemOf(thrown)
}

/** The response begins at once; a refusal comes too late for a status and is an event. */
function streamed(order: PlaceOrder, work: Promise<{ receipt: Receipt }>): Answer {
  const ended = work.then(
    ({ receipt }) => orderEvent('completed', receipt),
    (thrown) => orderEvent('refused', problemOf(thrown).told),
  )
  async function* events() {
    yield orderEvent('received', { orderId: order?.orderId })
    yield await ended
  }
  return { status: 200, headers: { 'content-type': EVENT_STREAM, 'cache-control': 'no-store' }, body: events() }
}

function created(receipt: Receipt, { contentType, receipt: write }: Representation, headers: Record<string, string>) {
  return { status: 201, headers: { ...headers, 'content-type': contentType }, body: write(receipt) }
}

function notFound(orderId: string): Problem {
  return new Problem(404, `there is no order '${orderId}' among the last ones`)
}

function pathOf(orderId: string): string {
  return `${COLLECTION}/${encodeURIComponent(orderId.toWellFormed())}`
}

/** Null where the path is not that of one order. */
function orderIdIn(path: string): string | null {
  if (!path.startsWith(`${COLLECTION}/`)) return null
  const segment = path.slice(COLLECTION.length + 1)
  if (segment === '' || segment.includes('/')) return null
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}

/** Only where they are asked for by name, or liked better than all there is. */
function wantsEvents({ accept }: IncomingHttpHeaders): boolean {
  return preferredType<MediaType | typeof EVENT_STREAM>(accept, [...mediaTypes, EVENT_STREAM]) === EVENT_STREAM
}

function representationFor({ accept }: IncomingHttpHeaders): Representation {
  const type = preferredType<MediaType>(accept, mediaTypes)
  if (!type) throw new Problem(406, `there is ${[...mediaTypes, EVENT_STREAM].join(', ')}`)
  return representationIn(type)
}

/** Strong, so another one for each representation and coding: RFC 9110 §8.8.3.3. */
function tagOf({ version }: StoredOrder, { tag }: Representation, coding = ''): string {
  return `"${[version, tag, coding].filter(Boolean).join('.')}"`
}

/** Of every representation: whoever has seen any of them has seen the order in this state. */
function tagsOf(stored: StoredOrder): string[] {
  return mediaTypes.flatMap((type) => ['', 'gzip'].map((coding) => tagOf(stored, representationIn(type), coding)))
}

async function orderIn(asked: Asked): Promise<{ order: PlaceOrder; bytes: number }> {
  const encoding = encodingOf(asked.headers['content-type'])
  const taken = Object.values(mediaTypeOf).join(', ')
  if (!encoding) throw new Problem(415, `send one of ${taken}`, { accept: taken })
  const body = await asked.body()
  try {
    return { order: orderEncodings[encoding].decodeOrder(body), bytes: body.length }
  } catch {
    throw new Problem(400, encoding === 'json' ? 'the body is not JSON' : 'the body is not an order in protobuf')
  }
}
