/** A lane while it is being opened, and how long the broker that its operator named may keep it waiting. */
import { setTimeout as delay } from 'node:timers/promises'
import { edgesOf, type PlacedEdge } from '#core/call-path.ts'
import type { Lane } from '#core/experiment.ts'
import { readLinkCounters } from '#server/link/counters.ts'
import type { Address, Addresses, Env } from '#server/protocols/protocol.ts'
import type { CoordinatorData } from './threads/coordinator.ts'

/** How long, from the start of its lane, a broker that the operator named may say nothing: one bound, whatever the steps. */
const BROKER_WITHIN_MS = 4000
/** One that does answer may have others to ask first, or wait for more members of a group as Kafka does (3 s). */
const LANE_WITHIN_MS = 20_000

/** A lane that is being opened, from its last services to its first. */
export interface OpenedLane {
  index: number
  lane: Lane
  wires: CoordinatorData['links']
  envOf: (placed: PlacedEdge) => Env
  /** By edge: the broker that the operator named. */
  named: (Address | null)[]
  /** By edge: where it leads, one a replica. */
  at: Addresses[][]
}

export interface Opening {
  task: Promise<void>
  /** Nobody waits for it: it goes no further than where it is. */
  abandon(): void
}

/** Waits for the lane: a named broker has its time, our own as long as it takes. */
export async function openInTime({ task }: Opening, opened: OpenedLane): Promise<void> {
  if (opened.named.every((address) => address === null)) return task
  const bound = new AbortController()
  const { signal } = bound
  const late = delay(BROKER_WITHIN_MS, undefined, { signal }).then(async () => {
    if (silentIn(opened)) throw new Error(`no answer within ${BROKER_WITHIN_MS} ms`)
    await delay(LANE_WITHIN_MS - BROKER_WITHIN_MS, undefined, { signal })
    throw new Error(`not ready within ${LANE_WITHIN_MS} ms`)
  })
  late.catch(() => {})
  try {
    await Promise.race([task, late])
  } finally {
    bound.abort()
    task.catch(() => {})
  }
}

/** The broker, named by the operator, that a lane which does not open waits for; undefined where none was named. */
export function awaitedBroker(opened: OpenedLane): Address | undefined {
  return silentIn(opened) ?? beingAskedIn(opened)
}

/** A broker that the operator named, that can be asked by now, and from which nothing has come. */
function silentIn({ lane, wires, named }: OpenedLane): Address | null {
  for (const { edge, index } of edgesOf(lane.call)) {
    const links = wires.filter((wire) => wire.lane === lane.id && wire.edge === edge.id)
    const address = named[index]
    if (address && links.length > 0 && !links.some(hasAnswered)) return address
  }
  return null
}

/** The broker, named by the operator, at which the opening has stopped; else any that was named. */
function beingAskedIn({ lane, named, at }: OpenedLane): Address | undefined {
  const reached = edgesOf(lane.call).findLast(({ index }) => at[index] === undefined)
  return (reached && named[reached.index]) ?? named.find((address) => address !== null) ?? undefined
}

function hasAnswered({ counters }: CoordinatorData['links'][number]): boolean {
  return readLinkCounters(new Float64Array(counters)).down > 0
}
