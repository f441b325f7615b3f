/** How often an order may arrive over each edge of its tree at the very most: what its policies allow, multiplied over the depth. */
import { edgesOf, type PlacedEdge } from './call-path.ts'
import type { Edge } from './experiment.ts'
import { sendsAtBottom } from './theory/amplification.ts'

/** By edge, for each order: its calls, each tried as often as may be by every layer on the way, where nothing works. */
export function mostAttempts(call: Edge): Record<string, number> {
  const edges = edgesOf(call)
  return Object.fromEntries(
    edges.map((placed) => [placed.edge.id, placed.perOrder * sendsAtBottom(attemptsUpFrom(placed, edges), 1)]),
  )
}

/** Of each layer, from this edge up to the caller's own. A hedge sends copies of each attempt. */
function attemptsUpFrom(placed: PlacedEdge, edges: readonly PlacedEdge[]): number[] {
  const { retry, hedge } = placed.edge.policy ?? {}
  const own = (retry?.attempts ?? 1) * (1 + (hedge?.most ?? 0))
  const above = placed.parent === null ? undefined : edges[placed.parent]
  return above ? [own, ...attemptsUpFrom(above, edges)] : [own]
}
