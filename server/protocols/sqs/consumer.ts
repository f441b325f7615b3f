/**
 * Consumers of one queue: receive (long poll), work, delete. At least once: what is not deleted is handed out again
 * when its visibility timeout is over.
 */
import { setTimeout } from 'node:timers/promises'
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
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
  #polling: AbortController | null = null

  constructor(options: ConsumerOptions) {
    this.#o = options
  }

  start(): void {
    if (this.#polling || this.#closing.signal.aborted) return
    this.#polling = new AbortController()
    for (let consumer = 0; consumer < this.#o.options.consumers; consumer++) void this.#consume(this.#polling.signal)
  }

  /** Hang up on the broker; what was already received is worked on and deleted. */
  stop(): void {
    this.#polling?.abort()
    this.#polling = null
  }

  /** Leaves no request and no timer. Work that the service is still at ends without a delete. */
  async close(): Promise<void> {
    this.stop()
    this.#closing.abort()
    await Promise.allSettled(this.#asking)
  }

  async #consume(polling: AbortSignal): Promise<void> {
    while (!polling.aborted) {
      try {
        const messages = await this.#receive(polling)
        const receivedMs = performance.now()
        await Promise.all(messages.map((message) => this.#handle(message, receivedMs)))
      } catch {
        // The broker or the way to it is broken: a consumer goes on trying for as long as it runs.
        await this.#rest(AFTER_ERROR_MS, polling)
      }
    }
  }

  async #receive(polling: AbortSignal): Promise<Message[]> {
    const { sdk, queueUrl, options } = this.#o
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: options.batch,
      WaitTimeSeconds: options.waitTimeS,
      VisibilityTimeout: options.visibilityTimeoutS,
    })
    const requestTimeout = options.waitTimeS * MS_PER_S + ANSWER_TIMEOUT_MS
    const { Messages = [] } = await this.#ask(sdk.send(command, { abortSignal: polling, requestTimeout }))
    return Messages
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
