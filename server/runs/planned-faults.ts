/** What an experiment plans to go wrong, as moments in lane-active time. */
import type { Experiment, Fault } from '#core/experiment.ts'
import { windowsOf } from '#core/fault-windows.ts'

export interface FaultMoment {
  /** Lane-active seconds. */
  atS: number
  is: 'on' | 'off'
  fault: Fault
}

type Plan = Pick<Experiment, 'faults' | 'lanes' | 'mode' | 'seed' | 'durationS'>

/**
 * Those to be on before the load begins, so that not one order comes before them: a timer would be late. Where lanes take
 * turns, one that ends does so in the time of each lane; one that does not lies on all as one.
 */
export function faultsFromStart({ faults, lanes, mode }: Pick<Plan, 'faults' | 'lanes' | 'mode'>): Fault[] {
  return faults.filter(isOnFromStart).flatMap((fault) => {
    const isOne = mode !== 'interleaved' || fault.forS === undefined || fault.target.lane !== '*'
    return isOne ? [fault] : lanes.map(({ id }) => onLane(fault, id))
  })
}

/**
 * All that comes later, fault by fault.
 * @param lane whose turn it is: only what meets it, and it alone
 */
export function faultMoments(plan: Omit<Plan, 'lanes' | 'mode'>, lane?: string): FaultMoment[] {
  return plan.faults
    .filter(({ target }) => lane === undefined || target.lane === '*' || target.lane === lane)
    .flatMap((planned) => {
      const fault = lane === undefined ? planned : onLane(planned, lane)
      return windowsOf(fault, plan).flatMap(({ fromS, toS }, nth) => {
        const moments: FaultMoment[] = []
        if (nth > 0 || !isOnFromStart(fault)) moments.push({ atS: fromS, is: 'on', fault })
        if (toS !== null) moments.push({ atS: toS, is: 'off', fault })
        return moments
      })
    })
}

function isOnFromStart({ atS = 0, atRandom }: Fault): boolean {
  return atS === 0 && atRandom === undefined
}

function onLane(fault: Fault, lane: string): Fault {
  return { ...fault, target: { ...fault.target, lane } }
}
