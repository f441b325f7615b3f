/** After the load: wait for what is still under way, bounded, and find out which lanes have come to rest. */
import { setTimeout as delay } from 'node:timers/promises'
import { edgesOf, type PlacedEdge } from '#core/call-path.ts'
import { sampleMs } from '#core/distribution.ts'
import type { Edge, Experiment, Lane } from '#core/experiment.ts'
import { factsOf } from '#core/protocols.ts'
import { waitMsBefore } from '#core/resilience/backoff.ts'
import { serviceKey } from './threads/hosted.ts'
import type { Threads } from './threads.ts'

const POLL_MS = 100
const QUIET_US = 1_000_000
/** Who does not say so within this time is not at rest. */
const ANSWER_MS = 2000
const MIN_MS = 10_000
const MAX_MS = 60_000
const MS_PER_S = 1000
const US_PER_MS = 1000

/** The longest that an order may be out. */
function untilVerdictMs({ timeoutMs, call }: Lane): number {
  const { retry, rateLimit, deadline } = call.policy ?? {}
  const attempts = retry?.attempts ?? 1
  let [totalMs, waitMs] = [attempts * (timeoutMs + (rateLimit?.waitMs ?? 0)), 0]
  for (let again = 1; retry && again < attempts; again++) {
    waitMs = waitMsBefore(retry, again, { waitMs, draw: 1 })
    totalMs += waitMs
  }
  return Math.min(totalMs, deadline?.ms ?? Number.POSITIVE_INFINITY)
}

/** How long a lane is waited for: at least 10 s, long enough for one redelivery or for all before a dead letter, at most 60 s. */
function drainBoundMs(lane: Lane): number {
  // What lies behind one another may have to be waited for one after the other.
  const behindMs = edgesOf(lane.call).reduce((sum, { edge }) => sum + behindBrokerMs(edge), 0)
  return Math.min(MAX_MS, Math.max(MIN_MS, behindMs, untilVerdictMs(lane)))
}

function behindBrokerMs({ options, to }: Edge): number {
  const { visibilityTimeoutS = 0, maxReceives = 0 } = options
  const visibilityS = Number(visibilityTimeoutS) * Math.max(1, Number(maxReceives))
  return visibilityS * MS_PER_S + sampleMs(to.work, 0.99)
}

export interface RestedLane {
  id: string
  /** As long as no record of it came for so long, µs; 0 where all of it lies behind brokers, which say what they hold. */
  whileQuietUs: number
}

/**
 * The lanes that came to rest, each by itself: what never ends in one says nothing of the others. In those, what was
 * never executed is lost; in the others it is still under way, and nothing is lost because time ran out.
 */
export async function drain(experiment: Experiment, threads: Threads): Promise<RestedLane[]> {
  const { timers } = threads
  const deadlineUs = timers.nowUs() + Math.max(...experiment.lanes.map(drainBoundMs)) * US_PER_MS
  const rested = new Set<string>(threads.failed.keys())
  const over = new AbortController()
  const { signal } = over
  const watch = async (lane: Lane) => {
    while (!signal.aborted && !rested.has(lane.id)) {
      const isDone = await isAtRest(lane, threads)
      if (isDone && !signal.aborted) rested.add(lane.id)
      else await delay(POLL_MS, undefined, { signal }).catch(() => {})
    }
  }
  const watchAll = async () => {
    // None waits for the answers of another's broker.
    do await Promise.all(experiment.lanes.map(watch))
    while (!signal.aborted && (await wakeUp(rested, experiment.lanes, threads)))
  }
  const watching = watchAll()
  watching.catch(() => {})
  const leftMs = Math.max(0, (deadlineUs - timers.nowUs()) / US_PER_MS)
  const overdue = delay(leftMs, true, { signal }).catch(() => false)
  try {
    if (await Promise.race([watching.then(() => false), overdue])) await wakeUp(rested, experiment.lanes, threads)
  } finally {
    over.abort()
  }
  if (rested.size < experiment.lanes.length) await threads.eachCaller((callers) => callers.call('abandon'))
  return experiment.lanes
    .filter(({ id }) => rested.has(id))
    .map((lane) => ({ id: lane.id, whileQuietUs: threads.failed.has(lane.id) ? 0 : quietNeededUs(lane) }))
}

/** Nobody counts what is on a wire. */
function quietNeededUs({ call }: Lane): number {
  return edgesOf(call).every(({ edge }) => factsOf(edge.protocol).engine) ? 0 : QUIET_US
}

/** A wire may have held something for longer than a lane is watched: whether any of those that rested no longer does. */
async function wakeUp(rested: Set<string>, lanes: readonly Lane[], threads: Threads): Promise<boolean> {
  const candidates = lanes.filter(({ id }) => rested.has(id) && !threads.failed.has(id))
  const atRest = await Promise.all(
    candidates.map((lane) => Promise.race([isAtRest(lane, threads), delay(ANSWER_MS, false, { ref: false })])),
  )
  const restless = candidates.filter((_, at) => !atRest[at])
  for (const { id } of restless) rested.delete(id)
  return restless.length > 0
}

/** Brokers in the order of the tree: what has left one by now is in the next one, or being worked on. */
async function isAtRest(lane: Lane, threads: Threads): Promise<boolean> {
  if ((await threads.callersOf(lane.id).call('outstandingOf', lane.id)) > 0) return false
  if ((await threads.busyOf(lane.id)) > 0) return false
  const edges = edgesOf(lane.call)
  const brokers = edges.filter(({ edge }) => factsOf(edge.protocol).engine)
  for (const broker of brokers) if (!(await isEmpty(lane, broker, threads))) return false
  const neededUs = quietNeededUs(lane)
  if (neededUs > 0 && (await threads.coordinator.call('quietUs', lane.id)) < neededUs) return false
  return brokers.length === 0 || (await threads.busyOf(lane.id)) === 0
}

/**
 * Nothing left to publish, and after that nothing visible, in flight or delayed in the broker. A broker that does not
 * answer is not empty.
 */
async function isEmpty(lane: Lane, { edge, index }: PlacedEdge, threads: Threads): Promise<boolean> {
  if ((await threads.callersOf(lane.id).call('unpublished', lane.id)) > 0) return false
  const depth = await threads
    .hostOf(lane, index)
    .call('depth', serviceKey(lane.id, edge.id))
    .catch(() => null)
  return depth !== null && depth.visible + depth.invisible + depth.delayed === 0
}
