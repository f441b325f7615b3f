/**
 * The embedded order service: N places where work is done, a bounded queue in front of them, and a journal that is
 * written before anybody is told. It knows no protocol.
 *
 *     execute ──▶ place free? ──▶ started ── work ──▶ done ──▶ receipt
 *                   │ no
 *                   ▼
 *                 queue (first in, first out) ── full ──▶ refused: overloaded
 */
import { sampleMs } from '#core/distribution.ts'
import type { ServiceSpec } from '#core/experiment.ts'
import { type PlaceOrder, parseOrderId, type Receipt, receiptFor } from '#core/order.ts'
import { uniform } from '#core/random.ts'
import { Crash, ServiceRefusal } from '#core/refusal.ts'
import type { Cancel, Timers } from '#core/timers.ts'
import { validOrder } from './valid-order.ts'

const US_PER_MS = 1000
const KIB = 1024
/** Largest `note` of an order, bytes. */
const MAX_NOTE_BYTES = 256 * KIB

export interface ServiceJournal {
  /** Work on the order begins; once for every execution, also of foreign ids. */
  started(orderId: string, subscriber: number): void
  /** The work is done; called before the receipt is handed out, so that a reply always has a record behind it. */
  done(orderId: string, subscriber: number): void
}

export interface OrderServiceOptions {
  spec: ServiceSpec
  seed: number
  /** Lane id: part of what a work time is drawn from. */
  lane: string
  timers: Timers
  journal: ServiceJournal
  maxNoteBytes?: number
}

export interface OrderService {
  /**
   * Do the work of one order. Throws {@link ServiceRefusal}: `invalid` for what is no order, `overloaded` when the
   * queue is full, `error` when the service was closed before the work was done. Once `signal` is aborted, an order
   * that still waits is taken out of the queue and refused with `error`; one that is being worked on is finished,
   * unless the reason is a {@link Crash}: then the work ends undone.
   */
  execute(order: PlaceOrder, by?: { signal?: AbortSignal; subscriber?: number }): Promise<Receipt>
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
  resolve: (receipt: Receipt) => void
  reject: (refusal: ServiceRefusal) => void
}

export function createOrderService(options: OrderServiceOptions): OrderService {
  const { spec, seed, lane, timers, journal, maxNoteBytes = MAX_NOTE_BYTES } = options
  const queue: Waiting[] = []
  const working = new Map<Waiting, Cancel>()
  let closed = false

  /** Drawn from the order's own number, so that a replay works exactly as long whatever came in between. */
  const workMs = (orderId: string) => {
    const seq = parseOrderId(orderId)?.seq
    return sampleMs(
      spec.work,
      seq === undefined ? uniform(seed, 'outside', lane, orderId) : uniform(seed, 'work', lane, seq),
    )
  }

  const start = (entry: Waiting) => {
    journal.started(entry.order.orderId, entry.subscriber)
    const ms = workMs(entry.order.orderId)
    working.set(entry, () => {})
    if (ms <= 0) finish(entry)
    else
      working.set(
        entry,
        timers.at(timers.nowUs() + ms * US_PER_MS, () => finish(entry)),
      )
  }

  const finish = (entry: Waiting) => {
    working.delete(entry)
    journal.done(entry.order.orderId, entry.subscriber)
    entry.resolve(receiptFor(entry.order))
    fillPlaces()
  }

  const fillPlaces = () => {
    while (working.size < spec.concurrency) {
      const next = queue.shift()
      if (!next) break
      start(next)
    }
  }

  const leave = (entry: Waiting, reason: unknown) => {
    const index = queue.indexOf(entry)
    if (index >= 0) {
      queue.splice(index, 1)
      entry.reject(givenUp(spec.name))
    } else if (reason instanceof Crash && working.has(entry)) {
      working.get(entry)?.()
      working.delete(entry)
      entry.reject(new ServiceRefusal('error', reason.message))
      fillPlaces()
    }
  }

  return {
    async execute(given, { signal, subscriber = 0 } = {}) {
      if (closed) throw new ServiceRefusal('error', `${spec.name} is closed`)
      const order = validOrder(given, maxNoteBytes)
      const hasPlace = working.size < spec.concurrency
      if (!hasPlace && queue.length >= spec.queueLimit) {
        throw new ServiceRefusal('overloaded', `${spec.name} has ${queue.length} orders waiting, its limit`)
      }
      return new Promise<Receipt>((resolve, reject) => {
        const entry = { order, subscriber, resolve, reject }
        if (signal?.aborted) {
          reject(givenUp(spec.name))
          return
        }
        signal?.addEventListener('abort', () => leave(entry, signal.reason), { once: true })
        if (hasPlace) start(entry)
        else queue.push(entry)
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
      for (const entry of queue.splice(0)) entry.reject(refusal)
      for (const [entry, cancel] of working) {
        cancel()
        entry.reject(refusal)
      }
      working.clear()
    },
  }
}

function givenUp(name: string): ServiceRefusal {
  return new ServiceRefusal('error', `the caller gave up before ${name} began`)
}
