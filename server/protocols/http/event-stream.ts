/**
 * An order's way as server-sent events (WHATWG HTML §9.2): `received`, then `completed` with the receipt or `refused`
 * with a problem (RFC 9457). Events are text, so both are JSON whatever the order was written in.
 */
import type { Outcome } from '#core/outcome.ts'
import { receiptIn } from '../receipt.ts'
import { eventsIn } from '../server-sent-events.ts'
import { outcomeOfStatus, outcomeOfStrangeBody } from './outcome.ts'

type OrderEventName = 'received' | 'completed' | 'refused'

/** JSON has no line ends of its own, so the data is one line. */
export function orderEvent(name: OrderEventName, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}

/** What the whole of a stream told the caller, the last word in it. `status` is that of the response. */
export function outcomeOfEvents(text: string, status: number): Outcome {
  for (const { name, data } of eventsIn(text)) {
    if (name === 'completed') {
      const receipt = receiptIn(data)
      return receipt ? { kind: 'ok', receipt } : outcomeOfStrangeBody(status)
    }
    if (name === 'refused') return refusalIn(data)
  }
  // It may well be done: nobody said that it is not.
  return { kind: 'reset', detail: 'the stream ended before it told what became of the order' }
}

function refusalIn(data: string): Outcome {
  try {
    const { status, detail } = JSON.parse(data) as { status?: unknown; detail?: unknown }
    if (typeof status === 'number') return outcomeOfStatus(status, String(detail))
  } catch {
    // Not ours: told as it came.
  }
  return { kind: 'error', detail: `refused: ${data}` }
}
