/** A producer: one order, one SendMessage to each queue, one attempt; and where it asks for a reply, the wait for it. */
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { orderKey, type PlaceOrder, parseOrderId } from '#core/order.ts'
import { type Outcome, verdictOf } from '#core/outcome.ts'
import { type Options, type OptionsOf, protocols } from '#core/protocols.ts'
import { hash } from '#core/random.ts'
import { outcomeOfAbort, outcomeOfSize } from '../broken-call.ts'
import type { Addresses, Client, Env } from '../protocol.ts'
import { apart } from '../trace-header.ts'
import { watchAttempts } from './attempt.ts'
import { endpointIn, externalAddress } from './endpoint.ts'
import { Lines } from './lines.ts'
import { attributesFor, encodeOrder, MAX_MESSAGE_BYTES } from './message.ts'
import { outcomeOfSdkError } from './outcome.ts'
import { queueNames, remove, urlOf } from './queues.ts'
import { REPLY_RECEIVERS, Replies } from './replies.ts'
import { type ReplyQueue, replyQueueFor } from './reply-queue.ts'
import { openSdk, type SdkOptions } from './sdk.ts'
import { send } from './send.ts'

const { largestPayloadBytes } = protocols.sqs
/** The SDK's own default. */
const PRODUCER_CONNECTIONS = 50

export async function connect(given: Options, env: Env, at: Addresses): Promise<Client> {
  if (!at.produce || !at.engine) throw new Error('sqs: no address for the leg "produce" or the engine')
  const options = given as OptionsOf<'sqs'>
  const { engine } = at
  const endpoint = endpointIn(env, given, engine)
  const direct = { endpoint, dial: engine, connections: 1, maxAttempts: 3 }
  const { urls, replyQueue } = await setUp(direct, env, options)
  const sdk = openSdk({ endpoint, dial: at.produce, connections: PRODUCER_CONNECTIONS, maxAttempts: 1 })
  const replySdk = at.reply && openSdk({ endpoint, dial: at.reply, connections: REPLY_RECEIVERS, maxAttempts: 1 })
  const replies = replyQueue && replySdk ? new Replies(replySdk, replyQueue) : null
  const stopWatching = watchAttempts()
  const closing = new AbortController()
  const lines = new Lines()

  /** To every queue; in a FIFO queue when all before it of its group have been sent. */
  const sendAll = async (order: PlaceOrder, message: Message, signals: AbortSignal[]): Promise<Outcome> => {
    const group = options.queue === 'fifo' ? groupOf(order, options) : null
    let hasBegun = false
    const toAll = async () => {
      hasBegun = true
      const gone = signals.find(({ aborted }) => aborted)
      if (gone) return outcomeOfAbort(gone, false)
      const asGroup = group === null ? {} : groupedAs(order, group, options)
      const commands = urls.map((QueueUrl) => new SendMessageCommand({ QueueUrl, ...message, ...asGroup }))
      return joint(await Promise.all(commands.map((command) => send(sdk, command, signals))))
    }
    if (group === null) return toAll()
    // Once it is being sent, who gives up is answered by what was written of it.
    const onAbort = (signal: AbortSignal) => (hasBegun ? null : outcomeOfAbort(signal, false))
    return freed(lines.run(group, toAll), signals, onAbort)
  }

  const ask = async (order: PlaceOrder, MessageBody: string, signals: AbortSignal[]): Promise<Outcome> => {
    const { traceparent } = order
    if (!replies || !replyQueue) {
      const traced = traceparent === undefined ? {} : { MessageAttributes: attributesFor({ traceparent }) }
      return sendAll(order, { MessageBody, ...traced }, signals)
    }
    const replied = Promise.withResolvers<Outcome>()
    const { correlationId, forget } = replies.expect(replied.resolve)
    try {
      const MessageAttributes = attributesFor({ replyTo: replyQueue.url, correlationId, traceparent })
      const sent = await sendAll(order, { MessageBody, MessageAttributes }, signals)
      return sent.kind === 'ok' ? await freed(replied.promise, signals, (signal) => outcomeOfAbort(signal, true)) : sent
    } finally {
      forget()
    }
  }

  return {
    async perform(order, signal) {
      const tooLarge = outcomeOfSize(Buffer.byteLength(order.note), largestPayloadBytes)
      if (tooLarge) return tooLarge
      const body = encodeOrder(apart(order).bare)
      const tooLargeEncoded = outcomeOfSize(Buffer.byteLength(body), MAX_MESSAGE_BYTES)
      if (tooLargeEncoded) return tooLargeEncoded
      if (signal.aborted) return outcomeOfAbort(signal, false)
      if (closing.signal.aborted) return outcomeOfAbort(closing.signal, false)
      return ask(order, body, [signal, closing.signal])
    },
    async close() {
      closing.abort(new Error('the client was closed'))
      stopWatching()
      await replies?.close()
      replySdk?.destroy()
      sdk.destroy()
      // An embedded broker goes with the run; a real one keeps what nobody deletes.
      if (replyQueue && !replyQueue.isShared && externalAddress(env.external)) await removeOwn(direct, replyQueue)
    },
  }
}

type Message = Pick<SendMessageCommand['input'], 'MessageBody' | 'MessageAttributes'>

/** The same number is the same group on every lane; what is no order of a lane has a group, too. */
function groupOf({ orderId }: PlaceOrder, { groups }: OptionsOf<'sqs'>): number {
  return orderKey(parseOrderId(orderId)?.seq ?? hash(orderId), groups)
}

/** SQS: MessageDeduplicationId; without one, a queue that deduplicates by content takes the SHA-256 of the body. */
function groupedAs({ orderId }: PlaceOrder, group: number, { deduplicateBy }: OptionsOf<'sqs'>) {
  const MessageGroupId = `group-${group}`
  return deduplicateBy === 'content' ? { MessageGroupId } : { MessageGroupId, MessageDeduplicationId: orderId }
}

/**
 * What all queues together have said. Where one has refused, not every subscriber will have the order: that is a no,
 * whatever the others say. Where nobody has refused and somebody did not answer, nobody knows.
 */
function joint(outcomes: Outcome[]): Outcome {
  const have = outcomes.filter(({ kind }) => kind === 'ok').length
  const failed = outcomes.flatMap((outcome) => (outcome.kind === 'ok' ? [] : [outcome]))
  const worst = failed.find(({ kind }) => verdictOf(kind) === 'refused') ?? failed[0]
  if (!worst) return { kind: 'ok', receipt: null }
  if (have === 0) return worst
  return { kind: worst.kind, detail: `${have} of ${outcomes.length} queues have it; ${worst.detail}` }
}

type OnAbort = (signal: AbortSignal) => Outcome | null

/** The outcome; or, when somebody gives up before it is there, what that means. Null: the outcome is coming anyway. */
function freed(outcome: Promise<Outcome>, signals: AbortSignal[], meaning: OnAbort): Promise<Outcome> {
  return new Promise((resolve) => {
    const listeners = signals.map((signal) => ({ signal, onAbort: () => settle(meaning(signal)) }))
    const settle = (told: Outcome | null) => {
      if (told === null) return
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

/** Not through the links: it is the lab that sets up, not the producer. */
async function setUp(direct: SdkOptions, env: Env, options: OptionsOf<'sqs'>) {
  const sdk = openSdk(direct)
  try {
    const urls = await Promise.all(queueNames(env, options).map((name) => urlOf(sdk, name)))
    return { urls, replyQueue: await replyQueueFor(sdk, env) }
  } catch (error) {
    throw new Error(`sqs: ${outcomeOfSdkError(error, false).detail}`, { cause: error })
  } finally {
    sdk.destroy()
  }
}

async function removeOwn(direct: SdkOptions, { url }: ReplyQueue): Promise<void> {
  const sdk = openSdk(direct)
  await remove(sdk, url).finally(() => sdk.destroy())
}
