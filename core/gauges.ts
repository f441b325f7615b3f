/**
 * Gauges of a lane that are areas too: their value times the time it held, in order·µs. Areas of ticks add up, and over
 * the time they cover they are means. With them Little's law can be checked (L = λ W): the mean number in flight is
 * the rate of verdicts times the mean time that an order was held.
 */
export const gaugeNames = [
  'inFlight', // sent, without a verdict
  'slotsBusy', // slots of a blocking caller, each held from sending to verdict
  'callerQueue', // due, and waiting for a slot
  'serviceActive', // being worked on
  'serviceQueued', // in the service, and waiting for a place
] as const
export type GaugeName = (typeof gaugeNames)[number]

export interface Area {
  /** The largest value. */
  peak: number
  areaUs: number
}

export interface GaugeTick extends Area {
  /** At the end of the tick. */
  last: number
}

export type Areas = Record<GaugeName, Area>
/** A gauge that was 0 all the time is left out. */
export type GaugeTicks = Partial<Record<GaugeName, GaugeTick>>

export function emptyAreas(): Areas {
  return Object.fromEntries(gaugeNames.map((name) => [name, { peak: 0, areaUs: 0 }])) as Areas
}

export function addAreas(sum: Areas, more: Partial<Areas>): void {
  for (const name of gaugeNames) {
    sum[name].areaUs += more[name]?.areaUs ?? 0
    sum[name].peak = Math.max(sum[name].peak, more[name]?.peak ?? 0)
  }
}

/** Two ticks that follow each other, as one. */
export function mergeTicks(a: GaugeTicks, b: GaugeTicks): GaugeTicks {
  const merged: GaugeTicks = {}
  for (const name of gaugeNames) {
    const [before, after] = [a[name], b[name]]
    if (!before && !after) continue
    merged[name] = {
      last: after?.last ?? 0,
      peak: Math.max(before?.peak ?? 0, after?.peak ?? 0),
      areaUs: (before?.areaUs ?? 0) + (after?.areaUs ?? 0),
    }
  }
  return merged
}
