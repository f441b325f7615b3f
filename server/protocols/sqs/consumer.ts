/**
 * Consumers of one queue, each a process with sockets of its own: receive (long poll), work, delete. At least once:
 * what is not deleted is handed out again when its visibility timeout is over.
 */
import { setTimeout as delay } from 'node:timers/promises'
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { OptionsOf } from '#core/protocols.ts'
import type { ConsumerProcess, Consuming, Message as Taken } from '../consumer-process.ts'
import { correlationIn, deliveryIn, groupIn, orderIn, replyToIn } from './message.ts'
import { Places } from './places.ts'
import { type Replier, replyVia } from './reply.ts'
import type { SdkOptions } from './sdk.ts'
import { Sockets } from './sockets.ts'

const MS_PER_S = 1000
/** On top of the long poll's own wait. */
const ANSWER_TIMEOUT_MS = 5000
const AFTER_ERROR_MS = 250
const AFTER_OVERLOAD_MS = 50

export interface ConsumersOptions {
  /** Dials the leg "consume". */
  openSdk: (sockets: Pick<SdkOptions, 'onSocket'>) => SQSClient
  /** Dials the leg "reply"; absent where nobody waits for one. */
  openReplySdk?: (sockets: Pick<SdkOptions, 'onSocket'>) => SQSClient
  queueUrl: string
  subscriber: number
  consuming: Consuming
  options: OptionsOf<'sqs'>
}

export class Consumers {
  readonly #o: ConsumersOptions
  readonly #closing = new AbortController()
  #stopped = true
  /** Consumers that wait to be started again. */
  #resume: (() => void)[] = []
  #lives: Promise<void>[] | null = null
  readonly #processes = new Set<ConsumerProcess>()

  constructor(options: ConsumersOptions) {
    this.#o = options
  }

  start(): void {
    this.#stopped = false
    this.#wake()
    if (this.#closing.signal.aborted) return
    this.#lives ??= Array.from({ length: this.#o.options.consumers }, () => this.#liveAgainAndAgain())
  }

  /**
   * Ask for no more. A long poll under way is not hung up on: the broker may just be handing it a message, which
   * would then be nobody's until its visibility timeout is over. What it still brings is given back.
   */
  stop(): void {
    this.#stopped = true
  }

  /** Leaves no request and no timer. Work that the service is still at ends without a delete. */
  async close(): Promise<void> {
    this.#closing.abort()
    for (const process of this.#processes) process.end()
    this.#wake()
    await Promise.all(this.#lives ?? [])
  }

  /** One consumer: a process, and after a crash the next one. */
  async #liveAgainAndAgain(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      await this.#live()
      await delay(this.#o.consuming.options.restartMs, undefined, { signal }).catch(() => {})
    }
  }

  async #live(): Promise<void> {
    const { consuming, openSdk, openReplySdk } = this.#o
    const sockets = new Sockets()
    const process = consuming.begin(() => sockets.reset())
    void process.gone.then(() => this.#wake())
    const sdk = openSdk({ onSocket: sockets.add })
    const replySdk = openReplySdk?.({ onSocket: sockets.add })
    this.#processes.add(process)
    const life = new Life({ ...this.#o, sdk, reply: replySdk ? replyVia(replySdk, process.signal) : null, process })
    try {
      await life.consume({ isStopped: () => this.#stopped, resumed: () => this.#resumed() })
    } finally {
      this.#processes.delete(process)
      sdk.destroy()
      replySdk?.destroy()
    }
  }

  #resumed(): Promise<void> {
    return new Promise((resolve) => this.#resume.push(resolve))
  }

  /** Who waits looks again at whether there is a reason to. */
  #wake(): void {
    for (const resume of this.#resume.splice(0)) resume()
  }
}

interface Stops {
  isStopped: () => boolean
  resumed: () => Promise<void>
}

interface LifeOptions extends Pick<ConsumersOptions, 'queueUrl' | 'subscriber' | 'consuming' | 'options'> {
  sdk: SQSClient
  reply: Replier | null
  process: ConsumerProcess
}

/** One process from its start to its end. */
class Life {
  readonly #o: LifeOptions
  readonly #places: Places
  /** Requests under way. */
  readonly #asking = new Set<Promise<unknown>>()

  constructor(options: LifeOptions) {
    this.#o = options
    this.#places = new Places(options.options.concurrency)
  }

  /** Resolves when the process is gone, and no request of it is under way. */
  async consume({ isStopped, resumed }: Stops): Promise<void> {
    const { process } = this.#o
    void process.gone.then(() => this.#places.close())
    while (!process.isGone) {
      try {
        while (isStopped() && !process.isGone) await resumed()
        await this.#places.room()
        if (process.isGone) break
        const messages = await this.#receive()
        const receivedMs = performance.now()
        if (isStopped()) await Promise.all(messages.map((message) => this.#return(message)))
        else for (const inOrder of this.#inOrder(messages)) this.#places.run(() => this.#handleAll(inOrder, receivedMs))
      } catch {
        // The broker or the way to it is broken: a consumer goes on trying for as long as it lives.
        await delay(AFTER_ERROR_MS, undefined, { signal: process.signal }).catch(() => {})
      }
    }
    await Promise.allSettled(this.#asking)
  }

  async #receive(): Promise<Message[]> {
    const { queueUrl, options } = this.#o
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: options.batch,
      WaitTimeSeconds: options.waitTimeS,
      VisibilityTimeout: options.visibilityTimeoutS,
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'MessageGroupId'],
      MessageAttributeNames: ['All'],
    })
    const requestTimeout = options.waitTimeS * MS_PER_S + ANSWER_TIMEOUT_MS
    const { Messages = [] } = await this.#send((sdk, how) => sdk.send(command, { ...how, requestTimeout }))
    return Messages
  }

  /** What must be worked on one after the other: in a FIFO queue the messages of one group. */
  #inOrder(messages: Message[]): Message[][] {
    const groups = new Map<unknown, Message[]>()
    for (const message of messages) {
      const key = groupIn(message) ?? message
      groups.set(key, [...(groups.get(key) ?? []), message])
    }
    return [...groups.values()]
  }

  /** What comes behind a message that was not done would overtake it: it is given back. */
  async #handleAll(messages: Message[], receivedMs: number): Promise<void> {
    let goesOn = true
    for (const message of messages) {
      try {
        if (goesOn) goesOn = await this.#handle(message, receivedMs)
        else await this.#return(message)
      } catch {
        // Nobody knows what the broker has understood: the message may come again, to whoever asks next.
        goesOn = false
      }
      if (this.#o.process.isGone) return
    }
  }

  async #handle(message: Message, receivedMs: number): Promise<boolean> {
    const { options, process, reply, subscriber } = this.#o
    const order = orderIn(message)
    if (!order) {
      await this.#delete(message)
      return true
    }
    const visibleAgainMs = receivedMs + options.visibilityTimeoutS * MS_PER_S
    const taken: Taken = {
      order,
      subscriber,
      delivery: deliveryIn(message),
      acknowledge: async () => {
        await this.#delete(message)
        // SQS: a receipt handle that is out of date is taken without an error, and deletes nothing for sure.
        return performance.now() < visibleAgainMs
      },
      retryAfterMs: (refusal) => {
        // No room: keep it until there is, as long as nobody else is handed it.
        const mayWait = refusal === 'overloaded' && performance.now() + AFTER_OVERLOAD_MS < visibleAgainMs
        return mayWait ? AFTER_OVERLOAD_MS : null
      },
    }
    const replyTo = replyToIn(message)
    if (!reply || !replyTo) return process.handle(taken)
    const to = { queueUrl: replyTo, correlationId: correlationIn(message) ?? '' }
    return process.handle({ ...taken, isAsked: true, tell: (answer) => reply(to, answer) })
  }

  async #return(message: Message): Promise<void> {
    const { consuming, subscriber } = this.#o
    const order = orderIn(message)
    if (order) {
      consuming.service.deliveries?.received(order.orderId, { subscriber, delivery: deliveryIn(message) })
      consuming.service.deliveries?.returned(order.orderId, subscriber)
    }
    await this.#giveBack(message)
  }

  /** SQS: a visibility timeout of 0 hands the message out again at once. */
  async #giveBack({ ReceiptHandle }: Message): Promise<void> {
    const command = new ChangeMessageVisibilityCommand({
      QueueUrl: this.#o.queueUrl,
      ReceiptHandle,
      VisibilityTimeout: 0,
    })
    await this.#send((sdk, how) => sdk.send(command, how))
  }

  async #delete({ ReceiptHandle }: Message): Promise<void> {
    const command = new DeleteMessageCommand({ QueueUrl: this.#o.queueUrl, ReceiptHandle })
    await this.#send((sdk, how) => sdk.send(command, how))
  }

  async #send<T>(ask: (sdk: SQSClient, how: { abortSignal: AbortSignal; requestTimeout: number }) => Promise<T>) {
    const { sdk, process } = this.#o
    const request = ask(sdk, { abortSignal: process.signal, requestTimeout: ANSWER_TIMEOUT_MS })
    this.#asking.add(request)
    try {
      return await request
    } finally {
      this.#asking.delete(request)
    }
  }
}
