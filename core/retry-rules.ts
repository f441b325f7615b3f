/**
 * What a caller may ask again without a thought. Again after what was not begun for sure, always. Again after what may
 * have been done all the same only where doing it twice leaves behind what doing it once would have: RFC 9110 §9.2.2.
 */
import type { RetryableKind } from './attempts.ts'
import type { Edge } from './experiment.ts'
import type { ProtocolId } from './protocols.ts'

/** RFC 9110 §9.2.1 and §9.2.2; PATCH: RFC 5789 §2. */
export const methods = {
  GET: { safe: true, idempotent: true },
  HEAD: { safe: true, idempotent: true },
  OPTIONS: { safe: true, idempotent: true },
  TRACE: { safe: true, idempotent: true },
  PUT: { safe: false, idempotent: true },
  DELETE: { safe: false, idempotent: true },
  POST: { safe: false, idempotent: false },
  PATCH: { safe: false, idempotent: false },
  CONNECT: { safe: false, idempotent: false },
} as const

interface Carrier {
  /** What places an order. */
  request: string
  /** Sent twice, it is one order, by the protocol's own word. */
  idempotent: boolean
  /** Who says so. */
  clause: string
}

const post = { idempotent: methods.POST.idempotent, clause: 'RFC 9110 §9.2.2: POST is not idempotent' }
/** `idempotency_level` of descriptor.proto is not set in orders.proto. */
const call = {
  idempotent: false,
  clause: 'the method declares no `idempotency_level`; gRFC A6 repeats by itself only what no server has seen',
}

export const carriers = {
  'in-process': { request: 'a function call', idempotent: false, clause: 'the function promises nothing' },
  http: { request: '`POST /orders`', ...post },
  tcp: { request: 'a frame', idempotent: false, clause: 'a frame is a new order; nothing tells it from an old one' },
  grpc: { request: '`PlaceOrder`', ...call },
  'grpc-web': { request: '`PlaceOrder`', ...call },
  connect: { request: '`PlaceOrder`', ...call },
  graphql: { request: 'a mutation or subscription', ...post },
  websocket: { request: 'an event', idempotent: false, clause: 'Socket.IO: an `emit` is a new event' },
  sqs: {
    request: '`SendMessage`',
    idempotent: false,
    clause: 'a standard queue takes it as another message; a FIFO queue deduplicates within 5 minutes',
  },
  mqtt: {
    request: '`PUBLISH`',
    idempotent: false,
    clause: 'MQTT 3.1.1 §4.3: a PUBLISH of its own, at any QoS; only the client’s own resend is marked DUP',
  },
  kafka: {
    request: '`Produce`',
    idempotent: false,
    clause: 'KIP-98: only what the producer itself sends again has the sequence number of the first time',
  },
} as const satisfies Record<ProtocolId, Carrier>

/** Nobody has begun on it: there was no connection, or the other side said that it has no room (RFC 9110 §15.6.4). */
export const notBegun: readonly RetryableKind[] = ['unreachable', 'overloaded']
/** It may be done all the same. `rejected` is in neither: the same question has the same answer. */
export const perhapsDone: readonly RetryableKind[] = ['timeout', 'reset', 'error']

type Asked = Pick<Edge, 'protocol' | 'options' | 'publish' | 'to'>

/** Whether asking twice is one order: because the service knows it by its id, or by the protocol's own word. */
function isRepeatable({ protocol, options, publish, to }: Asked): boolean {
  // Who is asked is the publishing service then, which commits whatever it is asked.
  if (publish) return false
  // SQS: MessageDeduplicationId.
  const isDeduplicated = protocol === 'sqs' && options.queue === 'fifo'
  return to.idempotent || isDeduplicated || carriers[protocol].idempotent
}

/** What to try again after where an experiment does not say. */
export function retryOn(edge: Asked): readonly RetryableKind[] {
  return isRepeatable(edge) ? [...notBegun, ...perhapsDone] : notBegun
}
