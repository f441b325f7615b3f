/** A producer: one order, one record, in a request of its own or in a batch; and where it asks for a reply, the wait for it. */
import { randomUUID } from 'node:crypto'
import { type MessageToProduce, Producer } from '@platformatic/kafka'
import { orderKey, type PlaceOrder, parseOrderId } from '#core/order.ts'
import type { Outcome } from '#core/outcome.ts'
import { type Options, type OptionsOf, protocols } from '#core/protocols.ts'
import { hash } from '#core/random.ts'
import { outcomeOfAbort, outcomeOfSize } from '../broken-call.ts'
import type { Addresses, Client, Env } from '../protocol.ts'
import { Batches } from './batches.ts'
import { Connections } from './connections.ts'
import { CORRELATION_ID, encodeOrder, MAX_BATCH_BYTES, MAX_MESSAGE_BYTES, namesFor, REPLY_TO } from './message.ts'
import { outcomeOfClientError } from './outcome.ts'
import { openReplies, type Replies } from './replies.ts'

const { largestPayloadBytes } = protocols.kafka
const ACKS = { '0': 0, '1': 1, all: -1 } as const
const CONNECT_TIMEOUT_MS = 5000
const RETRY_DELAY_MS = 100
/** Key, headers and lengths of a record, generously; and so much of a batch is left for its header. */
const RECORD_OVERHEAD_BYTES = 512

type Record = MessageToProduce<Buffer, Buffer, Buffer, Buffer>

export async function connect(given: Options, env: Env, at: Addresses): Promise<Client> {
  if (!at.produce || !at.engine) throw new Error('kafka: no address for the leg "produce" or the engine')
  const options = given as OptionsOf<'kafka'>
  const names = namesFor(env.scope)
  const connections = new Connections()
  const producer = new Producer<Buffer, Buffer, Buffer, Buffer>({
    clientId: `${env.scope}-producer`,
    bootstrapBrokers: [at.produce],
    context: connections,
    idempotent: options.idempotent,
    compression: options.compression,
    retries: options.retries,
    retryDelay: RETRY_DELAY_MS,
    requestTimeout: options.requestTimeoutMs,
    connectTimeout: CONNECT_TIMEOUT_MS,
    autocreateTopics: false,
  })
  // Whatever it is, the send that it concerns rejects; without a listener it would end the thread.
  producer.on('error', () => {})
  // Of each send: what the client is told of it when it is made counts for none.
  const acks = options.idempotent ? ACKS.all : ACKS[options.acks]
  const limits = { messages: options.batch, bytes: MAX_BATCH_BYTES - RECORD_OVERHEAD_BYTES, lingerMs: options.lingerMs }
  const batches = new Batches<Record>(limits, async (messages) => void (await producer.send({ messages, acks })))
  const replies: Replies | null = at.reply ? await openReplies(at.reply, names.replies) : null
  const closing = new AbortController()

  const send = async (record: Record, signals: AbortSignal[]): Promise<Outcome> => {
    const before = connections.produced
    // Whatever was produced meanwhile may have been this one: what is not known to be unsent may have been done.
    const isWritten = () => connections.produced > before
    const bytes = (record.value?.length ?? 0) + RECORD_OVERHEAD_BYTES
    const sent = batches.add(record, bytes).then(
      (): Outcome => ({ kind: 'ok', receipt: null }),
      (error) => outcomeOfClientError(error, isWritten()),
    )
    return freed(sent, signals, (signal) => outcomeOfAbort(signal, isWritten()))
  }

  const ask = async (order: PlaceOrder, value: Buffer, signals: AbortSignal[]): Promise<Outcome> => {
    const record = { topic: names.orders, key: keyOf(order, options), value }
    if (!replies) return send(record, signals)
    const correlationId = randomUUID()
    const replied = replies.expect(correlationId)
    try {
      const headers = new Map([
        [Buffer.from(REPLY_TO), Buffer.from(names.replies)],
        [Buffer.from(CORRELATION_ID), Buffer.from(correlationId)],
      ])
      const told = await send({ ...record, headers }, signals)
      return told.kind === 'ok' ? await freed(replied, signals, (signal) => outcomeOfAbort(signal, true)) : told
    } finally {
      replies.forget(correlationId)
    }
  }

  return {
    async perform(order, signal) {
      const tooLarge = outcomeOfSize(Buffer.byteLength(order.note), largestPayloadBytes)
      if (tooLarge) return tooLarge
      const value = encodeOrder(order)
      const tooLargeEncoded = outcomeOfSize(value.length, MAX_MESSAGE_BYTES)
      if (tooLargeEncoded) return tooLargeEncoded
      const signals = [signal, closing.signal]
      const gone = signals.find(({ aborted }) => aborted)
      return gone ? outcomeOfAbort(gone, false) : ask(order, value, signals)
    },
    async close() {
      closing.abort(new Error('the client was closed'))
      batches.flush()
      await Promise.all([producer.close(true).catch(() => {}), replies?.close()])
      connections.close()
    },
  }
}

/** The same number is the same key on every lane; what is no order of a lane has a key, too. */
function keyOf({ orderId }: PlaceOrder, { key, keys }: OptionsOf<'kafka'>): Buffer | undefined {
  if (key === 'none') return undefined
  return Buffer.from(`key-${orderKey(parseOrderId(orderId)?.seq ?? hash(orderId), keys)}`)
}

/** The outcome; or, when somebody gives up before it is there, what that means. */
function freed(
  outcome: Promise<Outcome>,
  signals: AbortSignal[],
  meaning: (signal: AbortSignal) => Outcome,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const listeners = signals.map((signal) => ({ signal, onAbort: () => settle(meaning(signal)) }))
    const settle = (told: Outcome) => {
      for (const { signal, onAbort } of listeners) signal.removeEventListener('abort', onAbort)
      resolve(told)
    }
    for (const { signal, onAbort } of listeners) {
      if (signal.aborted) onAbort()
      else signal.addEventListener('abort', onAbort, { once: true })
    }
    void outcome.then(settle)
  })
}
