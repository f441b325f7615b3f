/**
 * The consumers of one group, each a process with sockets of its own: fetch (long poll), work, commit. At least once:
 * whoever takes over a partition begins at what was committed.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { Consumer, type Message, Producer } from '@platformatic/kafka'
import type { OptionsOf } from '#core/protocols.ts'
import type { Answer } from '../answer.ts'
import type { ConsumerProcess, Consuming, Message as Taken } from '../consumer-process.ts'
import { type Address, Crash } from '../protocol.ts'
import { Commits } from './commits.ts'
import { Connections } from './connections.ts'
import { CORRELATION_ID, decodeOrder, encodeReply, REPLY_TO } from './message.ts'
import { Places } from './places.ts'
import { Progress } from './progress.ts'

const AFTER_ERROR_MS = 250
const AFTER_COMMIT_ERROR_MS = 50
const AFTER_OVERLOAD_MS = 50
const RETRY_DELAY_MS = 100
/** A consumer that tries again commits for a generation that it has just joined, what it took in another one. */
const CONSUMER_RETRIES = 0
const REPLY_RETRIES = 3
/** Of a session; and often enough to notice a rebalance soon. */
const HEARTBEATS_PER_SESSION = 3
const SLOWEST_HEARTBEAT_MS = 300
/** How long a stop waits for work in hand, so that what is done is also committed. */
const STOP_GRACE_MS = 1000
const NOBODY = 'nobody'
/** How long a start waits for its group. */
const SETTLED_WITHIN_MS = 5000

export interface ConsumersOptions {
  /** Dials the leg "consume". */
  link: Address
  /** Dials the leg "reply"; absent where nobody waits for one. */
  replyLink?: Address
  groupId: string
  topic: string
  subscriber: number
  consuming: Consuming
  options: OptionsOf<'kafka'>
}

type Received = Message<Buffer, Buffer, Buffer, Buffer>

export class Consumers {
  readonly #o: ConsumersOptions
  readonly #closing = new AbortController()
  #stopping = new AbortController()
  #lives: Promise<void>[] = []
  readonly #processes = new Set<ConsumerProcess>()
  readonly #generations = new Map<ConsumerProcess, number>()
  #settled = Promise.withResolvers<void>()

  constructor(options: ConsumersOptions) {
    this.#o = options
    this.#stopping.abort()
  }

  /**
   * Resolves when all of them are in one generation of the group, so that nothing is read by one whose partition is
   * about to go to another; or when that takes too long.
   */
  async start(): Promise<void> {
    if (!this.#stopping.signal.aborted || this.#closing.signal.aborted) return
    this.#stopping = new AbortController()
    const { signal } = this.#stopping
    this.#settled = Promise.withResolvers()
    this.#lives = Array.from({ length: this.#o.options.consumers }, () => this.#liveAgainAndAgain(signal))
    const late = new AbortController()
    const waited = delay(SETTLED_WITHIN_MS, undefined, { signal: late.signal }).catch(() => {})
    await Promise.race([this.#settled.promise, waited])
    late.abort()
  }

  /** Leave the group, when what is in hand is done or has been waited for long enough. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await Promise.all(this.#lives)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    for (const process of this.#processes) process.end()
    await this.stop()
  }

  /** One consumer: a process, and after a crash or an error the next one. */
  async #liveAgainAndAgain(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      const connections = new Connections()
      const process = this.#o.consuming.begin(() => connections.reset())
      this.#processes.add(process)
      const onJoined = (generation: number) => this.#joined(process, generation)
      const life = new Life({ ...this.#o, connections, process, onJoined })
      await life.consume(stopping).catch(() => {})
      const waitMs = process.isGone ? this.#o.consuming.options.restartMs : AFTER_ERROR_MS
      process.end()
      this.#processes.delete(process)
      this.#generations.delete(process)
      await life.close()
      connections.close()
      await delay(waitMs, undefined, { signal: stopping }).catch(() => {})
    }
  }

  #joined(process: ConsumerProcess, generation: number): void {
    this.#generations.set(process, generation)
    const all = [...this.#generations.values()]
    if (all.length === this.#o.options.consumers && all.every((one) => one === generation)) this.#settled.resolve()
  }
}

interface LifeOptions extends ConsumersOptions {
  connections: Connections
  process: ConsumerProcess
  onJoined(generation: number): void
}

/** One process from its start to its end. */
class Life {
  readonly #o: LifeOptions
  readonly #consumer: Consumer<Buffer, Buffer, Buffer, Buffer>
  readonly #producer: Producer<Buffer, Buffer, Buffer, Buffer> | null
  readonly #commits: Commits
  readonly #places: Places
  /** Of the partitions that are this consumer's, from when they came to it on. */
  readonly #owned = new Map<number, Progress>()

  constructor(options: LifeOptions) {
    this.#o = options
    const { sessionTimeoutMs, fetchMinBytes, fetchMaxBytes, fetchWaitMs, concurrency } = options.options
    const shared = {
      context: options.connections,
      retryDelay: RETRY_DELAY_MS,
      autocreateTopics: false,
    }
    this.#consumer = new Consumer({
      ...shared,
      retries: CONSUMER_RETRIES,
      clientId: options.groupId,
      groupId: options.groupId,
      bootstrapBrokers: [options.link],
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: sessionTimeoutMs,
      heartbeatInterval: Math.min(SLOWEST_HEARTBEAT_MS, sessionTimeoutMs / HEARTBEATS_PER_SESSION),
      minBytes: fetchMinBytes,
      maxBytes: fetchMaxBytes,
      maxBytesPerPartition: fetchMaxBytes,
      maxWaitTime: fetchWaitMs,
      autocommit: false,
    })
    this.#producer = options.replyLink
      ? new Producer({
          ...shared,
          retries: REPLY_RETRIES,
          clientId: `${options.groupId}-replier`,
          bootstrapBrokers: [options.replyLink],
          acks: 1,
        })
      : null
    this.#consumer.on('consumer:group:join', () => this.#own())
    // What it concerns rejects as well; without a listener it would end the thread.
    for (const client of [this.#consumer, this.#producer]) client?.on('error', () => {})
    this.#commits = new Commits((offsets) => this.#consumer.commit({ offsets }))
    this.#places = new Places(concurrency)
  }

  /** Resolves when it is to stop, or the process is gone. Rejects when the connection is. */
  async consume(stopping: AbortSignal): Promise<void> {
    const { topic, options, process } = this.#o
    const stream = await this.#consumer.consume({ topics: [topic], mode: 'committed', fallbackMode: options.start })
    const end = () => void stream.destroy()
    // It has lost its group and will not join again by itself: the next one does.
    this.#consumer.on('error', (error) => stream.destroy(error))
    stopping.addEventListener('abort', end)
    process.signal.addEventListener('abort', end)
    try {
      if (stopping.aborted || process.isGone) return
      for await (const message of stream) {
        await this.#places.room()
        if (stopping.aborted || process.isGone) break
        this.#take(message)
      }
    } catch (error) {
      if (!stopping.aborted && !process.isGone) throw error
    } finally {
      stopping.removeEventListener('abort', end)
      process.signal.removeEventListener('abort', end)
      stream.on('error', () => {})
      stream.destroy()
    }
    const grace = delay(STOP_GRACE_MS, undefined, { ref: false })
    await Promise.race([this.#places.idle(), grace, process.gone])
  }

  async close(): Promise<void> {
    const { process } = this.#o
    // Who has crashed says no goodbye: the group finds out when the session is over. The client knows no other way to
    // end, so what it says goodbye as is nobody.
    if (process.signal.reason instanceof Crash) this.#consumer.memberId = NOBODY
    await Promise.all([this.#consumer.close(true).catch(() => {}), this.#producer?.close(true).catch(() => {})])
  }

  /** A rebalance is over. What stays goes on; what comes back later begins anew. */
  #own(): void {
    const now = new Set(this.#consumer.assignments?.flatMap(({ partitions }) => partitions))
    for (const partition of this.#owned.keys()) if (!now.has(partition)) this.#owned.delete(partition)
    for (const partition of now) if (!this.#owned.has(partition)) this.#owned.set(partition, new Progress())
    this.#o.onJoined(this.#consumer.generationId)
  }

  #take(message: Received): void {
    const { partition, offset, key } = message
    const progress = this.#owned.get(partition)
    // Fetched before a rebalance has given the partition to another one.
    if (!progress?.take(offset)) return
    const line = key ? `${partition}/${key.toString('hex')}` : null
    // What is not acknowledged is read again by whoever has the partition then.
    this.#places.run(line, () => this.#handle(message, progress).catch(() => {}))
  }

  async #handle(message: Received, progress: Progress): Promise<void> {
    const { process, subscriber } = this.#o
    const order = decodeOrder(message.value)
    const acknowledge = async () => {
      await this.#acknowledge(message, progress)
      return true
    }
    if (!order) {
      await acknowledge()
      return
    }
    const retryAfterMs: Taken['retryAfterMs'] = (refusal) =>
      refusal === 'overloaded' ? AFTER_OVERLOAD_MS : AFTER_ERROR_MS
    const taken: Taken = { order, subscriber, delivery: 1, acknowledge, retryAfterMs }
    const asked = this.#askedBy(message)
    await process.handle(asked ? { ...taken, isAsked: true, tell: asked } : taken)
  }

  /** Rejects when the partition is another one's: a commit of what was its own before would set that one back. */
  async #acknowledge(message: Received, progress: Progress): Promise<void> {
    const { process } = this.#o
    const next = progress.done(message.offset)
    if (next === null) return
    for (;;) {
      if (process.isGone || this.#owned.get(message.partition) !== progress) throw new Error('no longer its consumer')
      try {
        await this.#commits.add(message, next)
        return
      } catch {
        // In the middle of a rebalance, or the broker is away: when that is over it is known whose partition it is.
        await delay(AFTER_COMMIT_ERROR_MS, undefined, { signal: process.signal }).catch(() => {})
      }
    }
  }

  #askedBy({ headers }: Received): ((answer: Answer) => Promise<void>) | null {
    const producer = this.#producer
    const named = new Map([...headers].map(([name, value]) => [name.toString(), value]))
    const topic = named.get(REPLY_TO)?.toString()
    const correlationId = named.get(CORRELATION_ID)
    if (!producer || !topic || !correlationId) return null
    const answerHeaders = new Map([[Buffer.from(CORRELATION_ID), correlationId]])
    return async (answer) => {
      await producer.send({ messages: [{ topic, value: encodeReply(answer), headers: answerHeaders }] })
    }
  }
}
