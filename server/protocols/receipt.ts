import type { Receipt } from '#core/order.ts'

/** The receipt in a JSON body that came over the wire; null where it is none. */
export function receiptIn(body: string): Receipt | null {
  try {
    return receiptOf(JSON.parse(body))
  } catch {
    return null
  }
}

/** A value that came over the wire, where it is a receipt; null where it is none. */
export function receiptOf(given: unknown): Receipt | null {
  const value = given as Partial<Receipt> | null | undefined
  const isReceipt =
    typeof value?.orderId === 'string' &&
    value.status === 'placed' &&
    typeof value.totalCents === 'number' &&
    typeof value.noteLength === 'number'
  return isReceipt ? (value as Receipt) : null
}
