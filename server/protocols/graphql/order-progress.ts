/** What becomes of one accepted order, told to whoever subscribed to it: that it was received, and how it ended. */
import type { Receipt } from '#core/order.ts'
import type { Job, JobEnd } from '../jobs.ts'
import type { OrderEvent } from './order-feed.ts'
import { codeByRefusal } from './outcome.ts'

export interface OrderProgress {
  kind: OrderEvent['kind']
  orderId: string
  receipt: Receipt | null
  refusal: { code: string; message: string } | null
}

/** The last one holds the receipt or the refusal. Ends early, without a word, when `signal` is aborted. */
export async function* progressOf(orderId: string, job: Job, signal: AbortSignal): AsyncGenerator<OrderProgress> {
  if (job.state.is === 'working') yield { kind: 'RECEIVED', orderId, receipt: null, refusal: null }
  const end = await job.ended(signal)
  if (end) yield endOf(orderId, end)
}

function endOf(orderId: string, end: JobEnd): OrderProgress {
  if (end.is === 'done') return { kind: 'COMPLETED', orderId, receipt: end.receipt, refusal: null }
  const { kind, message } = end.refusal
  return { kind: 'REFUSED', orderId, receipt: null, refusal: { code: codeByRefusal[kind], message } }
}
