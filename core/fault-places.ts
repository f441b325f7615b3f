/** Where on one edge a fault acts. */
import type { Edge, Fault } from './experiment.ts'
import { type FaultType, faultFactsOf } from './faults.ts'
import { factsOf, type Leg, legsOf } from './protocols.ts'

type Called = Pick<Edge, 'protocol' | 'style' | 'options' | 'publish'>

/**
 * The links of this edge on which the fault acts, and as what: a broker that pauses or crashes is one that cannot be
 * reached over any leg. Null where it is no fault of links at all.
 */
export function linkFaultsOf(fault: Fault, call: Called): { leg: Leg; fault: Fault }[] | null {
  const { type, target } = fault
  const legs = legsOf(call)
  if ('leg' in target) return legs.includes(target.leg) ? [{ leg: target.leg, fault }] : []
  if (faultFactsOf(type).on !== 'engine') return null
  if (!factsOf(call.protocol).engine) return []
  const onLink: Fault =
    type === 'broker_pause'
      ? { ...fault, type: 'partition', stream: 'both', attributes: {} }
      : { ...fault, type: 'down', attributes: {} }
  return legs.map((leg) => ({ leg, fault: onLink }))
}

/** Whether this replica of a service, counted from 0, is one that is meant. */
export function meansReplica({ attributes }: Pick<Fault, 'attributes'>, index: number): boolean {
  const replica = Number(attributes.replica ?? 0)
  return replica === 0 || replica === index + 1
}

/** Whether what the broker holds goes with it: only one that is embedded can be made to. */
export function losesMemory({ type, attributes }: Pick<Fault, 'type' | 'attributes'>): boolean {
  return type === 'broker_crash' && attributes.loses === 'memory'
}

/** Whether the broker loses what it had not written through to the disk. */
export function losesPower({ type }: Pick<Fault, 'type'>): boolean {
  return type === 'power_loss'
}

/** Whether there is such a part behind this edge: only a broker has consumers. */
export function hasPart({ type }: Fault, { protocol }: Called): boolean {
  return faultFactsOf(type).on === 'service' || factsOf(protocol).engine
}

/** One of these edges, if any, that speaks a protocol which this is no fault of. What has no broker is spared anyway. */
export function notOf<E extends Called>(type: FaultType, edges: readonly E[]): E | undefined {
  const { on, of } = faultFactsOf(type)
  if (!of) return undefined
  return edges.find(({ protocol }) => !of.includes(protocol) && (on !== 'consumer' || factsOf(protocol).engine))
}

/** One of these edges, if any, whose options do not say what this needs. */
export function lacking<E extends Called>(type: FaultType, edges: readonly E[]): E | undefined {
  const { needs } = faultFactsOf(type)
  return needs && edges.find(({ options }) => options[needs.option] !== needs.is)
}
