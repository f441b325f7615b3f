/**
 * The order service that commits and publishes, as its callers see it: a client. It dies where the experiment says
 * and comes back with what its database holds.
 *
 *                    crash                restartMs             connected, file open
 *     up (a life) ─────────▶ down ─────────────▶ starting ─────────────────▶ up (the next life)
 */
import type { Outcome } from '#core/outcome.ts'
import type { PublishSpec } from '#core/publishing.ts'
import type { Cancel, Timers } from '#core/timers.ts'
import { outcomeOfAbort } from '#server/protocols/broken-call.ts'
import { type Client, Crash } from '#server/protocols/protocol.ts'
import { Crashes } from './crashes.ts'
import { Life } from './life.ts'
import { openOrderDatabase } from './order-database.ts'

const US_PER_MS = 1000

export type PublisherEvent =
  | { type: 'committed'; orderId: string }
  /** The broker has said yes. */
  | { type: 'published'; orderId: string }
  /** The process died with these in hand, for the `crash`th time. */
  | { type: 'crashed'; orderIds: string[]; crash: number }
  | { type: 'restarted' }

export interface PublisherOptions {
  spec: PublishSpec
  seed: number
  lane: string
  /** Of its database. */
  file: string
  /** How long it waits for the broker's yes. */
  publishTimeoutMs: number
  timers: Timers
  /** A new client of the lane's protocol: connections live as long as the process. */
  connect: () => Promise<Client>
  onEvent: (event: PublisherEvent) => void
}

export interface Publisher extends Client {
  /** Orders in hand and rows that wait for the relay; while the process is down, at least what it will come back to. */
  readonly outstanding: number
  /** The load is over: no more crashes by chance. */
  liftCrashes(): void
}

type State =
  | { is: 'up'; life: Life; client: Client }
  | { is: 'down'; cancelRestart: Cancel }
  | { is: 'starting'; started: Promise<void> }
  | { is: 'closed' }

/** Resolves once it takes orders; rejects where it cannot start for the first time. */
export async function openPublisher(options: PublisherOptions): Promise<Publisher> {
  const publisher = new CrashingPublisher(options)
  await publisher.start()
  return publisher
}

class CrashingPublisher implements Publisher {
  readonly #o: PublisherOptions
  readonly #crashes: Crashes
  #state: State = { is: 'down', cancelRestart: () => {} }
  #crashCount = 0
  /** Connections of earlier lives, on their way out. */
  readonly #closing = new Set<Promise<void>>()

  constructor(options: PublisherOptions) {
    this.#o = options
    this.#crashes = new Crashes(options.spec, options)
  }

  get outstanding(): number {
    if (this.#state.is === 'up') return this.#state.life.outstanding
    return this.#state.is === 'closed' ? 0 : 1
  }

  liftCrashes(): void {
    this.#crashes.lift()
  }

  async perform(...[order, signal]: Parameters<Client['perform']>): Promise<Outcome> {
    if (signal.aborted) return outcomeOfAbort(signal, false)
    const state = this.#state
    if (state.is !== 'up') return { kind: 'unreachable', detail: `the order service is ${state.is}` }
    return new Promise((resolve) => {
      const settle = (outcome: Outcome) => {
        signal.removeEventListener('abort', onAbort)
        resolve(outcome)
      }
      // A caller that leaves does not stop the service.
      const onAbort = () => settle(outcomeOfAbort(signal, true))
      signal.addEventListener('abort', onAbort, { once: true })
      state.life.place(order).then(settle, (error: Error) => {
        // Its connections go with the life that it was placed in; a life that goes on has said why it failed.
        settle({ kind: this.#state === state ? 'error' : 'reset', detail: error.message })
      })
    })
  }

  async start(): Promise<void> {
    const client = await this.#o.connect()
    if (this.#state.is === 'closed') return client.close()
    try {
      this.#live(client)
    } catch (error) {
      await client.close()
      throw error
    }
  }

  async close(): Promise<void> {
    const state = this.#state
    this.#state = { is: 'closed' }
    switch (state.is) {
      case 'up':
        state.life.end(new Error('the order service was closed'))
        this.#closing.add(state.client.close())
        break
      case 'down':
        state.cancelRestart()
        break
      case 'starting':
        await state.started
        break
      case 'closed':
        break
    }
    await Promise.all(this.#closing)
  }

  #live(client: Client): void {
    const { spec, file, publishTimeoutMs, timers, onEvent } = this.#o
    const life = new Life({
      spec,
      database: openOrderDatabase(file),
      client,
      crashes: this.#crashes,
      publishTimeoutMs,
      timers,
      onCrash: () => this.#crash(),
      onCommitted: (orderId) => onEvent({ type: 'committed', orderId }),
      onPublished: (orderId) => onEvent({ type: 'published', orderId }),
    })
    this.#state = { is: 'up', life, client }
  }

  #crash(): void {
    const state = this.#state
    if (state.is !== 'up') return
    const orderIds = state.life.end(new Crash())
    const closing = state.client.close().finally(() => this.#closing.delete(closing))
    this.#closing.add(closing)
    this.#o.onEvent({ type: 'crashed', orderIds, crash: ++this.#crashCount })
    this.#restartLater()
  }

  #restartLater(): void {
    const { timers, spec } = this.#o
    const cancelRestart = timers.at(timers.nowUs() + spec.restartMs * US_PER_MS, () => {
      this.#state = { is: 'starting', started: this.#restart() }
    })
    this.#state = { is: 'down', cancelRestart }
  }

  async #restart(): Promise<void> {
    try {
      await this.start()
      if (this.#state.is === 'up') this.#o.onEvent({ type: 'restarted' })
    } catch {
      // It cannot reach its broker: as whoever supervises a process would, try again after the same time.
      if (this.#state.is !== 'closed') this.#restartLater()
    }
  }
}
