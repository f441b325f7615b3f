/** What a fault can be aimed at in an experiment, as values of a <select>. */
import { edgeAt, edgesOf } from '#core/call-path.ts'
import type { Experiment, Fault, Target } from '#core/experiment.ts'
import { lacking, notOf } from '#core/fault-places.ts'
import { type FaultType, faultFactsOf } from '#core/faults.ts'
import { factsOf, type Leg, legsOf } from '#core/protocols.ts'

/** A lane (or all) and one of its legs; or, without a leg, only its service. */
export interface Aim {
  lane: string
  edge: string
  leg: Leg | null
}

export function aimKey({ lane, edge, leg }: Aim): string {
  return `${lane}/${edge}/${leg ?? 'service'}`
}

/** Every leg of every lane, then what stands alone; groups of all lanes that share a leg come first. */
export function aimsOf(experiment: Experiment): Aim[] {
  const single: Aim[] = []
  const together = new Map<string, { aim: Aim; lanes: number }>()
  for (const lane of experiment.lanes) {
    for (const { edge: of } of edgesOf(lane.call)) {
      const edge = of.id
      const legs = legsOf(of)
      for (const leg of legs) {
        single.push({ lane: lane.id, edge, leg })
        const key = `${edge}/${leg}`
        const shared = together.get(key) ?? { aim: { lane: '*', edge, leg }, lanes: 0 }
        shared.lanes++
        together.set(key, shared)
      }
      if (legs.length === 0) single.push({ lane: lane.id, edge, leg: null })
    }
  }
  const groups = [...together.values()].filter(({ lanes }) => lanes > 1).map(({ aim }) => aim)
  return [...groups, ...single]
}

export function linkTarget({ lane, edge, leg }: Aim): Target | null {
  return leg === null ? null : { lane, edge, leg }
}

export function serviceTarget({ lane, edge }: Aim): Target {
  return { lane, edge, part: 'service' }
}

/** Where a fault of this type would act; null where there is no such place. */
export function targetFor(type: FaultType, aim: Aim, experiment: Experiment): Target | null {
  const { on } = faultFactsOf(type)
  const there = edgesAt(aim, experiment)
  if (notOf(type, there) || lacking(type, there)) return null
  if (on === 'link' || on === 'messages') return linkTarget(aim)
  const { lane, edge } = aim
  const isThere = on === 'service' || there.some(({ protocol }) => factsOf(protocol).engine)
  return isThere ? { lane, edge, part: on } : null
}

function edgesAt({ lane, edge }: Aim, { lanes }: Experiment) {
  return lanes.filter(({ id }) => lane === '*' || lane === id).flatMap(({ call }) => edgeAt(call, edge) ?? [])
}

export function sameTarget(a: Target, b: Target): boolean {
  if (a.lane !== b.lane || a.edge !== b.edge) return false
  return 'leg' in a ? 'leg' in b && a.leg === b.leg : 'part' in b && a.part === b.part
}

/** Whether a fault acts on this leg (or, with null, the service) of this very lane. */
export function actsOn(fault: Fault, { lane, edge, leg }: Aim): boolean {
  const { target } = fault
  if ((target.lane !== '*' && target.lane !== lane) || target.edge !== edge) return false
  return 'leg' in target ? target.leg === leg : leg === null
}
