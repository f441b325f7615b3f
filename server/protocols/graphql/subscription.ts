/**
 * A subscription to one order, read to its end. GraphQL over server-sent events, distinct connections: every `next` holds
 * a result, `complete` is the end (the protocol of graphql-sse).
 */
import type { Outcome } from '#core/outcome.ts'
import type { Answer } from '../ask-again.ts'
import type { Failure } from '../broken-call.ts'
import { receiptOf } from '../receipt.ts'
import { EVENT_STREAM, eventsIn } from '../server-sent-events.ts'
import { onlyReceipt, outcomeOfErrors, UNKNOWN_ORDER } from './outcome.ts'

/** What the response told, whole as it is. */
export interface Told {
  /** It was said that the order was received. */
  received: boolean
  end: Outcome | null
  /** As they came, where the request or an event failed. */
  errors: unknown
  status: number
}

export const subscriptionHeaders = { accept: EVENT_STREAM, 'content-type': 'application/json' }

export async function toldIn(response: Response): Promise<Told> {
  const text = await response.text()
  const isStream = (response.headers.get('content-type') ?? '').startsWith(EVENT_STREAM)
  const results = isStream ? [...eventsIn(text)].filter(({ name }) => name === 'next').map(({ data }) => data) : [text]
  const told: Told = { received: false, end: null, errors: undefined, status: response.status }
  for (const result of results) {
    const { data, errors } = resultIn(result)
    if (errors !== undefined) told.errors = errors
    // A subscription has one field at its root (GraphQL §5.2.3.1), whatever its name.
    const [progress] = Object.values(data ?? {}) as (Progress | null)[]
    if (progress?.kind === 'RECEIVED') told.received = true
    else if (progress) told.end = endIn(progress) ?? told.end
  }
  return told
}

/** Of a subscription that placed the order: once it was received, only its last event may refuse it. */
export function outcomeOfPlacing({ end, errors, received, status }: Told): Outcome {
  if (end) return end
  const isRefused = !received && (errors !== undefined || !isSuccess(status))
  return isRefused ? outcomeOfErrors({ status, errors }) : unfinished(errors)
}

/** Of a subscription to an accepted order: errors speak of the question. */
export function answerIn({ end, errors, status }: Told): Answer {
  if (end) return end
  const { kind, detail } = outcomeOfErrors({ status, errors })
  if (detail.startsWith(UNKNOWN_ORDER)) return { kind: 'abandoned', detail }
  return { broken: isSuccess(status) && errors === undefined ? unfinished(errors).detail : `${kind}: ${detail}` }
}

interface Progress {
  kind?: unknown
  receipt?: unknown
  refusal?: { code?: unknown; message?: unknown } | null
}

function endIn({ kind, receipt: given, refusal }: Progress): Outcome | null {
  if (kind === 'REFUSED') {
    const error = { message: refusal?.message, extensions: { code: refusal?.code } }
    return outcomeOfErrors({ status: 200, errors: [error] })
  }
  const receipt = receiptOf(given)
  return kind === 'COMPLETED' && receipt ? { kind: 'ok', receipt: onlyReceipt(receipt) } : null
}

/** It may well be done: nobody said that it is not. */
function unfinished(errors: unknown): Failure {
  const detail = 'the stream ended before it told what became of the order'
  return { kind: 'reset', detail: errors === undefined ? detail : `${detail}: ${JSON.stringify(errors)}` }
}

function resultIn(text: string): { data?: object | null; errors?: unknown } {
  try {
    const result: unknown = JSON.parse(text)
    return typeof result === 'object' && result !== null ? result : {}
  } catch {
    return {}
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}
