/**
 * Consumers of one queue: receive (long poll), work, delete. At least once: what is not deleted is handed out again
 * when its visibility timeout is over.
 */
import { setTimeout } from 'node:timers/promises'
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { OptionsOf } from '#core/protocols.ts'
import { refusalOf, type Service } from '../protocol.ts'
import { decodeOrder } from './message.ts'

const MS_PER_S = 1000
/** On top of the long poll's own wait. */
const ANSWER_TIMEOUT_MS = 5000
const AFTER_ERROR_MS = 250
const AFTER_OVERLOAD_MS = 50

export interface ConsumerOptions {
  sdk: SQSClient
  queueUrl: string
  service: Service
  options: OptionsOf<'sqs'>
}

export class Consumers {
  readonly #o: ConsumerOptions
  readonly #closing = new AbortController()
  /** Requests under way. */
  readonly #asking = new Set<Promise<unknown>>()
  #stopped = true
  /** Consumers that wait to be started again. */
  #resume: (() => void)[] = []
  #running = false

  constructor(options: ConsumerOptions) {
    this.#o = options
  }

  start(): void {
    this.#stopped = false
    for (const resume of this.#resume.splice(0)) resume()
    if (this.#running || this.#closing.signal.aborted) return
    this.#running = true
    for (let consumer = 0; consumer < this.#o.options.consumers; consumer++) void this.#consume()
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
    for (const resume of this.#resume.splice(0)) resume()
    await Promise.allSettled(this.#asking)
  }

  async #consume(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      try {
        if (this.#stopped) await new Promise<void>((resolve) => this.#resume.push(resolve))
        if (signal.aborted) return
        const messages = await this.#receive()
        const receivedMs = performance.now()
        await Promise.all(
          messages.map((message) => (this.#stopped ? this.#giveBack(message) : this.#handle(message, receivedMs))),
        )
      } catch {
        // The broker or the way to it is broken: a consumer goes on trying for as long as it runs.
        await this.#rest(AFTER_ERROR_MS, signal)
      }
    }
  }

  async #receive(): Promise<Message[]> {
    const { sdk, queueUrl, options } = this.#o
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: options.batch,
      WaitTimeSeconds: options.waitTimeS,
      VisibilityTimeout: options.visibilityTimeoutS,
    })
    const requestTimeout = options.waitTimeS * MS_PER_S + ANSWER_TIMEOUT_MS
    const { signal: abortSignal } = this.#closing
    const { Messages = [] } = await this.#ask(sdk.send(command, { abortSignal, requestTimeout }))
    return Messages
  }

  /** SQS: a visibility timeout of 0 hands the message out again at once. */
  async #giveBack({ ReceiptHandle }: Message): Promise<void> {
    const { sdk, queueUrl } = this.#o
    const command = new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: 0 })
    const { signal: abortSignal } = this.#closing
    await this.#ask(sdk.send(command, { abortSignal, requestTimeout: ANSWER_TIMEOUT_MS }))
  }

  async #handle(message: Message, receivedMs: number): Promise<void> {
    const settled = await this.#work(message, receivedMs + this.#o.options.visibilityTimeoutS * MS_PER_S)
    if (!settled || this.#closing.signal.aborted) return
    const { sdk, queueUrl } = this.#o
    const command = new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle })
    const { signal: abortSignal } = this.#closing
    await this.#ask(sdk.send(command, { abortSignal, requestTimeout: ANSWER_TIMEOUT_MS }))
  }

  /** True where the message is done with: worked on, or one that would be refused for ever. */
  async #work(message: Message, visibleAgainMs: number): Promise<boolean> {
    const order = decodeOrder(message.Body ?? '')
    if (!order) return true
    for (;;) {
      try {
        await this.#o.service.execute(order)
        return true
      } catch (thrown) {
        const { kind } = refusalOf(thrown)
        if (kind === 'invalid' || kind === 'rejected') return true
        // No room: keep it until there is, as long as nobody else is handed it.
        const mayWait = performance.now() + AFTER_OVERLOAD_MS < visibleAgainMs && !this.#closing.signal.aborted
        if (kind === 'error' || !mayWait) return false
        await this.#rest(AFTER_OVERLOAD_MS, this.#closing.signal)
      }
    }
  }

  async #ask<T>(request: Promise<T>): Promise<T> {
    this.#asking.add(request)
    try {
      return await request
    } finally {
      this.#asking.delete(request)
    }
  }

  async #rest(ms: number, signal: AbortSignal): Promise<void> {
    await setTimeout(ms, undefined, { signal }).catch(() => {})
  }
}
