/**
 * A consumer of one lane: a subscription, work, and the acknowledgement when the work is done, before it or never. At
 * QoS 1 what was not acknowledged when the connection broke comes again; at QoS 2 the handshake goes on where it broke
 * off, unless the process crashed: what it had taken over (PUBREC) it kept in memory, and that is gone.
 *
 *     QoS 0   PUBLISH ──▶ work
 *     QoS 1   PUBLISH ──▶ work ──▶ PUBACK
 *     QoS 2   PUBLISH ──▶ PUBREC ──▶ PUBREL ──▶ work ──▶ PUBCOMP
 *
 * MQTT 3.1.1 has no window: who takes no more stops reading, and TCP holds the broker back.
 */
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type DoneCallback, type IClientOptions, type IPublishPacket, type MqttClient, Store } from 'mqtt'
import type { OptionsOf } from '#core/protocols.ts'
import { resetSocket } from '#server/runtime/reset-socket.ts'
import type { Answer } from '../answer.ts'
import type { ConsumerProcess, Consuming, Message } from '../consumer-process.ts'
import { encodePubcomp, PubacksInOrder } from './acknowledge.ts'
import { dial, type Target } from './dial.ts'
import type { Login } from './endpoint.ts'
import { decodeMessage, encodeReceipt, type Names, type Request, subscriberId } from './message.ts'
import { Replier } from './replier.ts'

const RECONNECT_AFTER_MS = 100
const AFTER_ERROR_MS = 250
const AFTER_OVERLOAD_MS = 50
/** How long a stop waits for work in hand, so that what is done is also acknowledged. */
const STOP_GRACE_MS = 1000
const GOODBYE_MS = 250

export interface ConsumerOptions {
  link: Target
  /** The link of the leg "reply"; absent where nobody waits for one. */
  replyLink?: Target
  login: Login
  names: Names
  subscriber: number
  consuming: Consuming
  options: OptionsOf<'mqtt'>
}

/** What both ends keep of a session beyond its connection. MQTT 3.1.1 §3.1.2.4. */
interface Session {
  /** QoS 2 messages whose PUBCOMP has not been sent. */
  store: Store
  /** Packet ids of those that are being worked on. */
  working: Set<number>
}

interface Connection {
  client: MqttClient
  session: Session
  pubacks: PubacksInOrder
  process: ConsumerProcess
  open: boolean
}

/** How a message is acknowledged, by its QoS, and for how long it is ours to work on. */
interface Settling {
  acknowledge: () => Promise<boolean>
  /** The acknowledgement is lost on the way: nothing waits for it. */
  lose?: () => void
  isOurs: () => boolean
}

/** Given to the client instead of "done": it reads on and acknowledges nothing. */
const NOT_YET = new Error('acknowledged when the work is done, if at all')

export class Consumer {
  readonly #o: ConsumerOptions
  readonly #qos: 0 | 1 | 2
  readonly #clientId: string
  readonly #closing = new AbortController()
  #session = newSession()
  #process: ConsumerProcess
  #replier: Replier | null = null
  #connection: Connection | null = null
  #reconnect: NodeJS.Timeout | undefined
  #running = false
  #inHand = 0
  /** Read, but over the bound: nothing more is read until there is room. */
  #held: (() => void) | null = null
  #lastMessageMs = performance.now()
  #onIdle = () => {}

  constructor(options: ConsumerOptions) {
    this.#o = options
    this.#qos = Number(options.options.qos) as 0 | 1 | 2
    this.#clientId = subscriberId(options.names, options.subscriber)
    this.#process = this.#begin()
  }

  /** Nothing in hand, and this long since the last message came, ms. */
  get quietMs(): number {
    return this.#inHand > 0 ? 0 : performance.now() - this.#lastMessageMs
  }

  /**
   * Connect and subscribe. Rejects with the reason when that cannot be had; later breaks are mended by themselves.
   * @param how of this first connection alone
   */
  async open(how: Pick<IClientOptions, 'connectTimeout'> = {}): Promise<void> {
    await this.#connect(how)
    this.start()
  }

  start(): void {
    if (this.#running || this.#closing.signal.aborted) return
    this.#running = true
    if (!this.#connection) this.#connectAgain(0)
  }

  /** Disconnect and stay subscribed: a persistent session goes on at the broker. */
  async stop(graceMs = STOP_GRACE_MS): Promise<void> {
    this.#running = false
    clearTimeout(this.#reconnect)
    this.#held?.()
    if (this.#inHand > 0 && graceMs > 0) await this.#idleOrAfter(graceMs)
    if (this.#connection && !this.#running) await hangUp(this.#connection.client)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#process.end()
    await this.stop(0)
    await this.#replier?.close()
  }

  /** A process with nothing in its memory. */
  #begin(): ConsumerProcess {
    const { consuming, replyLink: link, login } = this.#o
    const replier = link ? new Replier({ link, login, clientId: `${this.#clientId}-replier`, qos: this.#qos }) : null
    this.#replier = replier
    this.#session = newSession()
    return consuming.begin(() => {
      replier?.crash()
      this.#held = null
      clearTimeout(this.#reconnect)
      // The end of its connection, where it has one, is what starts the next process.
      if (this.#connection) resetSocket(this.#connection.client.stream as Socket)
      else if (this.#running) this.#connectAgain(consuming.options.restartMs)
    })
  }

  /** Resolves when subscribed, rejects when the connection is gone before. */
  #connect(how: Pick<IClientOptions, 'connectTimeout'> = {}): Promise<void> {
    const { link, login, names, options, consuming } = this.#o
    if (this.#process.isGone && !this.#closing.signal.aborted) this.#process = this.#begin()
    const clean = options.session === 'clean'
    if (clean) this.#session = newSession()
    const incomingStore = this.#session.store
    const client = dial(link, { clientId: this.#clientId, clean, incomingStore, ...login, ...how })
    const pubacks = new PubacksInOrder(client.stream)
    const connection: Connection = { client, session: this.#session, pubacks, process: this.#process, open: true }
    this.#connection = connection
    client.handleMessage = (packet, done) => this.#take(packet, connection, done)
    return new Promise((resolve, reject) => {
      let error: Error = new Error('the broker closed the connection')
      client.on('error', (reason) => {
        error = reason
      })
      client.on('connect', ({ sessionPresent }) => {
        if (sessionPresent) return resolve()
        // The broker knows nothing of before, so its packet ids mean something else from here on.
        this.#session = newSession()
        connection.session = this.#session
        client.incomingStore = this.#session.store
        client.subscribe(names.orders, { qos: this.#qos }, (refused, granted) => {
          if (!refused && granted?.[0]?.qos === this.#qos) return resolve()
          error = refused ?? new Error(`the broker grants QoS ${granted?.[0]?.qos} where ${this.#qos} was asked for`)
          client.stream.destroy()
        })
      })
      client.once('close', () => {
        connection.open = false
        pubacks.close()
        this.#connection = null
        reject(error)
        const afterMs = connection.process.isGone ? consuming.options.restartMs : RECONNECT_AFTER_MS
        if (this.#running) this.#connectAgain(afterMs)
      })
    })
  }

  #connectAgain(afterMs: number): void {
    // A connection that cannot be had closes like any other, and that is when the next one is tried.
    this.#reconnect = setTimeout(() => void this.#connect().catch(() => {}), afterMs)
  }

  #take(packet: IPublishPacket, connection: Connection, done: DoneCallback): void {
    this.#lastMessageMs = performance.now()
    const begin = () => {
      this.#held = null
      this.#handOver(packet, connection)
      // Not before it is in hand: with this the client reads on, at once where more bytes wait.
      done(packet.qos === 0 ? undefined : NOT_YET)
    }
    if (this.#inHand < this.#o.options.inFlight) begin()
    else this.#held = begin
  }

  #handOver(packet: IPublishPacket, connection: Connection): void {
    if (connection.process.isGone) return
    // What comes after a stop stays unacknowledged; at QoS 0 nobody would send it again.
    if (packet.qos === 0) void this.#handle(packet, connection, atMostOnce)
    else if (!this.#running) return
    else if (packet.qos === 1) this.#atLeastOnce(packet, connection)
    else void this.#exactlyOnce(packet, connection)
  }

  #atLeastOnce(packet: IPublishPacket, connection: Connection): void {
    if (!connection.open) return
    const expected = connection.pubacks.expect(packet.messageId as number)
    void this.#handle(packet, connection, { ...expected, isOurs: () => connection.open })
  }

  async #exactlyOnce(packet: IPublishPacket, connection: Connection): Promise<void> {
    const { session } = connection
    const isOurs = () => session === this.#session
    const messageId = packet.messageId as number
    // The handshake goes on after a break; the work went on meanwhile.
    if (!isOurs() || session.working.has(messageId)) return
    session.working.add(messageId)
    let isSettled = false
    const acknowledge = async () => {
      isSettled = true
      session.working.delete(messageId)
      session.store.del(packet, () => {})
      // Without a connection the broker asks again (PUBREL) on the next one, and is told then that it is done.
      const { client } = this.#connection ?? {}
      if (isOurs() && client?.connected) client.stream.write(encodePubcomp(messageId))
      return isOurs()
    }
    await this.#handle(packet, connection, { acknowledge, isOurs })
    // The id may be another message's by the time the work is done, where that was acknowledged first.
    if (!isSettled) session.working.delete(messageId)
  }

  async #handle(
    packet: IPublishPacket,
    { process }: Connection,
    { acknowledge, lose, isOurs }: Settling,
  ): Promise<void> {
    const decoded = decodeMessage(packet.payload)
    if (!decoded) return void (await acknowledge())
    const { consuming, subscriber } = this.#o
    const leave = this.#enter()
    // At QoS 0 nobody else has it: it waits for room, and a failure is the end of it.
    const mayRetry = (kind: string) => (packet.qos === 0 ? kind === 'overloaded' : this.#running && isOurs())
    const message: Message = {
      order: decoded.order,
      subscriber,
      // MQTT counts to two.
      delivery: packet.dup ? 2 : 1,
      acknowledge: () => {
        const acknowledged = acknowledge()
        // What waits for the PUBACK of an earlier one is no longer being worked on.
        if (consuming.options.acknowledge === 'after') leave()
        return acknowledged
      },
      loseAcknowledgement: lose,
      retryAfterMs: (kind) =>
        mayRetry(kind) && !process.isGone ? (kind === 'overloaded' ? AFTER_OVERLOAD_MS : AFTER_ERROR_MS) : null,
      isAsked: this.#replier !== null && decoded.request !== null,
      tell: (answer) => this.#tell(answer, decoded.request),
    }
    await process.handle(message).finally(leave)
  }

  /** One more in hand; the function returned says that it is not any more. */
  #enter(): () => void {
    let isIn = true
    this.#inHand++
    return () => {
      if (!isIn) return
      isIn = false
      this.#inHand--
      this.#held?.()
      if (this.#inHand === 0) this.#onIdle()
    }
  }

  async #tell(answer: Answer, request: Request | null): Promise<void> {
    const { options, names, subscriber } = this.#o
    const { client } = this.#connection ?? {}
    // MQTT 3.1.1 §3.3.1.3: the broker keeps the last one and hands it to whoever subscribes later.
    if (options.retained && answer.kind === 'ok' && subscriber === 0 && client?.connected) {
      client.publish(names.latest, encodeReceipt(answer.receipt), { qos: 0, retain: true })
    }
    if (request) await this.#replier?.reply(request, answer, names)
  }

  async #idleOrAfter(ms: number): Promise<void> {
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve
    })
    const waited = new AbortController()
    const { signal: closing } = this.#closing
    const rest = delay(ms, undefined, { signal: AbortSignal.any([closing, waited.signal]) }).catch(() => {})
    await Promise.race([idle, rest])
    waited.abort()
  }
}

/** Nothing is acknowledged, so nothing is settled. */
const atMostOnce: Settling = { acknowledge: async () => false, isOurs: () => true }

/** DISCONNECT, and the socket is gone when this resolves, whether the broker hangs up or not. */
async function hangUp(client: MqttClient): Promise<void> {
  if (client.stream.closed) return
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
  const timer = setTimeout(() => client.stream.destroy(), GOODBYE_MS)
  if (client.connected) client.end()
  else client.stream.destroy()
  await closed
  clearTimeout(timer)
}

function newSession(): Session {
  // Not emptied when a connection ends: that is what a session is.
  return { store: new Store({ clean: false }), working: new Set() }
}
