/**
 * What stands between two topics: it reads what has come, writes it to the second topic and commits how far it has read.
 * Written and then committed, it is written again where the processor dies in between; in one transaction (KIP-98,
 * KIP-447) both hold or neither does, and who reads only what is committed never sees what was written in vain.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { Consumer, type Message, Producer } from '@platformatic/kafka'
import { parseOrderId } from '#core/order.ts'
import type { OptionsOf } from '#core/protocols.ts'
import type { Address } from '../protocol.ts'
import { Connections } from './connections.ts'
import { decodeOrder } from './message.ts'

const AFTER_ERROR_MS = 250
const RETRY_DELAY_MS = 100
const RETRIES = 3
/** In one transaction, or before one commit. */
const MOST_AT_ONCE = 100
const HEARTBEATS_PER_SESSION = 3
const SLOWEST_HEARTBEAT_MS = 300
/** How long a start waits for it to have joined its group. */
const JOINED_WITHIN_MS = 5000
const ALL = -1
const READ_COMMITTED = 1
const NO_EPOCH = -1
const NOBODY = 'nobody'
/** KIP-360: whatever producer it was before, this one takes over. */
const ANY_BEFORE = { producerId: -1n, producerEpoch: -1 }

export interface ProcessorOptions {
  /** Dials the leg "consume". */
  link: Address
  groupId: string
  from: string
  to: string
  options: OptionsOf<'kafka'>
}

type Received = Message<Buffer, Buffer, Buffer, Buffer>

export class Processor {
  /** By partition of the second topic: behind the last record that was written, markers of transactions not counted. */
  readonly ends = new Map<number, bigint>()
  readonly #o: ProcessorOptions
  #stopping = new AbortController()
  #living: Promise<void> = Promise.resolve()
  #hasDied = false

  constructor(options: ProcessorOptions) {
    this.#o = options
    this.#stopping.abort()
  }

  /** Resolves when it has joined its group, or that takes too long. */
  async start(): Promise<void> {
    if (!this.#stopping.signal.aborted) return
    this.#stopping = new AbortController()
    const joined = Promise.withResolvers<void>()
    this.#living = this.#liveAgainAndAgain(this.#stopping.signal, joined.resolve)
    const late = new AbortController()
    await Promise.race([joined.promise, delay(JOINED_WITHIN_MS, undefined, { signal: late.signal }).catch(() => {})])
    late.abort()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#living
  }

  async #liveAgainAndAgain(stopping: AbortSignal, onJoined: () => void): Promise<void> {
    while (!stopping.aborted) {
      const life = new Life({
        ...this.#o,
        ends: this.ends,
        onJoined,
        diesOf: (message) => this.#diesOf(message),
      })
      const hasDied = await life.process(stopping).catch(() => false)
      await life.close(hasDied)
      const waitMs = hasDied ? this.#o.options.restartMs : AFTER_ERROR_MS
      await delay(waitMs, undefined, { signal: stopping }).catch(() => {})
    }
  }

  /** Once. */
  #diesOf({ value }: Received): boolean {
    const seq = parseOrderId(decodeOrder(value)?.orderId ?? '')?.seq
    if (this.#hasDied || seq !== this.#o.options.throughCrashAt) return false
    this.#hasDied = true
    return true
  }
}

interface LifeOptions extends ProcessorOptions {
  ends: Map<number, bigint>
  onJoined(): void
  diesOf(message: Received): boolean
}

/** One process from its start to its end. Whatever goes wrong ends it: the next one begins at what was committed. */
class Life {
  readonly #o: LifeOptions
  readonly #connections = new Connections()
  readonly #consumer: Consumer<Buffer, Buffer, Buffer, Buffer>
  readonly #producer: Producer<Buffer, Buffer, Buffer, Buffer>

  constructor(options: LifeOptions) {
    this.#o = options
    const { sessionTimeoutMs, fetchWaitMs, through } = options.options
    const shared = {
      context: this.#connections,
      bootstrapBrokers: [options.link],
      retryDelay: RETRY_DELAY_MS,
      autocreateTopics: false,
    }
    this.#consumer = new Consumer({
      ...shared,
      retries: 0,
      clientId: options.groupId,
      groupId: options.groupId,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: sessionTimeoutMs,
      heartbeatInterval: Math.min(SLOWEST_HEARTBEAT_MS, sessionTimeoutMs / HEARTBEATS_PER_SESSION),
      maxWaitTime: fetchWaitMs,
      isolationLevel: READ_COMMITTED,
      autocommit: false,
    })
    this.#producer = new Producer({
      ...shared,
      clientId: `${options.groupId}-writer`,
      retries: RETRIES,
      ...(through === 'transactional' ? { idempotent: true, transactionalId: options.groupId } : {}),
    })
    this.#consumer.on('consumer:group:join', () => options.onJoined())
    // What it concerns rejects as well; without a listener it would end the thread.
    for (const client of [this.#consumer, this.#producer]) client.on('error', () => {})
  }

  /** True where it has died, false where it was to stop. */
  async process(stopping: AbortSignal): Promise<boolean> {
    const { from, options } = this.#o
    // First of all: what the one before had begun is given up, and its offsets with it.
    if (options.through === 'transactional') await this.#producer.beginTransaction({ ...ANY_BEFORE })
    const stream = await this.#consumer.consume({ topics: [from], mode: 'committed', fallbackMode: 'earliest' })
    const end = () => void stream.destroy()
    this.#consumer.on('error', (error) => stream.destroy(error))
    stopping.addEventListener('abort', end)
    try {
      let come: Received[] = []
      for await (const message of stream) {
        if (stopping.aborted) break
        come.push(message)
        if (stream.readableLength > 0 && come.length < MOST_AT_ONCE) continue
        if (await this.#pass(come)) return true
        come = []
      }
    } catch (error) {
      if (!stopping.aborted) throw error
    } finally {
      stopping.removeEventListener('abort', end)
      stream.on('error', () => {})
      stream.destroy()
    }
    return false
  }

  async close(hasDied: boolean): Promise<void> {
    if (hasDied) {
      this.#connections.reset()
      this.#consumer.memberId = NOBODY
    }
    await Promise.all([this.#consumer.close(true).catch(() => {}), this.#producer.close(true).catch(() => {})])
    this.#connections.close()
  }

  /** What has come together. True where it dies of one of them: written, and not committed. */
  async #pass(come: readonly Received[]): Promise<boolean> {
    const { to, diesOf } = this.#o
    // Into the same partition, also where there is no key: it may have been written there before.
    const messages = come.map(({ key, value, headers, partition }) => ({ topic: to, key, value, headers, partition }))
    const last = [...new Map(come.map((message) => [message.partition, message])).values()]
    const transaction = this.#producer.transaction
    if (!transaction) {
      this.#wrote(come, (await this.#producer.send({ messages, acks: ALL })).offsets)
      if (come.some(diesOf)) return true
      const next = ({ topic, partition, offset }: Received) => ({ topic, partition, offset: offset + 1n })
      await this.#consumer.commit({ offsets: last.map((one) => ({ ...next(one), leaderEpoch: NO_EPOCH })) })
      return false
    }
    await transaction.addConsumer(this.#consumer)
    this.#wrote(come, (await transaction.send({ messages })).offsets)
    for (const message of last) await transaction.addOffset(message)
    if (come.some(diesOf)) return true
    await transaction.commit()
    await this.#producer.beginTransaction()
    return false
  }

  /** @param offsets of the first that was written in each partition */
  #wrote(come: readonly Received[], offsets: { partition: number; offset: bigint }[] = []): void {
    for (const { partition, offset } of offsets) {
      const written = come.filter((message) => message.partition === partition).length
      this.#o.ends.set(partition, offset + BigInt(written))
    }
  }
}
