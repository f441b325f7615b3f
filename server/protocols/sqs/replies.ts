/**
 * The replies of one caller: received from its reply queue, told apart by their correlation ids. In a queue that is
 * shared, a reply for another caller is given back, until the one who waits for it receives it.
 */
import { setTimeout as delay } from 'node:timers/promises'
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { Outcome } from '#core/outcome.ts'
import { outcomeOfAnswer } from '../answer.ts'
import { correlationIn, deliveryIn } from './message.ts'
import type { ReplyQueue } from './reply-queue.ts'

export const REPLY_RECEIVERS = 2
const BATCH = 10
const WAIT_S = 20
const MS_PER_S = 1000
const requestTimeout = 5000
const AFTER_ERROR_MS = 250
/** Nobody has taken it by then: its caller is gone. */
const MAX_GIVEN_BACK = 50

export class Replies {
  readonly #sdk: SQSClient
  readonly #queue: ReplyQueue
  readonly #closing = new AbortController()
  readonly #waiting = new Map<string, (outcome: Outcome) => void>()
  readonly #receivers: Promise<void>[]
  #asked = 0

  constructor(sdk: SQSClient, queue: ReplyQueue) {
    this.#sdk = sdk
    this.#queue = queue
    this.#receivers = Array.from({ length: REPLY_RECEIVERS }, () => this.#receiveAgainAndAgain())
  }

  /** From here on a reply with this id is taken for `onReply`, once; forget it when nobody waits any more. */
  expect(onReply: (outcome: Outcome) => void): { correlationId: string; forget: () => void } {
    const correlationId = `${this.#queue.caller}-${this.#asked++}`
    this.#waiting.set(correlationId, onReply)
    return { correlationId, forget: () => this.#waiting.delete(correlationId) }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all(this.#receivers)
  }

  async #receiveAgainAndAgain(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      try {
        await this.#take(await this.#receive())
      } catch {
        // What was received and not deleted comes again, and is nobody's by then.
        await delay(AFTER_ERROR_MS, undefined, { signal }).catch(() => {})
      }
    }
  }

  async #receive(): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.#queue.url,
      MaxNumberOfMessages: BATCH,
      WaitTimeSeconds: WAIT_S,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      MessageAttributeNames: ['All'],
    })
    const { Messages = [] } = await this.#sdk.send(command, {
      abortSignal: this.#closing.signal,
      requestTimeout: WAIT_S * MS_PER_S + requestTimeout,
    })
    return Messages
  }

  async #take(messages: Message[]): Promise<void> {
    const others = messages.filter((message) => this.#isForAnother(message))
    const ours = messages.filter((message) => !others.includes(message))
    for (const message of ours) this.#tell(message)
    const QueueUrl = this.#queue.url
    const how = { abortSignal: this.#closing.signal, requestTimeout }
    if (ours.length > 0) await this.#sdk.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: entries(ours) }), how)
    if (others.length === 0) return
    const visible = entries(others).map((entry) => ({ ...entry, VisibilityTimeout: 0 }))
    await this.#sdk.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: visible }), how)
  }

  #isForAnother(message: Message): boolean {
    const isOurs = correlationIn(message)?.startsWith(`${this.#queue.caller}-`)
    return this.#queue.isShared && !isOurs && deliveryIn(message) <= MAX_GIVEN_BACK
  }

  #tell(message: Message): void {
    const correlationId = correlationIn(message) ?? ''
    const onReply = this.#waiting.get(correlationId)
    this.#waiting.delete(correlationId)
    onReply?.(outcomeOfAnswer(parsed(message.Body ?? '')))
  }
}

function entries(messages: Message[]) {
  return messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
