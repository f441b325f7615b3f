/** A producer: one order, one SendMessage, one attempt. */
import { GetQueueUrlCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Outcome } from '#core/outcome.ts'
import { type Options, protocols } from '#core/protocols.ts'
import { outcomeOfAbort, outcomeOfSize } from '../broken-call.ts'
import type { Address, Addresses, Client, Env } from '../protocol.ts'
import { attempt, watchAttempts } from './attempt.ts'
import { endpointOf } from './endpoint.ts'
import { encodeOrder, MAX_MESSAGE_BYTES } from './message.ts'
import { outcomeOfSdkError } from './outcome.ts'
import { openSdk } from './sdk.ts'

const { largestPayloadBytes } = protocols.sqs
/** The SDK's own default. */
const PRODUCER_CONNECTIONS = 50

export async function connect(_options: Options, env: Env, at: Addresses): Promise<Client> {
  if (!at.produce || !at.engine) throw new Error('sqs: no address for the leg "produce" or the engine')
  const queueUrl = await queueUrlOf(env, at.engine)
  const endpoint = endpointOf(env.external, at.engine)
  const sdk = openSdk({ endpoint, dial: at.produce, connections: PRODUCER_CONNECTIONS, maxAttempts: 1 })
  const stopWatching = watchAttempts()
  const closing = new AbortController()
  return {
    async perform(order, signal) {
      const tooLarge = outcomeOfSize(Buffer.byteLength(order.note), largestPayloadBytes)
      if (tooLarge) return tooLarge
      const body = encodeOrder(order)
      const tooLargeEncoded = outcomeOfSize(Buffer.byteLength(body), MAX_MESSAGE_BYTES)
      if (tooLargeEncoded) return tooLargeEncoded
      if (signal.aborted) return outcomeOfAbort(signal, false)
      if (closing.signal.aborted) return outcomeOfAbort(closing.signal, false)
      return send(sdk, new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }), [signal, closing.signal])
    },
    async close() {
      closing.abort(new Error('the client was closed'))
      stopWatching()
      sdk.destroy()
    },
  }
}

/** The caller is free at once when one of the signals says so, whatever the SDK is busy with. */
function send(sdk: SQSClient, command: SendMessageCommand, signals: AbortSignal[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const giveUp = new AbortController()
    const { result, attempt: made } = attempt(() => sdk.send(command, { abortSignal: giveUp.signal }))
    const listeners = signals.map((signal) => ({
      signal,
      onAbort: () => {
        settle(outcomeOfAbort(signal, made.written))
        giveUp.abort()
      },
    }))
    const settle = (outcome: Outcome) => {
      for (const { signal, onAbort } of listeners) signal.removeEventListener('abort', onAbort)
      resolve(outcome)
    }
    for (const { signal, onAbort } of listeners) signal.addEventListener('abort', onAbort, { once: true })
    // What the caller is told is that the queue has the message; what became of the work, only the journal knows.
    result.then(
      () => settle({ kind: 'ok', receipt: null }),
      (error) => settle(outcomeOfSdkError(error, made.written)),
    )
  })
}

/** Set-up, so not through the link. */
async function queueUrlOf({ external, scope }: Env, engine: Address): Promise<string> {
  const sdk = openSdk({ endpoint: endpointOf(external, engine), dial: engine, connections: 1, maxAttempts: 3 })
  try {
    const { QueueUrl } = await sdk.send(new GetQueueUrlCommand({ QueueName: scope }))
    if (!QueueUrl) throw new Error(`sqs: queue ${scope} has no URL`)
    return QueueUrl
  } finally {
    sdk.destroy()
  }
}
