/**
 * The replies of one caller: a subscription to its response topic, or to the one that all callers share, where it
 * picks out its own by their correlation ids. A clean session: what is published while it is away is not kept for it.
 */
import { randomUUID } from 'node:crypto'
import type { MqttClient } from 'mqtt'
import type { Outcome } from '#core/outcome.ts'
import { outcomeOfBreak } from '../broken-call.ts'
import { dial } from './dial.ts'
import { decodeReply } from './message.ts'
import type { SessionOptions } from './session.ts'

const RECONNECT_AFTER_MS = 100

export class Replies {
  readonly #o: SessionOptions & { topic: string }
  readonly #caller = randomUUID()
  readonly #waiting = new Map<string, (outcome: Outcome) => void>()
  #client: MqttClient | null = null
  #isOpen = false
  #reconnect: NodeJS.Timeout | undefined
  #closed = false
  #asked = 0

  constructor(options: SessionOptions & { topic: string }) {
    this.#o = options
  }

  /** Subscribed: a reply that is published now would come. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Rejects where the subscription cannot be had; later breaks are mended by themselves. */
  open(): Promise<void> {
    const { link, clientId, login, topic, qos } = this.#o
    const client = dial(link, { clientId, clean: true, ...login })
    this.#client = client
    client.on('message', (_topic, payload) => this.#tell(payload))
    return new Promise((resolve, reject) => {
      let error: unknown = new Error('the broker closed the connection')
      client.on('error', (reason) => {
        error = reason
      })
      client.on('connect', () =>
        client.subscribe(topic, { qos }, (refused) => {
          if (refused) return client.stream.destroy()
          this.#isOpen = true
          resolve()
        }),
      )
      client.once('close', () => {
        this.#isOpen = false
        reject(error)
        if (this.#closed) return
        // A connection that cannot be had closes like any other, and that is when the next one is tried.
        this.#reconnect = setTimeout(() => void this.open().catch(() => {}), RECONNECT_AFTER_MS)
      })
    })
  }

  /** From here on a reply with this id is ours; forget it when nobody waits any more. */
  expect(): { correlationId: string; replied: Promise<Outcome>; forget: () => void } {
    const correlationId = `${this.#caller}-${this.#asked++}`
    const { promise: replied, resolve } = Promise.withResolvers<Outcome>()
    this.#waiting.set(correlationId, resolve)
    return { correlationId, replied, forget: () => this.#waiting.delete(correlationId) }
  }

  /** Resolves when the socket is gone. Who still waits is told that the answer was cut off. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#reconnect)
    const cutOff = outcomeOfBreak(new Error('the client was closed'), true)
    for (const settle of this.#waiting.values()) settle(cutOff)
    const client = this.#client
    if (!client || client.stream.closed) return
    await new Promise<void>((resolve) => {
      client.once('close', () => resolve())
      client.stream.destroy()
    })
  }

  #tell(payload: Buffer): void {
    const reply = decodeReply(payload)
    if (reply) this.#waiting.get(reply.correlationId)?.(reply.outcome)
  }
}
