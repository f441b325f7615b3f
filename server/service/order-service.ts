/**
 * The embedded order service: N places where work is done, a bounded queue in front of them, and a journal that is
 * written before anybody is told. It knows no protocol.
 *
 *     execute ──▶ place free? ──▶ started ── work ──▶ done ──▶ receipt
 *                   │ no
 *                   ▼
 *                 queue (first in, first out) ── full ──▶ refused: overloaded
 *
 * Work either waits, as for somebody else, or burns: see burn.ts.
 */
import { LONGEST_QUEUE } from '#core/defaults.ts'
import { sampleMs } from '#core/distribution.ts'
import type { ServiceSpec } from '#core/experiment.ts'
import { type PlaceOrder, parseOrderId, type Receipt, receiptFor } from '#core/order.ts'
import { uniform } from '#core/random.ts'
import { Crash, ServiceRefusal } from '#core/refusal.ts'
import type { Cancel, Timers } from '#core/timers.ts'
import { type Burn, createBurn } from './burn.ts'
import { validOrder } from './valid-order.ts'

const US_PER_MS = 1000
const KIB = 1024
/** Largest `note` of an order, bytes. */
const MAX_NOTE_BYTES = 256 * KIB

export interface ServiceJournal {
  /** No place is free: it waits for one. */
  waiting?(orderId: string, subscriber: number): void
  /** Work on the order begins; once for every execution, also of foreign ids. `waited` where it was {@link waiting}. */
  started(orderId: string, subscriber: number, waited: boolean): void
  /** The work is done; called before the receipt is handed out, so that a reply always has a record behind it. */
  done(orderId: string, subscriber: number): void
  /** It left undone: out of the queue (`waited`), or begun and never finished. */
  dropped?(orderId: string, subscriber: number, waited: boolean): void
  /** It was not begun: nobody waits for it any more. It was {@link dropped} where it had been waiting. */
  expired?(orderId: string, subscriber: number): void
  /** It was known already and not done again. */
  deduplicated?(orderId: string, subscriber: number): void
}

export interface OrderServiceOptions {
  spec: ServiceSpec
  seed: number
  /** Lane id: part of what a work time is drawn from. */
  lane: string
  timers: Timers
  journal: ServiceJournal
  /** Makes the effect last, before it is journalled as done. What it throws is an `error`, and the work undone. */
  commit?: (receipt: Receipt, subscriber: number) => void
  burn?: Burn
  maxNoteBytes?: number
}

/** Of one execution. */
export interface ExecuteBy {
  signal?: AbortSignal
  subscriber?: number
  /** Where this one is written down; by default where all are. */
  journal?: ServiceJournal
  /** What there is to be done after its own work, such as calls of others; the place is held until it has ended. */
  onward?: (signal: AbortSignal) => Promise<void>
}

export interface OrderService {
  /**
   * Do the work of one order. Throws {@link ServiceRefusal}: `invalid` for what is no order, `overloaded` when there is no room in
   * the queue, `error` when the service was closed before the work was done. Once `signal` is aborted, an order
   * that still waits is taken out of the queue and refused with `error`; one that is being worked on is finished,
   * unless the reason is a {@link Crash}: then the work ends undone. What it calls onward is given up at once.
   */
  execute(order: PlaceOrder, by?: ExecuteBy): Promise<Receipt>
  /** Orders being worked on. */
  readonly active: number
  /** Orders waiting for a place. */
  readonly queued: number
  /** Refuse what is waiting or being worked on; no timer is left. */
  close(): Promise<void>
}

interface Waiting {
  order: PlaceOrder
  subscriber: number
  journal: ServiceJournal
  signal: AbortSignal | undefined
  onward: ExecuteBy['onward']
  resolve: (receipt: Receipt) => void
  reject: (refusal: ServiceRefusal) => void
}

export function createOrderService(options: OrderServiceOptions): OrderService {
  const { spec, seed, lane, timers, journal, commit, maxNoteBytes = MAX_NOTE_BYTES } = options
  const { burn = createBurn(timers) } = options
  const queueLimit = spec.overload === 'wait' ? LONGEST_QUEUE : spec.queueLimit
  const queue: Waiting[] = []
  const working = new Map<Waiting, Cancel>()
  let closed = false

  /** Drawn from the order's own number, so that a replay works exactly as long whatever came in between. */
  const workMs = (orderId: string) => {
    const ref = parseOrderId(orderId)
    if (!ref) return sampleMs(spec.work, uniform(seed, 'outside', lane, orderId))
    const call = ref.call ? [ref.call.edge, ref.call.number] : []
    return sampleMs(spec.work, uniform(seed, 'work', lane, ref.seq, ...call))
  }

  const work = (ms: number, done: () => void): Cancel =>
    spec.cpu ? burn(ms, done) : timers.at(timers.nowUs() + ms * US_PER_MS, done)

  const start = (entry: Waiting, waited: boolean) => {
    entry.journal.started(entry.order.orderId, entry.subscriber, waited)
    const ms = workMs(entry.order.orderId)
    working.set(entry, () => {})
    if (ms <= 0) worked(entry)
    else
      working.set(
        entry,
        work(ms, () => worked(entry)),
      )
  }

  const worked = (entry: Waiting) => {
    const { onward, order, signal } = entry
    if (!onward || isPoison(order.orderId)) return finish(entry)
    const calls = new AbortController()
    const giveUp = () => calls.abort(signal?.reason)
    if (signal?.aborted) giveUp()
    signal?.addEventListener('abort', giveUp, { once: true })
    working.set(entry, () => calls.abort(new Error(`${spec.name} was closed`)))
    const ended = (then: () => void) => {
      signal?.removeEventListener('abort', giveUp)
      // Crashed or closed meanwhile, it has been dropped.
      if (working.has(entry)) then()
    }
    onward(calls.signal).then(
      () => ended(() => finish(entry)),
      (thrown) => ended(() => failed(entry, thrown)),
    )
  }

  const isPoison = (orderId: string) => {
    const seq = parseOrderId(orderId)?.seq
    return seq !== undefined && spec.poisonEvery > 0 && (seq + 1) % spec.poisonEvery === 0
  }

  const finish = (entry: Waiting) => {
    const { order, subscriber } = entry
    const receipt = receiptFor(order)
    working.delete(entry)
    try {
      if (isPoison(order.orderId)) throw new Error(`${order.orderId} cannot be done, however often it is tried`)
      commit?.(receipt, subscriber)
      entry.journal.done(order.orderId, subscriber)
      entry.resolve(receipt)
    } catch (thrown) {
      drop(entry, { waited: false, refusal: new ServiceRefusal('error', String(thrown)) })
    }
    fillPlaces()
  }

  const failed = (entry: Waiting, thrown: unknown) => {
    working.delete(entry)
    const refusal = thrown instanceof ServiceRefusal ? thrown : new ServiceRefusal('error', String(thrown))
    drop(entry, { waited: false, refusal })
    fillPlaces()
  }

  const drop = (entry: Waiting, { waited, refusal }: { waited: boolean; refusal: ServiceRefusal }) => {
    entry.journal.dropped?.(entry.order.orderId, entry.subscriber, waited)
    entry.reject(refusal)
  }

  const fillPlaces = () => {
    while (working.size < spec.concurrency) {
      const next = queue.shift()
      if (!next) break
      start(next, true)
    }
  }

  const leave = (entry: Waiting, reason: unknown) => {
    const index = queue.indexOf(entry)
    if (index >= 0) {
      queue.splice(index, 1)
      drop(entry, { waited: true, refusal: givenUp(spec.name) })
      // Who has crashed did not give up: the broker may hand it out again.
      if (!(reason instanceof Crash)) entry.journal.expired?.(entry.order.orderId, entry.subscriber)
    } else if (reason instanceof Crash && working.has(entry)) {
      working.get(entry)?.()
      working.delete(entry)
      drop(entry, { waited: false, refusal: new ServiceRefusal('error', reason.message) })
      fillPlaces()
    }
  }

  return {
    async execute(given, { signal, subscriber = 0, journal: own = journal, onward } = {}) {
      if (closed) throw new ServiceRefusal('error', `${spec.name} is closed`)
      const order = validOrder(given, maxNoteBytes)
      const hasPlace = working.size < spec.concurrency
      if (!hasPlace && queue.length >= queueLimit) {
        throw new ServiceRefusal('overloaded', `${spec.name} has ${queue.length} orders waiting, its limit`)
      }
      return new Promise<Receipt>((resolve, reject) => {
        const entry: Waiting = { order, subscriber, journal: own, signal, onward, resolve, reject }
        if (signal?.aborted) {
          if (!(signal.reason instanceof Crash)) own.expired?.(order.orderId, subscriber)
          reject(givenUp(spec.name))
          return
        }
        signal?.addEventListener('abort', () => leave(entry, signal.reason), { once: true })
        if (hasPlace) start(entry, false)
        else {
          own.waiting?.(order.orderId, subscriber)
          queue.push(entry)
        }
      })
    },
    get active() {
      return working.size
    },
    get queued() {
      return queue.length
    },
    async close() {
      closed = true
      const refusal = new ServiceRefusal('error', `${spec.name} was closed before the work was done`)
      for (const entry of queue.splice(0)) drop(entry, { waited: true, refusal })
      for (const [entry, cancel] of working) {
        cancel()
        drop(entry, { waited: false, refusal })
      }
      working.clear()
    },
  }
}

function givenUp(name: string): ServiceRefusal {
  return new ServiceRefusal('error', `the caller gave up before ${name} began`)
}
