/**
 * What one order set off, as a tree: a call, each time it was asked for, who executed it then, and the calls that this
 * execution made in turn. From the records alone: what they do not say is not there.
 */

import type { OutcomeKind } from './outcome.ts'
import type { PathEdge } from './pieces.ts'
import type { TrailRecord } from './trail.ts'

/** All times from when the order was meant to be sent, µs; null where it has not happened. */
export interface CallNode {
  edge: string
  service: string
  /** Which of the calls over this edge that one order makes, from 0. */
  call: number
  fromUs: number
  toUs: number | null
  outcome: OutcomeKind | null
  attempts: AttemptNode[]
  /** Executions of which nobody says which attempt led to them. */
  others: ExecutionNode[]
}

export interface AttemptNode {
  /** As 16 hex digits it is the parent-id of the `traceparent` that was sent. */
  span: number
  fromUs: number
  toUs: number | null
  outcome: OutcomeKind | null
  executions: ExecutionNode[]
}

export interface ExecutionNode {
  span: number
  subscriber: number
  /** It had to wait for a place from here on; null where one was free. */
  queuedUs: number | null
  startedUs: number | null
  endedUs: number | null
  end: 'executed' | 'dropped' | 'deduplicated' | null
  calls: CallNode[]
}

/** @param records in the order of time */
export function callTreeOf(records: readonly TrailRecord[], path: readonly PathEdge[], zeroUs: number): CallNode {
  const nodes = new Map<string, CallNode>()
  const attempts = new Map<number, AttemptNode>()
  const executions = new Map<number, ExecutionNode>()
  const root = emptyCall(path[0], 0, 0)
  nodes.set('0/0/0', root)
  const at = ({ tUs }: TrailRecord) => tUs - zeroUs

  /** The call that is meant, made by that execution; where nobody knows it, by the caller's order as a whole. */
  const callOf = (record: TrailRecord, by: number): CallNode => {
    const { edge = 0, call = 0 } = record.hop ?? {}
    const key = edge === 0 ? '0/0/0' : `${edge}/${call}/${by}`
    const known = nodes.get(key)
    if (known) return known
    const node = emptyCall(path[edge], call, at(record))
    nodes.set(key, node)
    const maker = executions.get(by) ?? anyExecution(root)
    if (maker) maker.calls.push(node)
    return node
  }

  const executionOf = (record: TrailRecord): ExecutionNode => {
    const { span = 0, parent = 0 } = record.hop ?? {}
    const known = executions.get(span)
    if (known) return known
    const { subscriber } = record
    const node: ExecutionNode = {
      ...{ span, subscriber, queuedUs: null, startedUs: null, endedUs: null, end: null },
      calls: [],
    }
    executions.set(span, node)
    const attempt = attempts.get(parent)
    if (attempt) attempt.executions.push(node)
    else latestCall(record).others.push(node)
    return node
  }

  const latestCall = (record: TrailRecord): CallNode => {
    const { edge = 0, call = 0 } = record.hop ?? {}
    const same = [...nodes.entries()].filter(([key]) => key.startsWith(`${edge}/${call}/`))
    return same.at(-1)?.[1] ?? callOf(record, 0)
  }

  for (const record of records) {
    const { kind, hop } = record
    const parent = hop?.parent ?? 0
    switch (kind) {
      case 'sent':
        callOf(record, parent).fromUs = at(record)
        break
      case 'verdict': {
        const node = callOf(record, parent)
        if (node.toUs === null) Object.assign(node, { toUs: at(record), outcome: record.outcome })
        break
      }
      case 'called': {
        const span = hop?.span ?? 0
        const attempt: AttemptNode = { span, fromUs: at(record), toUs: null, outcome: null, executions: [] }
        attempts.set(span, attempt)
        callOf(record, parent).attempts.push(attempt)
        break
      }
      case 'call-ended':
        Object.assign(attempts.get(hop?.span ?? 0) ?? {}, { toUs: at(record), outcome: record.outcome })
        break
      case 'waiting':
        executionOf(record).queuedUs = at(record)
        break
      case 'started':
        executionOf(record).startedUs = at(record)
        break
      case 'executed':
      case 'dropped':
      case 'deduplicated':
        Object.assign(executionOf(record), { endedUs: at(record), end: kind })
        break
      default:
    }
  }
  return root
}

function emptyCall(edge: PathEdge | undefined, call: number, fromUs: number): CallNode {
  const { id = 'e1', service = '' } = edge ?? {}
  return { edge: id, service, call, fromUs, toUs: null, outcome: null, attempts: [], others: [] }
}

/** Where the calls of an execution hang that nobody has told of. */
function anyExecution(root: CallNode): ExecutionNode | undefined {
  return root.attempts.flatMap(({ executions }) => executions).at(-1) ?? root.others.at(-1)
}
