/** Frames as arithmetic: when two of them may be told as one, and how. Folded, the one says what the two said. */
import { mergeTicks } from './gauges.ts'
import { decodeOrEmpty } from './histogram.ts'
import { outcomeKinds } from './outcome.ts'
import { type DecisionCounts, decisions } from './policy.ts'
import type { Leg } from './protocols.ts'
import {
  type ActiveStretch,
  type EdgeFrame,
  edgeHistogramNames,
  type Frame,
  histogramNames,
  type LabHealth,
  type LaneFrame,
  type LegBytes,
} from './run.ts'

const US_PER_S = 1e6

/** The second in which the middle of a frame lies, so that a tick that came late stays where it belongs. */
export function binOf(frame: Frame): number {
  return Math.floor((frame.fromUs + frame.toUs) / 2 / US_PER_S)
}

/** As {@link binOf}, in lane-active time: what came in after a turn belongs to its last second. */
export function activeBinOf({ fromUs, toUs }: ActiveStretch): number {
  return fromUs === toUs ? Math.max(0, Math.ceil(toUs / US_PER_S) - 1) : Math.floor((fromUs + toUs) / 2 / US_PER_S)
}

/** Two frames of the same lanes that follow each other within one second: merged, they fold into the same view. */
export function canMerge(a: Frame, b: Frame): boolean {
  const ids = Object.keys(a.lanes)
  const sameLanes = ids.length === Object.keys(b.lanes).length && ids.every((id) => Object.hasOwn(b.lanes, id))
  return sameLanes && a.toUs === b.fromUs && sameBins(a, b, ids)
}

function sameBins(a: Frame, b: Frame, ids: string[]): boolean {
  if (!ids.some((id) => b.lanes[id]?.active)) return binOf(a) === binOf(b)
  return ids.every((id) => {
    const [before, after] = [a.lanes[id]?.active, b.lanes[id]?.active]
    return before && after && activeBinOf(before) === activeBinOf(after) && before.warmUp === after.warmUp
  })
}

/**
 * One frame that says what two said, for a socket that cannot keep up. Only where {@link canMerge}, and only where no
 * other event stands between them. A fault window that begins or ends inside the merged frame does not cover it.
 */
export function mergeFrames(a: Frame, b: Frame): Frame {
  return {
    seq: b.seq,
    fromUs: a.fromUs,
    toUs: b.toUs,
    activeUs: b.activeUs,
    partial: a.partial || b.partial,
    lab: worstOf(a.lab, b.lab),
    lanes: Object.fromEntries(
      Object.entries(b.lanes).map(([id, lane]) => [id, a.lanes[id] ? mergeLanes(a.lanes[id], lane) : lane] as const),
    ),
  }
}

function mergeLanes(a: LaneFrame, b: LaneFrame): LaneFrame {
  return {
    ...b,
    ...(a.active && b.active ? { active: { ...b.active, fromUs: a.active.fromUs } } : {}),
    offered: a.offered + b.offered,
    notSent: a.notSent + b.notSent,
    rejected: (a.rejected ?? 0) + (b.rejected ?? 0),
    sent: a.sent + b.sent,
    attempts: (a.attempts ?? 0) + (b.attempts ?? 0),
    ...(a.executed === undefined && b.executed === undefined
      ? {}
      : { executed: (a.executed ?? 0) + (b.executed ?? 0) }),
    heldUs: (a.heldUs ?? 0) + (b.heldUs ?? 0),
    decisions: addDecisions(a.decisions ?? {}, b.decisions ?? {}),
    breaker: [...(a.breaker ?? []), ...(b.breaker ?? [])],
    outcomes: addOutcomes(a.outcomes, b.outcomes),
    hist: mergeHistograms(histogramNames, a.hist, b.hist),
    bytesByLeg: addBytes(a.bytesByLeg, b.bytesByLeg),
    gauges: mergeTicks(a.gauges ?? {}, b.gauges ?? {}),
    backlogMax: Math.max(backlogMaxOf(a), backlogMaxOf(b)),
    ...(a.logs || b.logs ? { logs: { ...a.logs, ...b.logs } } : {}),
    ...(a.edges || b.edges ? { edges: mergeEdges(a.edges ?? {}, b.edges ?? {}) } : {}),
  }
}

function addDecisions(a: DecisionCounts, b: DecisionCounts): DecisionCounts {
  const sums: DecisionCounts = {}
  for (const name of decisions) {
    const sum = (a[name] ?? 0) + (b[name] ?? 0)
    if (sum > 0) sums[name] = sum
  }
  return sums
}

function mergeEdges(a: Record<string, EdgeFrame>, b: Record<string, EdgeFrame>): Record<string, EdgeFrame> {
  const both = Object.entries(b).map(([id, edge]) => [id, a[id] ? mergeEdge(a[id] as EdgeFrame, edge) : edge] as const)
  return { ...a, ...Object.fromEntries(both) }
}

function mergeEdge(a: EdgeFrame, b: EdgeFrame): EdgeFrame {
  return {
    ...b,
    calls: a.calls + b.calls,
    attempts: a.attempts + b.attempts,
    executed: a.executed + b.executed,
    decisions: addDecisions(a.decisions ?? {}, b.decisions ?? {}),
    outcomes: addOutcomes(a.outcomes, b.outcomes),
    hist: mergeHistograms(edgeHistogramNames, a.hist, b.hist),
    bytesByLeg: addBytes(a.bytesByLeg, b.bytesByLeg),
  }
}

function addOutcomes(a: LaneFrame['outcomes'], b: LaneFrame['outcomes']): LaneFrame['outcomes'] {
  const outcomes: LaneFrame['outcomes'] = { ...a }
  for (const kind of outcomeKinds) {
    const sum = (a[kind] ?? 0) + (b[kind] ?? 0)
    if (sum > 0) outcomes[kind] = sum
  }
  return outcomes
}

function mergeHistograms<N extends string>(
  names: readonly N[],
  a: Partial<Record<N, string>>,
  b: Partial<Record<N, string>>,
): Partial<Record<N, string>> {
  const hist: Partial<Record<N, string>> = {}
  for (const name of names) {
    const merged = decodeOrEmpty(a[name])
    merged.merge(decodeOrEmpty(b[name]))
    if (merged.n > 0) hist[name] = merged.encode()
  }
  return hist
}

export function addBytes(a: LaneFrame['bytesByLeg'], b: LaneFrame['bytesByLeg']): LaneFrame['bytesByLeg'] {
  const sums: LaneFrame['bytesByLeg'] = { ...a }
  for (const [leg, { up, down, connections }] of Object.entries(b) as [Leg, LegBytes][]) {
    const before = a[leg] ?? { up: 0, down: 0, connections: 0 }
    sums[leg] = { up: before.up + up, down: before.down + down, connections: before.connections + connections }
  }
  return sums
}

export function worstOf(a: LabHealth, b: LabHealth): LabHealth {
  const loopDelayP99Ms = { ...a.loopDelayP99Ms }
  for (const [thread, ms] of Object.entries(b.loopDelayP99Ms)) {
    loopDelayP99Ms[thread] = Math.max(loopDelayP99Ms[thread] ?? 0, ms)
  }
  return { cpu: Math.max(a.cpu, b.cpu), loopDelayP99Ms }
}

/** The largest backlog that a frame, merged or not, knows of. */
export function backlogMaxOf(told: LaneFrame): number {
  return Math.max(told.backlog, told.backlogMax ?? 0)
}
