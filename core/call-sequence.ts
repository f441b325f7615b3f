/** A tree of calls as messages between services, in the order of time: what a sequence diagram draws. */
import type { AttemptNode, CallNode, ExecutionNode } from './call-tree.ts'

export interface Message {
  is: 'request' | 'reply'
  /** Indices among the participants; 0 is the caller. */
  from: number
  to: number
  sentUs: number
  /** Null where it never arrived, or nobody waited for it any more. */
  arrivedUs: number | null
  /** late: it came when its caller had given up. lost: nobody executed it. handed-over: a broker has it and answers. */
  fate: 'ok' | 'failed' | 'late' | 'lost' | 'handed-over'
  /** Which of the calls over its edge, from 0, and which attempt of that, from 1. */
  call: number
  attempt: number
}

export interface Activity {
  at: number
  fromUs: number
  toUs: number | null
}

export interface Sequence {
  /** Behind the caller, the edges in the order in which they are first called. */
  participants: { edge: string; service: string }[]
  messages: Message[]
  activities: Activity[]
}

export function sequenceOf(tree: CallNode): Sequence {
  const sequence: Sequence = { participants: [], messages: [], activities: [] }
  add(sequence, tree, 0)
  sequence.messages.sort((a, b) => a.sentUs - b.sentUs)
  return sequence
}

function add(sequence: Sequence, node: CallNode, from: number): void {
  const to = participantOf(sequence, node)
  node.attempts.forEach((attempt, i) => {
    const of = { from, to, call: node.call, attempt: i + 1 }
    const [first] = attempt.executions
    const arrivedUs = first ? arrivalOf(first) : null
    const handedOver = isHandedOver(attempt)
    const request = arrivedUs !== null ? (handedOver ? 'handed-over' : 'ok') : attempt.toUs === null ? 'ok' : 'lost'
    sequence.messages.push({ ...of, is: 'request', sentUs: attempt.fromUs, arrivedUs, fate: request })
    for (const execution of attempt.executions) {
      if (!handedOver) addReply(sequence, execution, { attempt, of })
      addWork(sequence, execution, to)
    }
  })
  for (const execution of node.others) addWork(sequence, execution, to)
}

function addWork(sequence: Sequence, execution: ExecutionNode, at: number): void {
  const fromUs = arrivalOf(execution)
  if (fromUs !== null) sequence.activities.push({ at, fromUs, toUs: execution.endedUs })
  for (const call of execution.calls) add(sequence, call, at)
}

function addReply(
  sequence: Sequence,
  { end, endedUs }: ExecutionNode,
  { attempt, of }: { attempt: AttemptNode; of: Pick<Message, 'from' | 'to' | 'call' | 'attempt'> },
): void {
  if (endedUs === null) return
  const back = { ...of, from: of.to, to: of.from, is: 'reply' as const, sentUs: endedUs }
  const isAwaited = attempt.toUs === null || attempt.toUs >= endedUs
  // The reply of the execution that its caller did hear of; of another one, nobody knows where it ended.
  if (isAwaited && attempt.outcome === 'ok') {
    sequence.messages.push({ ...back, arrivedUs: attempt.toUs, fate: 'ok' })
  } else if (end === 'dropped' && isAwaited) {
    sequence.messages.push({ ...back, arrivedUs: attempt.toUs, fate: 'failed' })
  } else if (attempt.toUs !== null) {
    sequence.messages.push({ ...back, arrivedUs: null, fate: isAwaited ? 'lost' : 'late' })
  }
}

/** Its caller had a yes before anybody had done it: whoever took it was not the service. */
function isHandedOver({ outcome, toUs, executions }: AttemptNode): boolean {
  return outcome === 'ok' && toUs !== null && executions.every(({ endedUs }) => endedUs === null || endedUs > toUs)
}

function arrivalOf({ queuedUs, startedUs, endedUs }: ExecutionNode): number | null {
  return queuedUs ?? startedUs ?? endedUs
}

function participantOf({ participants }: Sequence, { edge, service }: CallNode): number {
  const known = participants.findIndex((one) => one.edge === edge)
  if (known >= 0) return known + 1
  participants.push({ edge, service })
  return participants.length
}
