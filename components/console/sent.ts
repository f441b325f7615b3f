/** One order on its way: sent by the browser or the server, then its bytes, then what became of it. */
import type { PlaceOrder, Receipt } from '#core/order.ts'
import { type OutcomeKind, type Verdict, verdictOf } from '#core/outcome.ts'
import type { Leg, Options, ProtocolId } from '#core/protocols.ts'
import { type StreamView, streamsOf, totalBytes } from './capture-view.ts'
import { type Capture, type Executed, readCapture, readExecution, sendFromServer } from './console-api.ts'
import { type Draft, freshNumber, orderOf, type Sender } from './draft.ts'
import { type Phase, phasesOfBrowser, phasesOfServer } from './phases.ts'
import { isBrowserProtocol, openSender } from './senders/browser.ts'
import type { Exchange, SendResult } from './senders/exchange.ts'
import { exchangeOf } from './server-exchange.ts'

export interface CaptureView {
  leg: Leg
  exact: boolean
  streams: StreamView[]
  bytes: { up: number; down: number }
}

export interface Sent {
  protocol: ProtocolId
  sender: Sender
  options: Options
  order: PlaceOrder
  outcome: { kind: OutcomeKind; detail?: string }
  verdict: Exclude<Verdict, 'pending'>
  receipt: Receipt | null
  phases: Phase[]
  /** From the send to the caller's verdict. */
  totalUs: number
  /** Null while the bytes are being fetched. */
  captures: CaptureView[] | null
  exchange: Exchange | null
  /** Null while nobody has answered yet. */
  executed: Executed | null
}

export interface Shot {
  protocol: ProtocolId
  sender: Sender
  draft: Draft
  options: Options
  timeoutMs: number
  scope: string
}

const PATIENCE_MS = [120, 200, 400, 800, 1200]

/**
 * Sends, and says more as more becomes known. Rejects with a problem where the order could not be sent at all.
 * @param tell called with each newer state of the same send
 */
export async function shoot(shot: Shot, tell: (sent: Sent) => void): Promise<void> {
  const { protocol, sender } = shot
  if (sender === 'browser' && isBrowserProtocol(protocol)) await shootFromBrowser(shot, protocol, tell)
  else await shootFromServer(shot, tell)
}

async function shootFromServer(shot: Shot, tell: (sent: Sent) => void): Promise<void> {
  const { protocol, draft, options, timeoutMs, scope } = shot
  const answer = await sendFromServer({
    protocol,
    order: {
      customerId: draft.customerId,
      items: draft.items,
      ...(draft.noteBy === 'text' ? { note: draft.note } : {}),
    },
    ...(draft.noteBy === 'bytes' ? { payloadBytes: draft.payloadBytes } : {}),
    options,
    timeoutMs,
  })
  const first: Sent = {
    protocol,
    sender: 'server',
    options,
    order: answer.order,
    outcome: answer.outcome,
    verdict: answer.verdict,
    receipt: answer.receipt,
    phases: phasesOfServer(answer.timings),
    totalUs: answer.timings.doneUs,
    captures: null,
    exchange: null,
    executed: answer.executed,
  }
  tell(first)
  const captures = await capturesOf(answer.captureIds)
  const more = { ...first, captures }
  tell({ ...more, exchange: exchangeOf(more, scope) })
}

async function shootFromBrowser(
  shot: Shot,
  protocol: Parameters<typeof openSender>[0],
  tell: (sent: Sent) => void,
): Promise<void> {
  const { draft, options, timeoutMs } = shot
  const number = freshNumber()
  const order = orderOf(draft, `console.${protocol}.${number}`)
  const captureId = `page-${number}-${Math.floor(performance.now())}`
  const client = await openSender(protocol)
  const result = await client.send({ order, options, timeoutMs, captureId })
  const totalUs = Math.round((result.endedMs - result.startedMs) * 1000)
  const first: Sent = {
    protocol,
    sender: 'browser',
    options,
    order,
    outcome: result.outcome,
    verdict: verdictOf(result.outcome.kind),
    receipt: result.receipt,
    phases: phasesOfBrowser(resourceTimesOf(result), totalUs / 1000),
    totalUs,
    captures: null,
    exchange: result.exchange,
    executed: null,
  }
  tell(first)
  const [captures, executed] = await Promise.all([
    capturesOf({ call: captureId }),
    readExecution(protocol, order.orderId).catch(() => null),
  ])
  const more: Sent = { ...first, captures, executed: executed ?? { is: 'pending' } }
  // What fetch tells of headers is the lab's server's; the backend's own stand on the link.
  tell(protocol === 'http' && captures[0]?.streams[1] ? { ...more, exchange: exchangeOf(more, '') } : more)
}

/** The newest request of this address that began with the send. */
function resourceTimesOf({ resourceUrl, startedMs }: SendResult): PerformanceResourceTiming | null {
  if (resourceUrl === null) return null
  const url = new URL(resourceUrl, location.origin).href
  const entries = performance.getEntriesByName(url, 'resource') as PerformanceResourceTiming[]
  return entries.findLast(({ startTime }) => startTime >= startedMs - 1) ?? null
}

/** A capture is written down a moment after its bytes have passed. */
async function capturesOf(ids: Partial<Record<Leg, string>>): Promise<CaptureView[]> {
  const views = await Promise.all(
    (Object.entries(ids) as [Leg, string][]).map(async ([leg, id]) => {
      const capture = await patiently(() => readCapture(id))
      return capture ? [viewOf(leg, capture)] : []
    }),
  )
  return views.flat()
}

function viewOf(leg: Leg, capture: Capture): CaptureView {
  return { leg, exact: capture.exact, streams: streamsOf(capture), bytes: totalBytes(capture) }
}

async function patiently(read: () => Promise<Capture>): Promise<Capture | null> {
  let last: Capture | null = null
  for (const waitMs of PATIENCE_MS) {
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    last = await read().catch(() => null)
    if (last?.connections.some(({ bytes }) => bytes.down > 0)) return last
  }
  return last
}
