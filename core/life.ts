/** The life of one order: what happened to it, in the order of time, by whom, and why it ended where it did. */
import { type CallNode, callTreeOf } from './call-tree.ts'
import { type Ending, endingOf, endingOfTree } from './ending.ts'
import { type Fate, fateOf } from './fate.ts'
import type { OutcomeKind } from './outcome.ts'
import { type Decision, decisions } from './policy.ts'
import type { Trail, TrailKind, TrailRecord } from './trail.ts'

export const actors = ['caller', 'publisher', 'broker', 'consumer', 'service', 'lab'] as const
export type Actor = (typeof actors)[number]

/** `due`: when it was meant to be sent, from which all times count. */
export type StepKind =
  | 'due'
  | Decision
  | Exclude<
      TrailKind,
      'queued' | 'not-sent' | 'rejected' | 'handshake' | 'outside' | 'policy' | 'called' | 'call-ended'
    >

export interface Step {
  /** From when the order was meant to be sent, µs. */
  atUs: number
  what: StepKind
  by: Actor
  /** Index among the subscribers of publish-subscribe; absent elsewhere. */
  subscriber?: number
  /** Of an attempt its number; of a delivery how many times the broker has handed it out, as far as it says. */
  n?: number
  /** Of `sent`: for a slot of a blocking caller. Of `dropped`: it was still in the queue of the service. */
  waited?: true
  outcome?: OutcomeKind
}

export interface Life extends Fate {
  lane: string
  seq: number
  /** When it was meant to be sent, from the beginning of the load, µs. */
  dueUs: number
  steps: Step[]
  ended: Ending
  /** Where services call services: the caller's own call, and in it all that was called for it. */
  tree?: CallNode
}

/** Null where the trail does not hold the order. */
export function lifeOf(trail: Trail, lane: string, seq: number): Life | null {
  const read = trail.recordsOf(seq)
  const intendedUs = read.find(({ kind }) => kind === 'sent')?.intendedUs
  if (intendedUs === undefined) return null
  const fate = fateOf(read, trail)
  // Threads share one clock, and their journals are read one after the other: the order of reading breaks a tie.
  const records = read.sort((a, b) => a.tUs - b.tUs)
  const steps: Step[] = [{ atUs: 0, what: 'due', by: 'caller' }]
  // The services behind the first are told in the tree.
  const own = records.filter(({ hop }) => (hop?.edge ?? 0) === 0)
  for (const record of own) {
    const step = stepOf(record, intendedUs, trail)
    if (step) steps.push(step)
  }
  const { path } = trail
  const ended = path ? endingOfTree(own, fate, trail) : endingOf(records, fate, trail.consumed)
  const tree = path ? { tree: callTreeOf(records, path, intendedUs) } : {}
  return { lane, seq, ...fate, dueUs: intendedUs - trail.originUs, steps, ended, ...tree }
}

function stepOf(record: TrailRecord, intendedUs: number, trail: Trail): Step | null {
  const { kind, tUs, n } = record
  const worker: Actor = trail.consumed || trail.subscribers > 1 ? 'consumer' : 'service'
  const atUs = tUs - intendedUs
  const subscriber = trail.subscribers > 1 ? { subscriber: record.subscriber } : {}
  switch (kind) {
    case 'sent':
      // It had to wait for one of the caller's slots.
      return { atUs, what: kind, by: 'caller', ...(n === 1 ? { waited: true as const } : {}) }
    case 'attempt':
      return { atUs, what: kind, by: 'caller', n }
    case 'attempt-ended':
      return { atUs, what: kind, by: 'caller', n, outcome: record.outcome }
    case 'policy': {
      const what = decisions[n]
      if (what === undefined) return null
      return { atUs, what, by: what === 'expired' ? worker : 'caller' }
    }
    case 'verdict':
      return { atUs, what: kind, by: 'caller', outcome: record.outcome }
    case 'waiting':
      return { atUs, what: kind, by: worker, ...subscriber }
    case 'dropped':
      return { atUs, what: kind, by: worker, ...subscriber, ...(n === 1 ? { waited: true as const } : {}) }
    case 'started':
    case 'executed':
    case 'deduplicated':
    case 'crashed':
    case 'settled':
    case 'returned':
      return { atUs, what: kind, by: worker, ...subscriber }
    case 'received':
      return { atUs, what: kind, by: worker, ...subscriber, ...(n > 0 ? { n } : {}) }
    case 'dead-lettered':
      return { atUs, what: kind, by: 'broker', ...subscriber }
    case 'committed':
    case 'published':
    case 'publisher-crashed':
      return { atUs, what: kind, by: 'publisher' }
    case 'lost':
      return { atUs, what: kind, by: 'lab' }
    case 'queued':
    case 'not-sent':
    case 'rejected':
    case 'handshake':
    case 'outside':
    case 'called':
    case 'call-ended':
      return null
    default:
      return kind satisfies never
  }
}
