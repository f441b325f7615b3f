/** Executions and deliveries as records of a run: by lane and sequence; what is not of the run counts as outside. */
import { hasCalls } from '#core/call-path.ts'
import type { Hop, JournalWriter, RecordKind } from '#core/journal.ts'
import { parseOrderId } from '#core/order.ts'
import { decisions } from '#core/policy.ts'
import type { Timers } from '#core/timers.ts'
import { parseTraceparent } from '#core/trace-context.ts'
import { type HostedLane, type HostJournal, placedOf } from './hosted.ts'
import type { Spans } from './spans.ts'

const EXPIRED = decisions.indexOf('expired')

export interface RunJournalOptions {
  run: string
  timers: Timers
  journal: JournalWriter
  spans: Spans
  /** Also where there is but one service. */
  traced: boolean
}

interface More {
  subscriber?: number
  n?: number
  span?: number
  parent?: number
  intendedUs?: number
}

export function runJournal({ run, timers, journal, spans, traced }: RunJournalOptions) {
  return (hosted: HostedLane): HostJournal => {
    const { index, lane } = hosted
    const { edge, index: edgeIndex } = placedOf(hosted)
    const isTraced = hasCalls(lane.call) || traced
    const write = (kind: RecordKind, orderId: string, more: More = {}): number => {
      const { subscriber = 0, n = 0, span = 0, parent = 0, intendedUs = 0 } = more
      const ref = parseOrderId(orderId)
      const tUs = timers.nowUs()
      const ours = ref?.run === run && ref.lane === lane.id && (ref.call?.edge ?? 'e1') === edge.id
      // Of what is not ours, only an execution matters: it took a place.
      if (!ours && kind !== 'executed') return tUs
      const hop: Hop | undefined = isTraced
        ? { edge: edgeIndex, call: ref?.call?.number ?? 0, span, parent }
        : undefined
      const record = {
        lane: index,
        seq: ours ? ref.seq : 0,
        tUs,
        intendedUs,
        outcome: 'ok' as const,
        n,
        subscriber,
        hop,
      }
      journal.write({ kind: ours ? kind : 'outside', ...record })
      return tUs
    }
    const journalOf = (of: Pick<More, 'span' | 'parent'>): HostJournal => {
      let startedUs = 0
      return {
        waiting: (orderId, subscriber) => void write('waiting', orderId, { ...of, subscriber }),
        started(orderId, subscriber, waited) {
          startedUs = write('started', orderId, { ...of, subscriber, n: waited ? 1 : 0 })
        },
        // How long it took is only known of one at a time.
        done: (orderId, subscriber) =>
          void write('executed', orderId, { ...of, subscriber, ...(of.span ? { intendedUs: startedUs } : {}) }),
        dropped: (orderId, subscriber, waited) =>
          void write('dropped', orderId, { ...of, subscriber, n: waited ? 1 : 0 }),
        expired: (orderId, subscriber) => void write('policy', orderId, { ...of, subscriber, n: EXPIRED }),
        deduplicated: (orderId, subscriber) => void write('deduplicated', orderId, { ...of, subscriber }),
      }
    }
    return {
      ...journalOf({}),
      deliveries: {
        received: (orderId, { subscriber, delivery }) => void write('received', orderId, { subscriber, n: delivery }),
        settled: (orderId, subscriber) => void write('settled', orderId, { subscriber }),
        returned: (orderId, subscriber) => void write('returned', orderId, { subscriber }),
        deadLettered: (orderId, subscriber) => void write('dead-lettered', orderId, { subscriber }),
        crashed: (orderId, subscriber) => void write('crashed', orderId, { subscriber }),
      },
      ...(isTraced
        ? {
            begin({ traceparent }) {
              const span = spans.next()
              const parent = traceparent === undefined ? 0 : (parseTraceparent(traceparent)?.span ?? 0)
              return { journal: journalOf({ span, parent }), span }
            },
          }
        : {}),
    }
  }
}
