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
const AFTER_OVERLOAD_MS = 50
const RETRY_DELAY_MS = 100
const RETRIES = 3
/** Of a session; and often enough to notice a rebalance soon. */
const HEARTBEATS_PER_SESSION = 3
const SLOWEST_HEARTBEAT_MS = 300
/** How long a stop waits for work in hand, so that what is done is also committed. */
const STOP_GRACE_MS = 1000
const NOBODY = 'nobody'

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

  constructor(options: ConsumersOptions) {
    this.#o = options
    this.#stopping.abort()
  }

  /** Resolves when every consumer has joined its group once, or has found that it cannot. */
  async start(): Promise<void> {
    if (!this.#stopping.signal.aborted || this.#closing.signal.aborted) return
    this.#stopping = new AbortController()
    const { signal } = this.#stopping
    const joined: Promise<void>[] = []
    this.#lives = Array.from({ length: this.#o.options.consumers }, () => {
      const first = Promise.withResolvers<void>()
      joined.push(first.promise)
      return this.#liveAgainAndAgain(signal, first.resolve)
    })
    await Promise.all(joined)
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
  async #liveAgainAndAgain(stopping: AbortSignal, onJoined: () => void): Promise<void> {
    while (!stopping.aborted) {
      const connections = new Connections()
      const process = this.#o.consuming.begin(() => connections.reset())
      this.#processes.add(process)
      const life = new Life({ ...this.#o, connections, process })
      await life.consume(stopping, onJoined).catch(() => {})
      onJoined()
      const waitMs = process.isGone ? this.#o.consuming.options.restartMs : AFTER_ERROR_MS
      process.end()
      this.#processes.delete(process)
      await life.close()
      connections.close()
      await delay(waitMs, undefined, { signal: stopping }).catch(() => {})
    }
  }
}

interface LifeOptions extends ConsumersOptions {
  connections: Connections
  process: ConsumerProcess
}

/** One process from its start to its end. */
class Life {
  readonly #o: LifeOptions
  readonly #consumer: Consumer<Buffer, Buffer, Buffer, Buffer>
  readonly #producer: Producer<Buffer, Buffer, Buffer, Buffer> | null
  readonly #commits: Commits
  readonly #places: Places
  readonly #progress = new Map<number, Progress>()

  constructor(options: LifeOptions) {
    this.#o = options
    const { sessionTimeoutMs, fetchMinBytes, fetchMaxBytes, fetchWaitMs, concurrency } = options.options
    const shared = {
      context: options.connections,
      retries: RETRIES,
      retryDelay: RETRY_DELAY_MS,
      autocreateTopics: false,
    }
    this.#consumer = new Consumer({
      ...shared,
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
          clientId: `${options.groupId}-replier`,
          bootstrapBrokers: [options.replyLink],
          acks: 1,
        })
      : null
    this.#commits = new Commits((offsets) => this.#consumer.commit({ offsets }))
    this.#places = new Places(concurrency)
  }

  /** Resolves when it is to stop, or the process is gone. Rejects when the connection is. */
  async consume(stopping: AbortSignal, onJoined: () => void): Promise<void> {
    const { topic, options, process } = this.#o
    const stream = await this.#consumer.consume({ topics: [topic], mode: 'committed', fallbackMode: options.start })
    onJoined()
    const end = () => void stream.destroy()
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

  #take(message: Received): void {
    const { partition, offset, key } = message
    const progress = this.#progress.get(partition) ?? new Progress()
    this.#progress.set(partition, progress)
    if (!progress.take(offset)) return
    const line = key ? `${partition}/${key.toString('hex')}` : null
    this.#places.run(line, () =>
      // Nobody knows what the broker has understood: whoever reads next begins at what it has.
      this.#handle(message, progress).catch(() => {}),
    )
  }

  async #handle(message: Received, progress: Progress): Promise<void> {
    const { process, subscriber } = this.#o
    const order = decodeOrder(message.value)
    const acknowledge = async () => {
      const next = progress.done(message.offset)
      if (next === null) return true
      await this.#commits.add(message, next)
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
