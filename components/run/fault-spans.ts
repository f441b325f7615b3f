/** Faults as spans of time, for every axis that shows time: what was, what is, what is planned. */
import type { Experiment, Fault } from '#core/experiment.ts'
import { windowsOf } from '#core/fault-windows.ts'
import { isOver } from '#core/run.ts'
import type { RunView } from '#core/run-view.ts'

export interface FaultSpan {
  key: string
  fault: Fault
  fromS: number
  /** Where it ends or is planned to end; for an open end, where the load ends. */
  toS: number
  is: 'over' | 'on' | 'planned'
}

const US_PER_S = 1_000_000

/** @param view null before a run: everything is planned */
export function faultSpans(experiment: Experiment, view: RunView | null): FaultSpan[] {
  const spans: FaultSpan[] = []
  const seen = new Map<string, number>()
  const elapsedS = view ? view.elapsedUs / US_PER_S : 0
  for (const [index, window] of (view?.faults ?? []).entries()) {
    const { fault, setUs, clearedUs } = window
    const fromS = setUs / US_PER_S
    const plannedEndS = fault.forS === undefined ? experiment.durationS : fromS + fault.forS
    const toS = clearedUs === null ? Math.max(plannedEndS, elapsedS) : clearedUs / US_PER_S
    if (window.by === 'schedule') seen.set(fault.id, (seen.get(fault.id) ?? 0) + 1)
    spans.push({ key: `${fault.id}.${index}`, fault, fromS, toS, is: clearedUs === null ? 'on' : 'over' })
  }
  if (view && isOver(view.state)) return spans
  for (const fault of experiment.faults) {
    // Where lanes take turns, each sets a window for itself: then the first says that all are under way.
    const all = windowsOf(fault, experiment)
    const isUnderWay = experiment.mode === 'interleaved' && seen.has(fault.id)
    const toCome = isUnderWay ? [] : all.slice(seen.get(fault.id) ?? 0)
    for (const [index, { fromS, toS }] of toCome.entries()) {
      const endS = Math.min(toS ?? experiment.durationS, experiment.durationS)
      spans.push({ key: `${fault.id}.planned.${index}`, fault, fromS, toS: endS, is: 'planned' })
    }
  }
  return spans
}

/** The faults that are on now. */
export function activeFaults(view: RunView | null): Fault[] {
  return (view?.faults ?? []).filter((window) => window.clearedUs === null).map((window) => window.fault)
}
