/** What a consumer says to whoever waits for it behind a broker: the body of a reply. */
import type { Receipt } from '#core/order.ts'
import type { Outcome } from '#core/outcome.ts'
import { type RefusalKind, refusalKinds } from '#core/refusal.ts'
import { receiptOf } from './receipt.ts'

export type Answer = { kind: 'ok'; receipt: Receipt } | { kind: RefusalKind; detail: string }

export function encodeAnswer(answer: Answer): string {
  return JSON.stringify(answer)
}

/** The outcome that came over the wire; what cannot be read is an `error`. */
export function outcomeOfAnswer(given: unknown): Outcome {
  const { kind, receipt, detail } = (given ?? {}) as { kind?: unknown; receipt?: unknown; detail?: unknown }
  const found = receiptOf(receipt)
  if (kind === 'ok' && found) return { kind, receipt: found }
  const refusal = refusalKinds.find((one) => one === kind)
  if (refusal) return { kind: refusal, detail: String(detail) }
  return { kind: 'error', detail: 'the reply is neither a receipt nor a refusal' }
}
