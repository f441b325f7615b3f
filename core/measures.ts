/** A stretch in numbers: of a whole run, of the time that a fault was on, of one hop. What a summary and a threshold share. */
import { round3 } from './digits.ts'
import { type GaugeName, gaugeNames } from './gauges.ts'
import type { Histogram } from './histogram.ts'
import type { OutcomeKind } from './outcome.ts'
import type { HistogramName } from './run.ts'
import type { EdgeTotals, Flow, LaneTotals } from './totals.ts'

/** ms, rounded to whole µs; null where nothing was recorded. */
export interface LatencySummary {
  n: number
  min: number | null
  /** Within 1 %. */
  mean: number | null
  p50: number | null
  p90: number | null
  p99: number | null
  p999: number | null
  max: number | null
}

export interface GaugeSummary {
  /** Weighted by time; null where no time passed. */
  mean: number | null
  max: number
}

/** How often policies did what. */
export interface DecisionMeasures {
  retries: number
  /** Retries not made since their budget was spent. */
  retriesDenied: number
  hedges: number
  /** Hedges that were answered before the first copy. */
  hedgesWon: number
  /** Orders whose caller was given a substitute answer. */
  fallbacks: number
  /** Orders that their service did not begin, since nobody waited any more. */
  expired: number
  /** Changes of the circuit, and orders that it refused unsent. */
  breaker: { opened: number; halfOpened: number; closed: number; rejected: number }
  /** Orders refused unsent. */
  bulkhead: { rejected: number }
  rateLimit: { rejected: number }
}

/** What can be said of any stretch of a lane: of the whole run, or of the time a fault was on. Gauges are of load time. */
export interface LaneMeasures extends Record<GaugeName, GaugeSummary>, DecisionMeasures {
  offered: number
  notSent: number
  /** Of those not sent, the ones that found no slot and no room to wait for one. */
  rejected: number
  sent: number
  attempts: number
  /** The amplification: 1 where every order was sent once; null where none was, and in runs of versions that did not tell. */
  attemptsPerOrder: number | null
  /** How often work was done: once by each subscriber, and repetitions, too; null in runs of versions that did not tell. */
  executed: number | null
  ok: number
  failed: number
  /** Of the orders with a verdict; null where there was none. */
  failedShare: number | null
  /** Distinct completions per second; null where no time passed. */
  goodputRps: number | null
  /** Verdicts per second of load, and the mean of what they were held: by Little's law, the product is `inFlight.mean`. */
  throughputRps: number | null
  heldMeanMs: number | null
  /** Intended send → verdict, timeouts included. */
  callerLatencyMs: LatencySummary
  /** Intended send → work done. */
  completionLatencyMs: LatencySummary
  /** Actual send → verdict. */
  heldMs: LatencySummary
  /** As the caller latency, successes only. */
  okLatencyMs: LatencySummary
  /** Due → slot of a blocking caller taken. */
  queuedMs: LatencySummary
  /** TLS handshakes of the caller's connections, by whether certificates were shown or a session was resumed. */
  handshakeMs: LatencySummary
  resumedMs: LatencySummary
  /** How late orders were sent against their schedule. */
  slipP99Ms: number | null
  backlogMax: number
  /** `perOp`: both directions of all legs, per order sent. */
  bytes: { up: number; down: number; perOp: number | null }
  outcomes: Record<OutcomeKind, number>
}

/** One hop, of any stretch of the run: what whoever calls over it was told, and what was done behind it. */
export interface EdgeMeasures extends DecisionMeasures {
  calls: number
  attempts: number
  /** Of each order of the lane: with retries on the way, the amplification at this depth. */
  attemptsPerOrder: number | null
  /** Calls refused unsent, by whichever policy. */
  rejected: number
  ok: number
  failed: number
  executed: number
  /** Sent → verdict. */
  callMs: LatencySummary
  /** The execution begun → done, with all that it waits for. */
  workMs: LatencySummary
  bytes: { up: number; down: number }
  outcomes: Record<OutcomeKind, number>
}

const US_PER_MS = 1000
const US_PER_S = 1e6

/** @param orders sent by the lane in the same stretch */
export function measureEdge(edge: EdgeTotals, orders: number): EdgeMeasures {
  const { calls, attempts, executed, outcomes, hist, bytesByLeg } = edge
  const legs = Object.values(bytesByLeg)
  const decided = summarizeDecisions(edge)
  return {
    ...{ calls, attempts },
    attemptsPerOrder: orders > 0 ? round3(attempts / orders) : null,
    rejected: decided.breaker.rejected + decided.bulkhead.rejected + decided.rateLimit.rejected,
    ...decided,
    ok: outcomes.ok,
    failed: Object.values(outcomes).reduce((sum, count) => sum + count, 0) - outcomes.ok,
    executed,
    callMs: summarizeLatency(hist.call),
    workMs: summarizeLatency(hist.work),
    bytes: {
      up: legs.reduce((sum, { up }) => sum + up, 0),
      down: legs.reduce((sum, { down }) => sum + down, 0),
    },
    outcomes: { ...outcomes },
  }
}

export interface Stretch {
  /** Distinct completions in it, and its length. */
  completed: number
  timeUs: number
  flow: Flow
  backlogMax: number
}

export function measure(totals: LaneTotals, { completed, timeUs, flow, backlogMax }: Stretch): LaneMeasures {
  const ok = totals.outcomes.ok
  const legs = Object.values(totals.bytesByLeg)
  const up = legs.reduce((sum, leg) => sum + leg.up, 0)
  const down = legs.reduce((sum, leg) => sum + leg.down, 0)
  const verdicts = Object.values(totals.outcomes).reduce((sum, count) => sum + count, 0)
  return {
    offered: totals.offered,
    notSent: totals.notSent,
    rejected: totals.rejected,
    sent: totals.sent,
    attempts: totals.attempts,
    attemptsPerOrder: attemptsPerOrder(totals),
    executed: totals.executed,
    ...summarizeDecisions(totals),
    ok,
    failed: verdicts - ok,
    // Not rounded: a share is held against one that may be far smaller than a thousandth.
    failedShare: verdicts > 0 ? (verdicts - ok) / verdicts : null,
    goodputRps: timeUs > 0 ? round3((completed / timeUs) * US_PER_S) : null,
    throughputRps: timeUs > 0 ? round3((flow.verdicts / timeUs) * US_PER_S) : null,
    heldMeanMs: flow.verdicts > 0 ? round3(flow.heldUs / flow.verdicts / US_PER_MS) : null,
    ...summarizeGauges(flow, timeUs),
    callerLatencyMs: summarizeLatency(totals.hist.caller),
    completionLatencyMs: summarizeLatency(totals.hist.completion),
    heldMs: summarizeLatency(totals.hist.held),
    okLatencyMs: summarizeLatency(totals.hist.ok),
    queuedMs: summarizeLatency(totals.hist.queued),
    handshakeMs: summarizeLatency(totals.hist.handshake),
    resumedMs: summarizeLatency(totals.hist.resumed),
    slipP99Ms: percentileMs(totals.hist.slip, 99),
    backlogMax,
    bytes: { up, down, perOp: totals.sent > 0 ? round3((up + down) / totals.sent) : null },
    outcomes: { ...totals.outcomes },
  }
}

const WITHHELD = ['breaker-rejected', 'bulkhead-rejected', 'rate-rejected'] as const

/** Orders are sent without a single attempt only where a policy withholds them: else nobody counted. */
function attemptsPerOrder({ sent, attempts, decisions }: LaneTotals): number | null {
  const counted = attempts > 0 || WITHHELD.some((decision) => decisions[decision] > 0)
  return sent > 0 && counted ? round3(attempts / sent) : null
}

function summarizeDecisions({ decisions }: Pick<EdgeTotals, 'decisions'>): DecisionMeasures {
  return {
    retries: decisions.retried,
    retriesDenied: decisions['retry-denied'],
    hedges: decisions.hedged,
    hedgesWon: decisions['hedge-won'],
    fallbacks: decisions['fell-back'],
    expired: decisions.expired,
    breaker: {
      opened: decisions['breaker-opened'],
      halfOpened: decisions['breaker-half-opened'],
      closed: decisions['breaker-closed'],
      rejected: decisions['breaker-rejected'],
    },
    bulkhead: { rejected: decisions['bulkhead-rejected'] },
    rateLimit: { rejected: decisions['rate-rejected'] },
  }
}

function summarizeGauges({ gauges }: Flow, timeUs: number): Record<GaugeName, GaugeSummary> {
  const all = gaugeNames.map((name) => {
    const { areaUs, peak } = gauges[name]
    return [name, { mean: timeUs > 0 ? round3(areaUs / timeUs) : null, max: peak }] as const
  })
  return Object.fromEntries(all) as Record<GaugeName, GaugeSummary>
}

/** Which histogram is behind a latency. */
export const histogramOf = {
  callerLatencyMs: 'caller',
  completionLatencyMs: 'completion',
  heldMs: 'held',
  okLatencyMs: 'ok',
  queuedMs: 'queued',
  handshakeMs: 'handshake',
  resumedMs: 'resumed',
} as const satisfies Record<string, HistogramName>

function summarizeLatency(histogram: Histogram): LatencySummary {
  return {
    n: histogram.n,
    min: percentileMs(histogram, 0),
    mean: histogram.meanUs === null ? null : round3(histogram.meanUs / US_PER_MS),
    p50: percentileMs(histogram, 50),
    p90: percentileMs(histogram, 90),
    p99: percentileMs(histogram, 99),
    p999: percentileMs(histogram, 99.9),
    max: percentileMs(histogram, 100),
  }
}

/** ms, rounded to whole µs; null for an empty histogram. */
function percentileMs(histogram: Histogram, p: number): number | null {
  const us = histogram.percentile(p)
  return us === null ? null : round3(us / US_PER_MS)
}
