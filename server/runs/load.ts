/** What a run asks of the lab, for its admission. */
import { edgesOf } from '#core/call-path.ts'
import type { Experiment } from '#core/experiment.ts'
import { legsOf } from '#core/protocols.ts'
import { peakRateOf } from '#core/rate.ts'

/** A caller of a closed loop is taken for so many orders a second: its real rate shows only when it runs. */
const CLOSED_CALLER_RPS = 50

/** Orders over wires a second: rate × wires, over its lanes; the largest at any one time. */
export function loadOf({ lanes, workload, mode }: Experiment): number {
  const loads = lanes.map((lane) => {
    const load = lane.workload ?? workload
    const rps = 'open' in load ? peakRateOf(load.open) : load.closed.callers * CLOSED_CALLER_RPS
    const wires = edgesOf(lane.call).map(({ edge, perOrder }) => perOrder * Math.max(1, legsOf(edge).length))
    return rps * wires.reduce((sum, each) => sum + each, 0)
  })
  return mode === 'interleaved' ? Math.max(...loads) : loads.reduce((sum, load) => sum + load, 0)
}
