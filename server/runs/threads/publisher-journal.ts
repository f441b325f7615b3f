/** What an order service commits and publishes, as records of a run. It has no orders but those of its lane's callers. */
import type { JournalWriter, RecordKind } from '#core/journal.ts'
import { parseOrderId } from '#core/order.ts'
import type { Timers } from '#core/timers.ts'
import type { PublisherEvent } from '#server/publishing/publisher.ts'

export function publisherJournal({ lane, timers, journal }: { lane: number; timers: Timers; journal: JournalWriter }) {
  const write = (kind: RecordKind, orderId: string, n = 0) => {
    const seq = parseOrderId(orderId)?.seq
    if (seq === undefined) return
    journal.write({ kind, lane, seq, tUs: timers.nowUs(), intendedUs: 0, outcome: 'ok', n, subscriber: 0 })
  }
  return (event: PublisherEvent): void => {
    switch (event.type) {
      case 'committed':
      case 'published':
        write(event.type, event.orderId)
        return
      case 'crashed':
        for (const orderId of event.orderIds) write('publisher-crashed', orderId, event.crash)
        return
      case 'restarted':
        return
      default:
        event satisfies never
    }
  }
}
