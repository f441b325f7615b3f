/**
 * When orders are meant to be sent: pure schedules, seeded, in lane-active µs. A shaped load is a plain one in stretched
 * time: the next order is due when the area under the rate has grown by one (constant) or by an exponential draw of
 * mean one (Poisson), so that counts follow the shape exactly, also across its corners.
 */
import type { OpenLoad } from '#core/experiment.ts'
import { uniform } from '#core/random.ts'
import { areaOf, type Burst, burstsOf, rateIn, type Stretch, stretchesOf } from '#core/rate.ts'

const US_PER_S = 1e6
/** Halvings in which a moment of a swing is found: far below a µs. */
const HALVINGS = 48

export interface Arrivals {
  /** The next intended send after the last one given, lane-active µs; Infinity at rate 0. */
  next(): number
  /** From `atUs` on, another rate: what was not yet due is drawn anew. */
  change(load: OpenLoad, atUs: number): void
}

/** Poisson: arrivals ignore each other. Constant: equally far apart where the rate holds. */
export function createArrivals(load: OpenLoad, seed: number, lane: string): Arrivals {
  let drawn = 0
  const areaToNext = (arrival: OpenLoad['arrival']) =>
    arrival === 'constant' ? 1 : -Math.log(1 - uniform(seed, 'arrival', lane, drawn++))
  let flow = createFlow(load, 0, areaToNext)
  let bursts = createBursts(load, 0)
  let flowUs = flow()
  return {
    next() {
      if (bursts.dueUs < Number.POSITIVE_INFINITY && bursts.dueUs <= flowUs) return bursts.take()
      const dueUs = flowUs
      if (dueUs < Number.POSITIVE_INFINITY) flowUs = flow()
      return dueUs
    },
    change(changed, atUs) {
      flow = createFlow(changed, atUs, areaToNext)
      bursts = createBursts(changed, atUs)
      flowUs = flow()
    },
  }
}

function createFlow(
  load: OpenLoad,
  fromUs: number,
  areaToNext: (arrival: OpenLoad['arrival']) => number,
): () => number {
  const stretches = stretchesOf(load)
  let stretch = following(stretches)
  let lastUs = fromUs
  return () => {
    let area = areaToNext(load.arrival)
    while (stretch) {
      const lastS = lastUs / US_PER_S
      if (lastS < stretch.toS) {
        const here =
          stretch.toS === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : areaOf(stretch, lastS, stretch.toS)
        if (area <= here) {
          lastUs = dueUs(stretch, lastUs, area)
          return lastUs
        }
        area -= here
        lastUs = stretch.toS * US_PER_S
      }
      stretch = following(stretches)
    }
    return Number.POSITIVE_INFINITY
  }
}

function following(stretches: Generator<Stretch, void>): Stretch | null {
  return stretches.next().value ?? null
}

/** When the area from `lastUs` on has grown to `area`; Infinity where it never does. */
function dueUs(stretch: Stretch, lastUs: number, area: number): number {
  const { swing, fromS, toS, fromRps, toRps } = stretch
  const lastS = lastUs / US_PER_S
  if (swing) return swingDueUs(stretch, lastS, area)
  const nowRps = rateIn(stretch, lastS)
  // Exact where the rate holds: a schedule of whole µs stays one.
  if (fromRps === toRps) return nowRps > 0 ? lastUs + (area * US_PER_S) / nowRps : Number.POSITIVE_INFINITY
  // area = r·t + s·t²/2, solved for t without taking near numbers from each other.
  const slope = (toRps - fromRps) / (toS - fromS)
  return lastUs + ((2 * area) / (nowRps + Math.sqrt(Math.max(0, nowRps ** 2 + 2 * slope * area)))) * US_PER_S
}

function swingDueUs(stretch: Stretch, lastS: number, area: number): number {
  let [lowS, highS] = [lastS, stretch.toS]
  if (highS === Number.POSITIVE_INFINITY) {
    // What has no end swings around one rate: every period has the same area.
    const { periodS } = stretch.swing as NonNullable<Stretch['swing']>
    const aPeriod = areaOf(stretch, lastS, lastS + periodS)
    if (aPeriod <= 0) return Number.POSITIVE_INFINITY
    highS = lastS + periodS * (Math.floor(area / aPeriod) + 1)
  }
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middleS = (lowS + highS) / 2
    if (areaOf(stretch, lastS, middleS) < area) lowS = middleS
    else highS = middleS
  }
  return highS * US_PER_S
}

/** What is due at once: at and after the beginning of a load, only after a change of one. */
function createBursts(load: OpenLoad, afterUs: number) {
  const bursts = burstsOf(load)
  let left = 0
  const following = (): Burst | null => {
    for (;;) {
      const { value } = bursts.next()
      if (!value) return null
      if (afterUs === 0 || value.atS * US_PER_S > afterUs) {
        left = value.orders
        return value
      }
    }
  }
  let burst = following()
  return {
    get dueUs() {
      return burst ? burst.atS * US_PER_S : Number.POSITIVE_INFINITY
    },
    take() {
      const atUs = (burst as Burst).atS * US_PER_S
      if (--left === 0) burst = following()
      return atUs
    },
  }
}
