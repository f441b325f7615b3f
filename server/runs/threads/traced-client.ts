/**
 * A client around a protocol's client: each time it is asked is a span, written down by whoever asks and told to the
 * other side in the order's `traceparent`.
 */
import type { JournalWriter, RecordKind } from '#core/journal.ts'
import { parseOrderId } from '#core/order.ts'
import type { OutcomeKind } from '#core/outcome.ts'
import type { Timers } from '#core/timers.ts'
import { formatTraceparent, parseTraceparent, traceIdOf } from '#core/trace-context.ts'
import type { Client } from '#server/protocols/protocol.ts'
import type { Spans } from './spans.ts'

export interface TracedOptions {
  /** Indices, as a journal has them. */
  lane: number
  edge: number
  timers: Timers
  journal: JournalWriter
  spans: Spans
}

/** @returns a client whose orders may say in `traceparent` which execution sends them; it is replaced on the way out */
export function traced(client: Client, { lane, edge, timers, journal, spans }: TracedOptions): Client {
  return {
    async perform(order, signal, timeoutMs) {
      const ref = parseOrderId(order.orderId)
      if (!ref) return client.perform(order, signal, timeoutMs)
      const span = spans.next()
      const hop = {
        edge,
        call: ref.call?.number ?? 0,
        span,
        parent: parseTraceparent(order.traceparent ?? '')?.span ?? 0,
      }
      const write = (kind: RecordKind, fromUs: number, outcome: OutcomeKind = 'ok') => {
        const tUs = timers.nowUs()
        journal.write({ kind, lane, seq: ref.seq, tUs, intendedUs: fromUs, outcome, n: 0, subscriber: 0, hop })
        return tUs
      }
      const fromUs = write('called', 0)
      const traceparent = formatTraceparent(traceIdOf(ref.run, ref.lane, ref.seq), span)
      const outcome = await client.perform({ ...order, traceparent }, signal, timeoutMs)
      write('call-ended', fromUs, outcome.kind)
      return outcome
    },
    close: () => client.close(),
  }
}
