/** A fault that is over after the first connections it meets: those that are open when it is set, then new ones. */
import type { LinkFault } from './fault.ts'

/** @param first 0 where it acts on all of them */
export function onFirst(first: number, fault: LinkFault): LinkFault {
  if (first === 0) return fault
  const { stage, greet, ...rest } = fault
  const met = new Set<number>()
  const isAmong = (connection: number) => met.has(connection) || (met.size < first && met.add(connection) !== undefined)
  return {
    ...rest,
    ...(stage && { stage: (wire) => (isAmong(wire.connection) ? stage(wire) : null) }),
    ...(greet && { greet: (connection) => (isAmong(connection) ? greet(connection) : null) }),
  }
}
