/** The load as it stands: what the experiment says, then what was changed by hand. */
import type { Experiment, Workload } from '#core/experiment.ts'
import { peakRateOf, rateAt } from '#core/rate.ts'
import type { RunView } from '#core/run-view.ts'

const US_PER_S = 1e6

export function workloadOf(experiment: Experiment, view: RunView | null, laneId: string): Workload {
  const planned = experiment.lanes.find(({ id }) => id === laneId)?.workload ?? experiment.workload
  const change = view?.workloadChanges.findLast(({ lane }) => lane === '*' || lane === laneId)
  return change?.workload ?? planned
}

/** Whether lanes are loaded in different ways, so that they have to be steered one by one. */
export function hasOwnWorkloads(experiment: Experiment): boolean {
  return experiment.lanes.some((lane) => lane.workload !== undefined)
}

/** The most orders a second that a lane is asked for at any time; 0 for a closed loop. */
export function peakRps(workload: Workload): number {
  return 'open' in workload ? peakRateOf(workload.open) : 0
}

/** Orders a second that a lane is asked for at this time of the load; null for a closed loop, which asks for none. */
export function askedRps(workload: Workload, view: RunView | null): number | null {
  return 'open' in workload ? rateAt(workload.open, (view?.activeUs ?? 0) / US_PER_S) : null
}
