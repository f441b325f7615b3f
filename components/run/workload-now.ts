/** The load as it stands: what the experiment says, then what was changed by hand. */
import type { Experiment, Workload } from '#core/experiment.ts'
import type { RunView } from '#core/run-view.ts'

export function workloadOf(experiment: Experiment, view: RunView | null, laneId: string): Workload {
  const planned = experiment.lanes.find(({ id }) => id === laneId)?.workload ?? experiment.workload
  const change = view?.workloadChanges.findLast(({ lane }) => lane === '*' || lane === laneId)
  return change?.workload ?? planned
}

/** Whether lanes are loaded in different ways, so that they have to be steered one by one. */
export function hasOwnWorkloads(experiment: Experiment): boolean {
  return experiment.lanes.some((lane) => lane.workload !== undefined)
}

/** Orders a second that a lane is asked for; null for a closed loop, which asks for none. */
export function askedRps(workload: Workload): number | null {
  return 'open' in workload ? workload.open.rateRps : null
}
