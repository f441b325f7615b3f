/** The tree of services behind a caller, walked: which edges there are, who calls whom, how often for one order. */
import type { Edge, ServiceSpec, Step } from './experiment.ts'
import type { PathEdge } from './pieces.ts'
import { factsOf, subscribersOf } from './protocols.ts'

/** An edge and where it stands in the tree. */
export interface PlacedEdge {
  edge: Edge
  /** In {@link edgesOf}; 0 for the caller's own. */
  index: number
  /** Index of the edge whose service makes this call; null for the caller's own. */
  parent: number | null
  /** 1 for the caller's own. */
  depth: number
  /** How often it is called for one order, by all that call it. */
  perOrder: number
}

function edgesIn(step: Step): readonly Edge[] {
  return 'parallel' in step ? step.parallel : [step]
}

/** Whom a service calls, in the order in which they are written. */
export function callsOf({ calls = [] }: Pick<ServiceSpec, 'calls'>): readonly Edge[] {
  return calls.flatMap(edgesIn)
}

/** All edges of a lane: the caller's own first, each before what lies behind it. */
export function edgesOf(call: Edge): readonly PlacedEdge[] {
  const found: PlacedEdge[] = []
  const add = (edge: Edge, parent: PlacedEdge | null) => {
    const placed: PlacedEdge = {
      edge,
      index: found.length,
      parent: parent?.index ?? null,
      depth: (parent?.depth ?? 0) + 1,
      perOrder: (parent?.perOrder ?? 1) * (edge.count ?? 1),
    }
    found.push(placed)
    for (const next of callsOf(edge.to)) add(next, placed)
  }
  add(call, null)
  return found
}

/** A service that calls another makes a tree of it. */
export function hasCalls(call: Edge): boolean {
  return callsOf(call.to).length > 0
}

/** Null where the lane has no such edge. */
export function edgeAt(call: Edge, id: string): Edge | null {
  return edgesOf(call).find(({ edge }) => edge.id === id)?.edge ?? null
}

/** How many calls one order makes, the caller's own included. */
export function callsPerOrder(call: Edge): number {
  return edgesOf(call).reduce((sum, { perOrder }) => sum + perOrder, 0)
}

/** Absent where the service that the caller calls is the only one. */
export function pathOf(call: Edge): PathEdge[] | undefined {
  return hasCalls(call) ? pathEdgesOf(call) : undefined
}

/** Also of a lane with one service. */
export function pathEdgesOf(call: Edge): PathEdge[] {
  return edgesOf(call).map(({ edge, parent, perOrder }) => ({
    id: edge.id,
    service: edge.to.name,
    protocol: edge.protocol,
    parent,
    perOrder,
    subscribers: subscribersOf(edge),
    consumed: factsOf(edge.protocol).engine,
  }))
}
