/** When a scheduled fault is on: once, again and again, or at moments that the seed names. */
import type { Experiment, Fault } from './experiment.ts'
import { uniform } from './random.ts'

/** Seconds of lane-active time. */
export interface FaultWindow {
  fromS: number
  /** Null where it lasts to the end of the load. */
  toS: number | null
}

const MS_PER_S = 1000

/** In the order of time; no two of them overlap. */
export function windowsOf(
  { id, atS = 0, forS, everyS, atRandom }: Pick<Fault, 'id' | 'atS' | 'forS' | 'everyS' | 'atRandom'>,
  { seed, durationS }: Pick<Experiment, 'seed' | 'durationS'>,
): FaultWindow[] {
  if (forS === undefined) return [{ fromS: atS, toS: null }]
  if (atRandom !== undefined) {
    // What is left over beside the windows is shared out by the draws: they keep their order and never meet.
    const freeS = Math.max(0, durationS - atS - atRandom * forS)
    const draws = Array.from({ length: atRandom }, (_, i) => uniform(seed, id, 'window', i)).sort((a, b) => a - b)
    return draws.map((u, i) => windowAt(atS + u * freeS + i * forS, forS))
  }
  if (everyS === undefined) return [windowAt(atS, forS)]
  const times = Math.max(1, Math.ceil((durationS - atS) / everyS))
  return Array.from({ length: times }, (_, i) => windowAt(atS + i * everyS, forS))
}

function windowAt(fromS: number, forS: number): FaultWindow {
  const roundS = (s: number) => Math.round(s * MS_PER_S) / MS_PER_S
  return { fromS: roundS(fromS), toS: roundS(fromS + forS) }
}

interface WrittenWindows {
  atS?: number | undefined
  forS?: number | undefined
  everyS?: number | undefined
  atRandom?: number | undefined
}

/** Says what contradicts itself in a schedule, by the field that should give way. */
export function contradictions(
  { atS = 0, forS, everyS, atRandom }: WrittenWindows,
  durationS: number,
  say: (key: string, message: string) => void,
): void {
  const load = `the end of the load (durationS is ${durationS})`
  if (atS >= durationS) say('atS', `${atS} is not before ${load}`)
  else if (atS + (forS ?? 0) > durationS) say('forS', `${atS} + ${forS} s is beyond ${load}`)
  if (everyS !== undefined) {
    if (atRandom !== undefined) say('everyS', 'a fault comes every so often or at random, not both')
    if (forS === undefined) say('forS', 'missing; a fault that comes again must end before')
    else if (forS >= everyS) say('everyS', `${everyS} is not longer than forS (${forS}): it would never be off`)
  }
  if (atRandom === undefined) return
  if (forS === undefined) say('forS', 'missing; a fault that comes at random must end, too')
  else if (atS + atRandom * forS > durationS) {
    say('atRandom', `${atRandom} times ${forS} s from ${atS} s on do not fit before ${load}`)
  }
}
