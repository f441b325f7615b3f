/** Caps an operator may set. Going over one is an error that names it. */
export interface Limits {
  /** Of one lane, orders per second. */
  maxRateRps: number
  maxDurationS: number
  maxPayloadBytes: number
  maxLanes: number
  /** Of one lane, in a closed loop. */
  maxCallers: number
  /** Of a whole run: rate × duration × calls of an order, over all lanes. */
  maxOrders: number
  maxFaults: number
  maxThresholds: number
  /** Edges of a lane one behind the other. */
  maxDepth: number
  /** Calls of one edge for each order. */
  maxFanOut: number
  /** Edges of a lane. */
  maxEdges: number
  /** Of one service. */
  maxReplicas: number
  /** Of one order of a lane, over all its edges. */
  maxCallsPerOrder: number
  /** Runs that are on at once. */
  maxRunsAtOnce: number
  /** Of all runs that are on: rate × wires over their lanes and all their edges, a second. What alone is over it runs alone. */
  maxLoadAtOnce: number
  /** Runs that wait for room. */
  maxQueuedRuns: number
}

export const defaultLimits: Limits = {
  maxRateRps: 2000,
  maxDurationS: 300,
  maxPayloadBytes: 256 * 1024,
  maxLanes: 12,
  maxCallers: 1000,
  maxOrders: 500_000,
  maxFaults: 32,
  maxThresholds: 64,
  maxDepth: 8,
  maxFanOut: 100,
  maxEdges: 64,
  maxReplicas: 16,
  maxCallsPerOrder: 400,
  maxRunsAtOnce: 4,
  maxLoadAtOnce: 1200,
  maxQueuedRuns: 40,
}

/** `5000 is over the cap maxRateRps (2000)`, or null where it is not. */
export function overCap(value: number, name: keyof Limits, limits: Limits): string | null {
  return value > limits[name] ? `${value} is over the cap ${name} (${limits[name]})` : null
}
