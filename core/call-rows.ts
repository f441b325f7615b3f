/** A tree of calls, line by line: what a waterfall, a table and the command line show, each in its own way. */
import type { AttemptNode, CallNode, ExecutionNode } from './call-tree.ts'
import type { OutcomeKind } from './outcome.ts'

export const rowFates = [
  'ok',
  'failed', // whoever called was not told yes, or the work was let go undone
  'late', // done, and whoever had asked had given up by then
  'lost', // asked, and nobody ever executed it
  'open', // not ended yet
] as const
export type RowFate = (typeof rowFates)[number]

export interface CallRow {
  /** `call`: what one service asks of another. `attempt`: one of several tries of it. `work`: an execution. */
  is: 'call' | 'attempt' | 'work'
  depth: number
  edge: string
  service: string
  /** Which of the calls over this edge, from 0; null where the order makes but one. */
  call: number | null
  /** Counted from 1; null where there was but one. */
  attempt: number | null
  subscriber: number
  /** From when the order was meant to be sent, µs. */
  fromUs: number
  /** Of work: from when on it waited for a place; null where it did not. */
  queuedUs: number | null
  toUs: number | null
  outcome: OutcomeKind | null
  fate: RowFate
}

/** In the order in which they began, each before what lies inside it. */
export function rowsOf(tree: CallNode): CallRow[] {
  const several = new Set<string>()
  const mark = (node: CallNode) => {
    if (node.call > 0) several.add(node.edge)
    for (const execution of executionsOf(node)) execution.calls.forEach(mark)
  }
  mark(tree)

  const rows: CallRow[] = []
  const addCall = (node: CallNode, depth: number) => {
    const { edge, service, fromUs, toUs, outcome } = node
    const call = several.has(edge) ? node.call : null
    const name = { edge, service, call }
    const fate = fateOf(node, executionsOf(node))
    rows.push({ ...name, is: 'call', depth, attempt: null, subscriber: 0, fromUs, queuedUs: null, toUs, outcome, fate })
    const addWork = (execution: ExecutionNode, by: AttemptNode | null, at: number) => {
      const { startedUs, queuedUs, endedUs, subscriber } = execution
      const from = queuedUs ?? startedUs ?? endedUs ?? fromUs
      rows.push({
        ...name,
        ...{ is: 'work', depth: at, attempt: null, subscriber, fromUs: from, queuedUs, toUs: endedUs, outcome: null },
        fate: fateOfWork(execution, by),
      })
      for (const next of execution.calls) addCall(next, at + 1)
    }
    node.attempts.forEach((attempt, i) => {
      const isOne = node.attempts.length === 1
      if (!isOne) {
        const { fromUs: begun, toUs: ended, outcome: told } = attempt
        rows.push({
          ...name,
          ...{ is: 'attempt', depth: depth + 1, attempt: i + 1, subscriber: 0, fromUs: begun, queuedUs: null },
          ...{ toUs: ended, outcome: told, fate: fateOf(attempt, attempt.executions) },
        })
      }
      for (const execution of attempt.executions) addWork(execution, attempt, depth + (isOne ? 1 : 2))
    })
    for (const execution of node.others) addWork(execution, null, depth + 1)
  }
  addCall(tree, 0)
  return rows
}

function executionsOf({ attempts, others }: CallNode): ExecutionNode[] {
  return [...attempts.flatMap(({ executions }) => executions), ...others]
}

function fateOf({ toUs, outcome }: Pick<AttemptNode, 'toUs' | 'outcome'>, executions: ExecutionNode[]): RowFate {
  if (toUs === null) return 'open'
  if (executions.length === 0) return 'lost'
  return outcome === 'ok' ? 'ok' : 'failed'
}

function fateOfWork({ end, endedUs }: ExecutionNode, by: AttemptNode | null): RowFate {
  if (end === null || endedUs === null) return 'open'
  if (end === 'dropped') return 'failed'
  const gaveUp = by !== null && by.toUs !== null && by.outcome !== 'ok' && by.toUs < endedUs
  return gaveUp ? 'late' : 'ok'
}
