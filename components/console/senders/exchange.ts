/** What one send was and came to, whoever sent it. */
import type { PlaceOrder, Receipt } from '#core/order.ts'
import type { OutcomeKind } from '#core/outcome.ts'
import type { Options } from '#core/protocols.ts'

export interface SendOptions {
  order: PlaceOrder
  options: Options
  timeoutMs: number
  /** Asks for a connection of its own, whose bytes are kept under this id; null where nobody wants to see them. */
  captureId: string | null
}

/** Request and response as the protocol's own tools would print them; null where none came. */
export interface Exchange {
  request: string
  response: string | null
}

export interface SendResult {
  outcome: { kind: OutcomeKind; detail?: string }
  receipt: Receipt | null
  exchange: Exchange
  /** ms of `performance.now()`. */
  startedMs: number
  endedMs: number
  /** What the browser's own clock of this request is called; null where it keeps none. */
  resourceUrl: string | null
}

/** Sends orders from this page. Never rejects. */
export interface BrowserSender {
  send: (options: SendOptions) => Promise<SendResult>
  close: () => void
}

export const SEND_HEADER = 'x-wirelab-send'

/** A call under a deadline of its own, timed. */
export async function timed(
  timeoutMs: number,
  call: (signal: AbortSignal) => Promise<Omit<SendResult, 'startedMs' | 'endedMs'>>,
): Promise<SendResult> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), timeoutMs)
  const startedMs = performance.now()
  try {
    return { ...(await call(deadline.signal)), startedMs, endedMs: performance.now() }
  } finally {
    clearTimeout(timer)
  }
}

export function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2)
}

/** As it is printed: a long note says nothing that its length does not. */
export function shortened(order: PlaceOrder): PlaceOrder {
  const MOST = 80
  const { note } = order
  return note.length > MOST ? { ...order, note: `${note.slice(0, MOST / 4)}… (${note.length} characters)` } : order
}

/** A receipt, wherever one stands; null for anything else. */
export function receiptIn(value: unknown): Receipt | null {
  const { orderId, status, totalCents, noteLength } = (value ?? {}) as Partial<Receipt>
  if (typeof orderId !== 'string' || typeof totalCents !== 'number' || status !== 'placed') return null
  return { orderId, status, totalCents, noteLength: Number(noteLength ?? 0) }
}
