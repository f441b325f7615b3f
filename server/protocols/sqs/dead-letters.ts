/**
 * The dead-letter queue behind one queue, watched past the links: SQS tells nobody when it puts a message aside. What
 * lies there is received once and kept out of sight for as long as SQS allows, so that each is written down once.
 */
import { setTimeout as delay } from 'node:timers/promises'
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import type { Deliveries } from '../protocol.ts'
import { decodeOrder, groupIn } from './message.ts'
import { depthOf, type Queue } from './queues.ts'

/** Short: a redrive by the broker's own task waits for the watcher to have left. */
const WAIT_S = 1
const MS_PER_S = 1000
const requestTimeout = 10_000
const MAX_BATCH = 10
/** SQS: the longest visibility timeout, 12 hours. */
const LONGEST_VISIBILITY_S = 43_200
const AFTER_ERROR_MS = 250
const MOVE_POLL_MS = 100
const MOVE_WITHIN_MS = 30_000

export interface DeadLettersOptions {
  sdk: SQSClient
  queue: Queue & { dead: NonNullable<Queue['dead']> }
  subscriber: number
  deliveries: Deliveries | undefined
  /** From the first dead letter to the one redrive that happens by itself; 0 for none. */
  redriveAfterS: number
}

export class DeadLetters {
  readonly #o: DeadLettersOptions
  readonly #closing = new AbortController()
  /** By message id: written down, and kept out of sight. */
  readonly #held = new Map<string, Message>()
  readonly #watching: Promise<void>
  #timer: NodeJS.Timeout | undefined
  #isDue: 'never' | 'not yet' | 'waiting' | 'done'
  #redriving = 0
  /** A redrive has ended since somebody asked. */
  #isFresh = false
  /** The watcher would take from the broker's task what that is to move. */
  #paused = false
  #receiving: Promise<unknown> = Promise.resolve()

  constructor(options: DeadLettersOptions) {
    this.#o = options
    this.#isDue = options.redriveAfterS > 0 ? 'not yet' : 'never'
    this.#watching = this.#watch()
  }

  /**
   * Messages that somebody still has to see or to move: a lane with none of them is not waiting for its dead letters,
   * however many there are.
   */
  async pending(): Promise<number> {
    // The queue they went to may have been asked before they were there: it is worth another look.
    if (this.#redriving > 0 || this.#isFresh) {
      this.#isFresh = false
      return 1
    }
    const { sdk, queue } = this.#o
    const { visible, invisible, delayed } = await depthOf(sdk, queue.dead.url)
    if (this.#redriving > 0) return 1
    const isWaiting = this.#isDue === 'waiting'
    return Math.max(0, visible + invisible + delayed - (isWaiting ? 0 : this.#held.size))
  }

  /** Send all dead letters back to the queue that they come from. Resolves to their number when they are there. */
  async redrive(): Promise<number> {
    this.#redriving++
    try {
      return await this.#redrive()
    } finally {
      this.#paused = false
      this.#redriving--
      this.#isFresh = true
    }
  }

  /** What lay there is gone, and none of it may be sent back. */
  forget(): void {
    this.#held.clear()
  }

  async close(): Promise<void> {
    this.#closing.abort()
    clearTimeout(this.#timer)
    await this.#watching
  }

  async #watch(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      try {
        this.#receiving = this.#paused ? delay(MOVE_POLL_MS, undefined, { signal }) : this.#receive()
        await this.#receiving
      } catch {
        await delay(AFTER_ERROR_MS, undefined, { signal }).catch(() => {})
      }
    }
  }

  async #receive(): Promise<void> {
    const { sdk, queue } = this.#o
    const command = new ReceiveMessageCommand({
      QueueUrl: queue.dead.url,
      MaxNumberOfMessages: MAX_BATCH,
      WaitTimeSeconds: WAIT_S,
      VisibilityTimeout: LONGEST_VISIBILITY_S,
      MessageSystemAttributeNames: ['MessageGroupId'],
      MessageAttributeNames: ['All'],
    })
    const { Messages = [] } = await sdk.send(command, {
      abortSignal: this.#closing.signal,
      requestTimeout: WAIT_S * MS_PER_S + requestTimeout,
    })
    for (const message of Messages) this.#hold(message)
  }

  #hold(message: Message): void {
    const { deliveries, subscriber, redriveAfterS } = this.#o
    this.#held.set(message.MessageId ?? '', message)
    const order = decodeOrder(message.Body ?? '')
    if (order) deliveries?.deadLettered(order.orderId, subscriber)
    if (this.#isDue !== 'not yet') return
    this.#isDue = 'waiting'
    this.#timer = setTimeout(() => void this.#redriveOnce(), redriveAfterS * MS_PER_S)
  }

  async #redriveOnce(): Promise<void> {
    // What could not be moved lies there as before; a broker that does not answer is seen elsewhere.
    await this.redrive().catch(() => {})
    this.#isDue = 'done'
  }

  async #redrive(): Promise<number> {
    const moved = await this.#move().catch((error) => {
      if (isRefusal(error)) return null
      throw error
    })
    return moved ?? (await this.#sendBack())
  }

  /** As SQS does it: StartMessageMoveTask takes what is visible. */
  async #move(): Promise<number> {
    const { sdk, queue } = this.#o
    const SourceArn = queue.dead.arn
    // The embedded broker knows no such task: asked first, before anything is let go of.
    await sdk.send(new ListMessageMoveTasksCommand({ SourceArn }), { requestTimeout })
    this.#paused = true
    await this.#receiving.catch(() => {})
    const all = [...this.#held.values()]
    await Promise.all(all.map((message) => this.#letGo(message)))
    this.#held.clear()
    await sdk.send(new StartMessageMoveTaskCommand({ SourceArn }), { requestTimeout })
    for (let waitedMs = 0; waitedMs < MOVE_WITHIN_MS; waitedMs += MOVE_POLL_MS) {
      const { Results = [] } = await sdk.send(new ListMessageMoveTasksCommand({ SourceArn }), { requestTimeout })
      if (Results[0]?.Status !== 'RUNNING') break
      await delay(MOVE_POLL_MS, undefined, { signal: this.#closing.signal })
    }
    return all.length
  }

  /** By hand, where the broker knows no such task: sent first and deleted then, so that none is lost in between. */
  async #sendBack(): Promise<number> {
    const { sdk, queue } = this.#o
    let moved = 0
    for (const message of [...this.#held.values()]) {
      const { MessageId = '', Body, MessageAttributes, ReceiptHandle } = message
      const group = groupIn(message)
      // A FIFO queue has seen this order already, and would take it for a repetition.
      const asNew = group === null ? {} : { MessageGroupId: group, MessageDeduplicationId: `redrive-${MessageId}` }
      const again = new SendMessageCommand({ QueueUrl: queue.url, MessageBody: Body, MessageAttributes, ...asNew })
      await sdk.send(again, { requestTimeout })
      await sdk.send(new DeleteMessageCommand({ QueueUrl: queue.dead.url, ReceiptHandle }), { requestTimeout })
      this.#held.delete(MessageId)
      moved++
    }
    return moved
  }

  async #letGo({ ReceiptHandle }: Message): Promise<void> {
    const { sdk, queue } = this.#o
    const visible = { QueueUrl: queue.dead.url, ReceiptHandle, VisibilityTimeout: 0 }
    await sdk.send(new ChangeMessageVisibilityCommand(visible), { requestTimeout })
  }
}

/** The broker answered, and said no. */
function isRefusal(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
  return status !== undefined && status >= 400 && status < 500
}
