/** A publisher under virtual time, in front of a broker that the test can see into: what was told, kept and done. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Ledger } from '#core/ledger.ts'
import { parseOrderId } from '#core/order.ts'
import type { OutcomeKind } from '#core/outcome.ts'
import type { PublishSpec } from '#core/publishing.ts'
import type { LedgerCounts } from '#core/run.ts'
import { VirtualTimers } from '#core/virtual-timers.ts'
import type { Client } from '#server/protocols/protocol.ts'
import { openPublisher, type PublisherEvent } from './publisher.ts'

const US_PER_MS = 1000
const STEP_MS = 100
const LONGEST_SETTLE_MS = 60_000

/** Takes a message halfway through the wait of its publisher; done at once, as often as it came. */
class FakeBroker {
  readonly delivered: number[] = []
  readonly #timers: VirtualTimers
  readonly #latencyMs: number
  down = false
  connects = 0
  /** Until then, something that was written may still arrive. */
  busyUntilUs = 0

  constructor(timers: VirtualTimers, latencyMs: number) {
    this.#timers = timers
    this.#latencyMs = latencyMs
  }

  connect(): Client {
    this.connects++
    const waiting = new Set<(kind: 'reset') => void>()
    const after = (ms: number, act: () => void) => {
      const dueUs = this.#timers.nowUs() + ms * US_PER_MS
      this.busyUntilUs = Math.max(this.busyUntilUs, dueUs)
      this.#timers.at(dueUs, act)
    }
    return {
      perform: ({ orderId }, signal) =>
        new Promise((resolve) => {
          if (this.down) return resolve({ kind: 'unreachable', detail: 'down' })
          const settle = (kind: OutcomeKind) => {
            waiting.delete(settle)
            resolve(kind === 'ok' ? { kind, receipt: null } : { kind, detail: kind })
          }
          waiting.add(settle)
          signal.addEventListener('abort', () => settle('timeout'))
          // Written is written: what was on its way when the publisher died arrives all the same.
          after(this.#latencyMs / 2, () => this.delivered.push(parseOrderId(orderId)?.seq ?? -1))
          after(this.#latencyMs, () => settle('ok'))
        }),
      close: async () => {
        for (const settle of waiting) settle('reset')
      },
    }
  }
}

export interface Campaign {
  spec: PublishSpec
  seed: number
  orders: number
  /** From one order to the next. */
  everyMs: number
  brokerLatencyMs: number
  callerTimeoutMs?: number
  /** The broker takes nothing from this order up to that one. */
  brokerDown?: [from: number, to: number]
}

export interface Findings {
  told: (OutcomeKind | 'pending')[]
  /** What the broker took, in its order. */
  delivered: number[]
  /** In the database, in the order of commits. */
  kept: number[]
  unpublished: number
  events: PublisherEvent[]
  counts: LedgerCounts
  connects: number
  outstanding: number
}

export async function campaign(given: Campaign): Promise<Findings> {
  const { spec, seed, orders, everyMs, brokerLatencyMs, callerTimeoutMs = 2000, brokerDown } = given
  const folder = mkdtempSync(join(tmpdir(), 'wirelab-publisher-'))
  const file = join(folder, 'orders.db')
  const timers = new VirtualTimers()
  const broker = new FakeBroker(timers, brokerLatencyMs)
  const ledger = new Ledger({ database: true })
  const events: PublisherEvent[] = []
  const told: Findings['told'] = new Array(orders).fill('pending')
  const seqOf = (orderId: string) => parseOrderId(orderId)?.seq ?? -1
  const publisher = await openPublisher({
    spec,
    seed,
    lane: 'lane',
    file,
    publishTimeoutMs: 1000,
    timers,
    connect: async () => broker.connect(),
    onEvent: (event) => {
      events.push(event)
      if (event.type === 'committed') ledger.committed(seqOf(event.orderId))
    },
  })
  try {
    for (let seq = 0; seq < orders; seq++) {
      broker.down = brokerDown !== undefined && seq >= brokerDown[0] && seq < brokerDown[1]
      const leave = new AbortController()
      const order = { orderId: `run.lane.${seq}`, customerId: 'c', items: [], note: '' }
      ledger.sent(seq)
      void publisher.perform(order, leave.signal).then(({ kind }) => {
        told[seq] = kind
        ledger.verdict(seq, kind)
      })
      timers.at(timers.nowUs() + callerTimeoutMs * US_PER_MS, () =>
        leave.abort(new DOMException('too late', 'TimeoutError')),
      )
      // What the order sets off at once comes before any timer.
      await timers.advanceTo(timers.nowUs())
      await timers.advanceTo((seq + 1) * everyMs * US_PER_MS)
    }
    broker.down = false
    publisher.liftCrashes()
    const atRest = () => publisher.outstanding === 0 && !told.includes('pending') && timers.nowUs() > broker.busyUntilUs
    for (let ms = 0; ms < LONGEST_SETTLE_MS && !atRest(); ms += STEP_MS) {
      await timers.advanceTo(timers.nowUs() + STEP_MS * US_PER_MS)
    }
    const { outstanding } = publisher
    await publisher.close()
    for (const seq of broker.delivered) ledger.executed(seq)
    ledger.settleLost()
    return {
      told,
      delivered: broker.delivered,
      ...contentsOf(file),
      events,
      counts: ledger.counts(),
      connects: broker.connects,
      outstanding,
    }
  } finally {
    await publisher.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Read by another hand than the publisher's. */
function contentsOf(file: string): { kept: number[]; unpublished: number } {
  const db = new DatabaseSync(file, { readOnly: true })
  const rows = db.prepare('SELECT orderId FROM orders ORDER BY rowid').all() as { orderId: string }[]
  const unpublished = Number(db.prepare('SELECT count(*) AS n FROM outbox WHERE published = 0').get()?.n)
  db.close()
  return { kept: rows.map(({ orderId }) => parseOrderId(orderId)?.seq ?? -1), unpublished }
}
