/**
 * The consumer of one lane: a subscription, work, and the acknowledgement when the work is done. At QoS 1 what was
 * not acknowledged when the connection broke comes again; at QoS 2 the handshake goes on where it broke off.
 *
 *     QoS 0   PUBLISH ──▶ work
 *     QoS 1   PUBLISH ──▶ work ──▶ PUBACK
 *     QoS 2   PUBLISH ──▶ PUBREC ──▶ PUBREL ──▶ work ──▶ PUBCOMP
 *
 * MQTT 3.1.1 has no window: who takes no more stops reading, and TCP holds the broker back.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { type DoneCallback, type IPublishPacket, type MqttClient, Store } from 'mqtt'
import type { Receipt } from '#core/order.ts'
import type { OptionsOf } from '#core/protocols.ts'
import { type Address, refusalOf, type Service } from '../protocol.ts'
import { encodePubcomp, PubacksInOrder } from './acknowledge.ts'
import { dial } from './dial.ts'
import type { Login } from './endpoint.ts'
import { decodeOrder, encodeReceipt, type Names } from './message.ts'

const RECONNECT_AFTER_MS = 100
const AFTER_ERROR_MS = 250
const AFTER_OVERLOAD_MS = 50
/** How long a stop waits for work in hand, so that what is done is also acknowledged. */
const STOP_GRACE_MS = 1000
const GOODBYE_MS = 250

export interface ConsumerOptions {
  link: Address
  login: Login
  names: Names
  service: Service
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
  open: boolean
}

/** Given to the client instead of "done": it reads on and acknowledges nothing. */
const NOT_YET = new Error('acknowledged when the work is done, if at all')

export class Consumer {
  readonly #o: ConsumerOptions
  readonly #qos: 0 | 1 | 2
  readonly #closing = new AbortController()
  #session = newSession()
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
  }

  /** Nothing in hand, and this long since the last message came, ms. */
  get quietMs(): number {
    return this.#inHand > 0 ? 0 : performance.now() - this.#lastMessageMs
  }

  /** Connect and subscribe. Rejects with the reason when that cannot be had; later breaks are mended by themselves. */
  async open(): Promise<void> {
    await this.#connect()
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
    await this.stop(0)
  }

  /** Resolves when subscribed, rejects when the connection is gone before. */
  #connect(): Promise<void> {
    const { link, login, names, options } = this.#o
    const clean = options.session === 'clean'
    if (clean) this.#session = newSession()
    const client = dial(link, { clientId: names.consumer, clean, incomingStore: this.#session.store, ...login })
    const pubacks = new PubacksInOrder(client.stream)
    const connection: Connection = { client, session: this.#session, pubacks, open: true }
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
        this.#connection = null
        reject(error)
        if (this.#running) this.#connectAgain(RECONNECT_AFTER_MS)
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
      done(packet.qos === 0 ? undefined : NOT_YET)
      // What comes after a stop stays unacknowledged; at QoS 0 nobody would send it again.
      if (packet.qos === 0) void this.#inHandWhile(() => this.#work(packet, () => false))
      else if (!this.#running) return
      else if (packet.qos === 1) void this.#atLeastOnce(packet, connection)
      else void this.#exactlyOnce(packet, connection.session)
    }
    if (this.#inHand < this.#o.options.inFlight) begin()
    else this.#held = begin
  }

  async #atLeastOnce(packet: IPublishPacket, connection: Connection): Promise<void> {
    if (!connection.open) return
    const acknowledge = connection.pubacks.expect(packet.messageId as number)
    const settled = await this.#inHandWhile(() => this.#work(packet, () => connection.open))
    if (settled && connection.open) acknowledge()
  }

  async #exactlyOnce(packet: IPublishPacket, session: Session): Promise<void> {
    const isOurs = () => session === this.#session
    const messageId = packet.messageId as number
    // The handshake goes on after a break; the work went on meanwhile.
    if (!isOurs() || session.working.has(messageId)) return
    session.working.add(messageId)
    const settled = await this.#inHandWhile(() => this.#work(packet, isOurs))
    session.working.delete(messageId)
    if (!settled) return
    session.store.del(packet, () => {})
    // Without a connection the broker asks again (PUBREL) on the next one, and is told then that it is done.
    const { client } = this.#connection ?? {}
    if (isOurs() && client?.connected) client.stream.write(encodePubcomp(messageId))
  }

  async #inHandWhile<T>(act: () => Promise<T>): Promise<T> {
    this.#inHand++
    try {
      return await act()
    } finally {
      this.#inHand--
      this.#held?.()
      if (this.#inHand === 0) this.#onIdle()
    }
  }

  /**
   * True where the message is done with: worked on, or one that would be refused for ever. MQTT has no way to hand
   * back a single message, so a failure is tried again here for as long as the message is ours.
   */
  async #work(packet: IPublishPacket, isOurs: () => boolean): Promise<boolean> {
    const order = decodeOrder(packet.payload)
    if (!order) return true
    for (;;) {
      try {
        this.#keep(await this.#o.service.execute(order))
        return true
      } catch (thrown) {
        const { kind } = refusalOf(thrown)
        if (kind === 'invalid' || kind === 'rejected') return true
        await this.#rest(kind === 'overloaded' ? AFTER_OVERLOAD_MS : AFTER_ERROR_MS)
        // At QoS 0 nobody else has it: it waits for room, and a failure is the end of it.
        const mayRetry = packet.qos === 0 ? kind === 'overloaded' : this.#running && isOurs()
        if (!mayRetry || this.#closing.signal.aborted) return false
      }
    }
  }

  /** MQTT 3.1.1 §3.3.1.3: the broker keeps the last one and hands it to whoever subscribes later. */
  #keep(receipt: Receipt): void {
    const { options, names } = this.#o
    const { client } = this.#connection ?? {}
    if (options.retained && client?.connected) {
      client.publish(names.latest, encodeReceipt(receipt), { qos: 0, retain: true })
    }
  }

  async #idleOrAfter(ms: number): Promise<void> {
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve
    })
    const waited = new AbortController()
    await Promise.race([idle, this.#rest(ms, waited.signal)])
    waited.abort()
  }

  async #rest(ms: number, enough?: AbortSignal): Promise<void> {
    const { signal: closing } = this.#closing
    await delay(ms, undefined, { signal: enough ? AbortSignal.any([closing, enough]) : closing }).catch(() => {})
  }
}

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
