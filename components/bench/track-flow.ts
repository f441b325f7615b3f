/** What passes on the wires of a track, and how many of it one dot stands for: the dots decorate, the numbers decide. */
import type { Lane } from '#core/experiment.ts'
import type { Recent } from '#core/lane-bins.ts'
import { factsOf, type Leg, legsOf } from '#core/protocols.ts'
import type { TrackGeometry } from './track-geometry.ts'

/** One direction of one wire. */
export interface Flow {
  fromX: number
  toX: number
  /** Of the wire, from the middle of the track. */
  dy: number
  perS: number
}

export interface Passing {
  lane: Lane
  at: TrackGeometry
  recent: Recent
  /** Where what goes over a leg ends before it arrives, and from where nothing comes back; null where it arrives. */
  stopsAt: (leg: Leg | null) => number | null
}

/** Half the distance of the two lines of a wire that is answered on. */
export const PAIR_PX = 3
/** A reply that is a message goes back past the broker's box, below the wires of the way there. */
export const REPLY_BELOW_PX = 11
const NODE_PX = 5

/** The stretch of a track that a leg covers. */
export function stretchOf(leg: Leg | null, at: TrackGeometry): { left: number; right: number } {
  if (leg === 'produce') return { left: at.caller + NODE_PX, right: at.broker.left }
  if (leg === 'consume') return { left: at.broker.right, right: at.service - NODE_PX }
  return { left: at.caller + NODE_PX, right: at.service - NODE_PX }
}

/** Nobody is told what became of it. */
function handsOver({ call: { style } }: Lane): boolean {
  return style === 'one-way' || style === 'publish-subscribe'
}

export function isTwoWay(lane: Lane): boolean {
  return !factsOf(lane.call.protocol).engine && !handsOver(lane)
}

/** An order that is tried three times is on the wire three times, and one that an open circuit withheld is not on it. */
export function flowsOf({ lane, at, recent, stopsAt }: Passing): Flow[] {
  const legs = legsOf(lane.call)
  const twoWay = isTwoWay(lane)
  return (legs.length === 0 ? [null] : legs).flatMap((leg): Flow[] => {
    const { left, right } = stretchOf(leg, at)
    const stop = stopsAt(leg)
    const there = { fromX: left, toX: stop ?? right }
    if (leg === 'reply') return stop === null ? [flow({ fromX: right, toX: left }, REPLY_BELOW_PX, recent.okRps)] : []
    if (leg === 'consume') return stop === null ? [flow(there, 0, recent.completedRps)] : []
    if (leg === null || leg === 'produce' || !twoWay) return [flow(there, 0, recent.attemptsRps)]
    const out = flow(there, -PAIR_PX, recent.attemptsRps)
    return stop === null ? [out, flow({ fromX: right, toX: left }, PAIR_PX, recent.okRps)] : [out]
  })
}

function flow(way: { fromX: number; toX: number }, dy: number, perS: number): Flow {
  return { ...way, dy, perS }
}

/** Many more on one wire could not be told from a line. A little above ten, so that a rate that wavers keeps its unit. */
const MOST_DOTS_PER_S = 12
const STEPS = [1, 2, 5]

/** How many passings one dot stands for, so that the busiest wire can still be read: 1, 2, 5, 10, 20 … */
export function dotUnit(mostPerS: number): number {
  for (let power = 1; ; power *= 10) {
    for (const step of STEPS) if (!(mostPerS > step * power * MOST_DOTS_PER_S)) return step * power
  }
}

/** The same on every wire, so that equally dense is equally often. */
const PX_PER_S = 220
const MS_PER_S = 1000

/** The dots of one flow: as many a second as its rate says, evenly spaced. */
export class DotStream {
  /** How far each has come, px; the oldest first. */
  readonly at: number[] = []
  /** Of the next one. */
  #due = 0

  /** @param dtMs since the last time */
  advance(dtMs: number, { perS, lengthPx }: { perS: number; lengthPx: number }): void {
    const dtS = dtMs / MS_PER_S
    for (let i = 0; i < this.at.length; i++) this.at[i] = (this.at[i] as number) + dtS * PX_PER_S
    this.#due += perS * dtS
    for (; this.#due >= 1; this.#due--) this.at.push(((this.#due - 1) / perS) * PX_PER_S)
    const arrived = this.at.findIndex((px) => px <= lengthPx)
    this.at.splice(0, arrived < 0 ? this.at.length : arrived)
  }
}
