/** What of a workload fits together: open or closed, steps in the order of time, a swing that stays above 0. */
import { DEFAULT_ARRIVAL } from './defaults.ts'
import type { OpenLoad, Phase, Shape, Workload } from './experiment.ts'
import { type Issues, listed, type Path } from './issue.ts'
import { type Limits, overCap } from './limits.ts'
import type { WrittenShape } from './written-shape.ts'
import type { WrittenWorkload } from './written-workload.ts'

const MOST_PHASES = 64
const shapes = ['ramp', 'spike', 'sine', 'atOnce', 'sequence'] as const

interface Place {
  path: Path
  limits: Limits
  issues: Issues
}

export function completeWorkload({ open, closed }: WrittenWorkload, place: Place): Workload | null {
  const { path, limits, issues } = place
  if (open && closed) {
    issues.add(path, "is 'open' and 'closed' at once; it must be one of them")
    return null
  }
  if (open) return { open: completeOpen(open, { ...place, path: [...path, 'open'] }) }
  if (closed) {
    const message = overCap(closed.callers, 'maxCallers', limits)
    if (message !== null) issues.add([...path, 'closed', 'callers'], message)
    return { closed: { callers: closed.callers } }
  }
  issues.add(path, 'empty; it must be {open: {rateRps, arrival}} or {closed: {callers}}')
  return null
}

function completeOpen(open: NonNullable<WrittenWorkload['open']>, place: Place): OpenLoad {
  const { path, issues } = place
  const { rateRps, arrival = DEFAULT_ARRIVAL, steps } = open
  capRate(rateRps, ['rateRps'], place)
  steps?.forEach((step, i) => {
    capRate(step.rateRps, ['steps', i, 'rateRps'], place)
    const before = steps[i - 1]?.atS ?? 0
    if (step.atS <= before && i > 0) issues.add([...path, 'steps', i, 'atS'], `${step.atS} is not after ${before}`)
  })
  if (steps && open.shape) issues.add([...path, 'shape'], "the load has 'steps' already; write one or the other")
  const shape = open.shape && completeShape(open.shape, rateRps, { ...place, path: [...path, 'shape'] })
  if (rateRps === 0 && !(shape && 'atOnce' in shape)) {
    issues.add([...path, 'rateRps'], '0 is no load, unless orders come at once (shape.atOnce)')
  }
  return { rateRps, arrival, ...(steps && steps.length > 0 ? { steps } : {}), ...(shape ? { shape } : {}) }
}

function capRate(rateRps: number, at: Path, { path, limits, issues }: Place): void {
  const message = overCap(rateRps, 'maxRateRps', limits)
  if (message !== null) issues.add([...path, ...at], message)
}

function completeShape(written: WrittenShape, rateRps: number, place: Place): Shape | undefined {
  const { path, issues } = place
  const [kind, ...others] = shapes.filter((name) => written[name] !== undefined)
  if (kind === undefined || others.length > 0) {
    const found = kind === undefined ? 'empty' : `is ${listed([kind, ...others])} at once`
    issues.add(path, `${found}; it must be one of ${shapes.join(', ')}`)
    return undefined
  }
  const { ramp, spike, sine, atOnce, sequence } = written
  if (ramp) {
    capRate(ramp.toRps, ['ramp', 'toRps'], place)
    return { ramp: { ...ramp, atS: ramp.atS ?? 0 } }
  }
  if (spike) {
    capRate(spike.toRps, ['spike', 'toRps'], place)
    if (spike.everyS !== undefined && spike.everyS <= spike.forS) {
      const never = `${spike.everyS} is no more than forS (${spike.forS}): it would never be off`
      issues.add([...path, 'spike', 'everyS'], never)
    }
    return { spike }
  }
  if (sine) {
    completeSwing(sine, { lowestRps: rateRps, highestRps: rateRps }, { ...place, path: [...path, 'sine'] })
    return { sine }
  }
  if (atOnce) {
    capRate(atOnce.orders, ['atOnce', 'orders'], place)
    return { atOnce: { ...atOnce, atS: atOnce.atS ?? 0 } }
  }
  return { sequence: completePhases(sequence ?? [], { ...place, path: [...path, 'sequence'] }) }
}

function completePhases(sequence: readonly Phase[], place: Place): Phase[] {
  const { path, issues } = place
  if (sequence.length === 0) issues.add(path, 'empty; there must be at least one phase')
  if (sequence.length > MOST_PHASES) issues.add(path, `${sequence.length} phases; at most ${MOST_PHASES}`)
  sequence.forEach(({ rateRps, toRps = rateRps, sine, orders = 0 }, i) => {
    capRate(rateRps, [i, 'rateRps'], place)
    capRate(toRps, [i, 'toRps'], place)
    capRate(orders, [i, 'orders'], place)
    const between = { lowestRps: Math.min(rateRps, toRps), highestRps: Math.max(rateRps, toRps) }
    if (sine) completeSwing(sine, between, { ...place, path: [...path, i, 'sine'] })
  })
  return [...sequence]
}

/** A rate below 0 is none, and one over the cap is refused where it swings to as where it is written. */
function completeSwing(
  { amplitudeRps }: { amplitudeRps: number },
  { lowestRps, highestRps }: { lowestRps: number; highestRps: number },
  place: Place,
): void {
  if (amplitudeRps > lowestRps) {
    place.issues.add([...place.path, 'amplitudeRps'], `${amplitudeRps} is more than the rate (${lowestRps})`)
  } else capRate(highestRps + amplitudeRps, ['amplitudeRps'], place)
}
