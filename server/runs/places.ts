/** Which threads the callers and the services of a lane live on, by name. */
import { edgesOf, type PlacedEdge } from '#core/call-path.ts'
import type { Lane } from '#core/experiment.ts'
import { legsOf } from '#core/protocols.ts'

export const CALLERS = 'callers'
export const SERVICES = 'services'

export interface Places {
  callers: string
  /** Of the service behind the caller's own edge. */
  service: string
  /** Of the service behind each edge, in the order of `edgesOf`. */
  services: string[]
}

/**
 * A service whose work blocks its thread, because it computes or because its database does, has one to itself, or it
 * would hold up the other lanes. Where no wire lies between, the service lives beside who calls it, who then moves along.
 * So has an order service that publishes, which its callers call without a wire.
 */
export function placesOf({ id, call }: Lane): Places {
  const edges = edgesOf(call)
  const ownOf = (placed: PlacedEdge) => (blocks(placed, edges) ? `:${id}${suffixOf(placed)}` : '')
  const [first] = edges as [PlacedEdge]
  const local = legsOf(call).length === 0
  const callers = local ? CALLERS + ownOf(first) : call.publish ? `${CALLERS}:${id}` : CALLERS
  const services: string[] = []
  for (const placed of edges) {
    const beside = placed.parent === null ? callers : services[placed.parent]
    const isLocal = legsOf(placed.edge).length === 0
    services.push(isLocal && beside !== undefined ? beside : SERVICES + ownOf(placed))
  }
  return { callers, service: services[0] as string, services }
}

function suffixOf({ edge, index }: PlacedEdge): string {
  return index === 0 ? '' : `/${edge.id}`
}

/** It blocks its thread, or something does that lives beside it. */
function blocks({ edge, index }: PlacedEdge, edges: readonly PlacedEdge[]): boolean {
  if (edge.to.cpu || edge.to.idempotent) return true
  return edges.some((next) => next.parent === index && legsOf(next.edge).length === 0 && blocks(next, edges))
}
