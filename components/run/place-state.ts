/** How a service or a broker stands under the faults that are on: what a picture of it must not hide. */
import type { Part } from '#core/experiment.ts'
import type { FaultType } from '#core/faults.ts'
import type { FaultWindow, RunView } from '#core/run-view.ts'

export interface PlaceState {
  /** `faulty`: it works, and something is wrong with it. */
  is: 'up' | 'faulty' | 'held' | 'down'
  /** The faults that are on there; of one that is over by itself, as of a crash that restarted, none. */
  faults: FaultWindow[]
}

/** Nothing listens: connections are reset and refused. */
const DOWN: readonly FaultType[] = ['stop', 'crash', 'broker_crash', 'power_loss']
/** Connections stay open, and nothing is answered. */
const HELD: readonly FaultType[] = ['pause', 'broker_pause']
const US_PER_MS = 1000

export function placeState(
  view: RunView | null,
  { lane, edge, parts }: { lane: string; edge: string; parts: readonly Part[] },
): PlaceState {
  const faults = (view?.faults ?? []).filter(({ fault: { target }, clearedUs }) => {
    const isThere = (target.lane === '*' || target.lane === lane) && target.edge === edge
    return isThere && clearedUs === null && 'part' in target && parts.includes(target.part)
  })
  const on = faults.filter((window) => !hasRestarted(window, view?.elapsedUs ?? 0))
  const some = (types: readonly FaultType[]) => on.some(({ fault }) => types.includes(fault.type))
  return { is: some(DOWN) ? 'down' : some(HELD) ? 'held' : on.length > 0 ? 'faulty' : 'up', faults: on }
}

function hasRestarted({ fault, setUs }: FaultWindow, elapsedUs: number): boolean {
  const restartMs = Number(fault.attributes.restart ?? 0)
  return fault.type === 'crash' && restartMs > 0 && elapsedUs > setUs + restartMs * US_PER_MS
}
