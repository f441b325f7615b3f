/** The queues of one lane, the consumers behind them, and what watches their dead letters. */
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Options, OptionsOf } from '#core/protocols.ts'
import { Consuming } from '../consumer-process.ts'
import type { Address, Addresses, Depth, Env, Running, Service } from '../protocol.ts'
import { Consumers } from './consumer.ts'
import { DeadLetters } from './dead-letters.ts'
import { endpointIn, externalAddress } from './endpoint.ts'
import { createQueues, depthOf, type Queue, remove } from './queues.ts'
import { createSharedReplyQueue } from './reply-queue.ts'
import { openSdk, type SdkOptions } from './sdk.ts'

/** The SDK's own default. */
const MAX_ATTEMPTS = 3
const SETUP_CONNECTIONS = 2

export async function serve(service: Service, given: Options, env: Env, at: Addresses): Promise<Running> {
  const { consume, engine, reply } = at
  if (!consume || !engine) throw new Error('sqs: no address for the leg "consume" or the engine')
  const options = given as OptionsOf<'sqs'>
  const endpoint = endpointIn(env, given, engine)
  // A dead-letter queue is watched on a connection of its own: that is a long poll.
  const connections = SETUP_CONNECTIONS * (1 + options.subscribers)
  const direct = openSdk({ endpoint, dial: engine, connections, maxAttempts: MAX_ATTEMPTS })
  const { queues, replyQueue } = await setUp(direct, env, options).catch((error) => {
    direct.destroy()
    throw error
  })
  // Receives beside deletes.
  const perProcess = { endpoint, connections: options.concurrency + 1, maxAttempts: MAX_ATTEMPTS }
  const dialling = (dial: Address) => (sockets: Pick<SdkOptions, 'onSocket'>) =>
    openSdk({ ...perProcess, dial, ...sockets })
  const consuming = new Consuming({ service, options, env })
  const consumers = queues.map(
    ({ url }, subscriber) =>
      new Consumers({
        openSdk: dialling(consume),
        openReplySdk: reply && dialling(reply),
        queueUrl: url,
        subscriber,
        consuming,
        options,
      }),
  )
  const deadLetters = queues.flatMap(({ url, dead }, subscriber) => {
    if (!dead) return []
    const { redriveAfterS } = options
    return new DeadLetters({
      sdk: direct,
      queue: { url, dead },
      subscriber,
      deliveries: service.deliveries,
      redriveAfterS,
    })
  })
  for (const each of consumers) each.start()
  let closed: Promise<void> | undefined
  const close = async () => {
    await Promise.all([...consumers, ...deadLetters].map((each) => each.close()))
    // An embedded broker goes with the run; a real one keeps what nobody deletes.
    if (externalAddress(env.external)) {
      const dead = queues.flatMap((queue) => (queue.dead ? [queue.dead.url] : []))
      await Promise.all([...queues.map(({ url }) => url), ...dead, ...replyQueue].map((url) => remove(direct, url)))
    }
    direct.destroy()
  }
  return {
    address: null,
    stop: async () => {
      for (const each of consumers) each.stop()
    },
    start: async () => {
      for (const each of consumers) each.start()
    },
    crash: () => consuming.crash(),
    depth: () => wholeDepth(direct, queues, deadLetters),
    ...(deadLetters.length > 0
      ? {
          redrive: async () => sum(await Promise.all(deadLetters.map((each) => each.redrive()))),
          forget() {
            for (const each of deadLetters) each.forget()
          },
        }
      : {}),
    close: () => (closed ??= close()),
  }
}

async function setUp(sdk: SQSClient, env: Env, options: OptionsOf<'sqs'>) {
  const queues = await createQueues(sdk, env, options)
  const replyQueue = env.style === 'async-request-reply' ? [await createSharedReplyQueue(sdk, env)] : []
  return { queues, replyQueue }
}

/** Dead letters that were seen are no depth: nobody is going to work on them. Asked last, as a message goes that way. */
async function wholeDepth(sdk: SQSClient, queues: Queue[], deadLetters: DeadLetters[]): Promise<Depth> {
  const depths = await Promise.all(queues.map(({ url }) => depthOf(sdk, url)))
  const pending = await Promise.all(deadLetters.map((each) => each.pending()))
  return {
    visible: sum(depths.map(({ visible }) => visible)),
    invisible: sum(depths.map(({ invisible }) => invisible)),
    delayed: sum(depths.map(({ delayed }) => delayed)) + sum(pending),
  }
}

function sum(counts: number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
