import type { Receipt } from '#core/order.ts'

/** The receipt in a body that came over the wire; null where it is none. */
export function receiptIn(body: string): Receipt | null {
  try {
    const value = JSON.parse(body) as Partial<Receipt> | null
    const isReceipt =
      typeof value?.orderId === 'string' &&
      value.status === 'placed' &&
      typeof value.totalCents === 'number' &&
      typeof value.noteLength === 'number'
    return isReceipt ? (value as Receipt) : null
  } catch {
    return null
  }
}
