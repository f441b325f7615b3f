/** The lab's HTTP API as the screen uses it. Every failure is a {@link ProblemError}, whatever its source. */
import type { Experiment, Fault, Workload } from '#core/experiment.ts'
import type { Life } from '#core/life.ts'
import type { OrderPage } from '#core/order-query.ts'
import type { Leg } from '#core/protocols.ts'
import type { RunState, RunStateName } from '#core/run.ts'
import type { RunSummary } from '#core/summary.ts'
import type { Text } from '#core/text.ts'

/** RFC 9457, with the members that the lab adds. */
export interface Problem {
  /** 0 where no answer came at all. */
  status: number
  title: string
  detail: string
  issues: { path: string; message: string }[]
  /** The run that is on, where that is the problem. */
}

class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail || problem.title)
    this.problem = problem
  }
}

export interface StartedRun {
  id: string
  url: string
  token: string
}

export interface RunRequest {
  experiment: string | Experiment
  overrides?: { seed?: number; durationS?: number }
}

export function startRun(request: RunRequest): Promise<StartedRun> {
  return call('POST', '/api/runs', { body: request })
}

/** Origins at which other devices on the network reach the lab; none where it listens on loopback alone. */
export async function addressesOfLab(): Promise<string[]> {
  return (await call<{ addresses: string[] }>('GET', '/api/health')).addresses
}

/** Everybody who has its link may guess before the run: of an experiment, or of a step of a lesson. */
export type ClassRequest =
  | { experiment: string | Experiment; ask: { metric: string; question: Text } }
  | { lesson: string; step: string; value: number }

export function openClass(request: ClassRequest): Promise<StartedRun> {
  return call('POST', '/api/classes', { body: request })
}

export interface OrderWire {
  legs: {
    leg: Leg
    connections: {
      ordinal: number
      openedUs: number
      closedUs: number | null
      bytes: { up: number; down: number }
      truncated: boolean
      chunks: { stream: 'upstream' | 'downstream'; atUs: number; offset: number; base64: string }[]
      /** The order's id is written in what passed. */
      named: boolean
    }[]
  }[]
}

/** What whoever holds a class's token may do with it. */
export function leadingOf(classId: string, token: string) {
  const path = `/api/classes/${encodeURIComponent(classId)}`
  return {
    run: () => call<{ run: { id: string; token: string } }>('PATCH', path, { token, body: { state: 'running' } }),
    reveal: () => call('PATCH', path, { token, body: { state: 'revealed' } }),
    close: () => call('DELETE', path, { token }),
  }
}

/** Where the server says that a run stands. */
export async function stateOfRun(runId: string): Promise<RunState> {
  const report = await call<{ state: RunState }>('GET', `/api/runs/${encodeURIComponent(runId)}`)
  return report.state
}

/** @param asked `lane=http&work=lost`, see docs/api.md */
export function ordersOf(runId: string, asked: string): Promise<OrderPage> {
  return call('GET', `/api/runs/${encodeURIComponent(runId)}/orders?${asked}`)
}

export function orderOf(runId: string, { lane, seq }: { lane: string; seq: number }): Promise<Life> {
  return call('GET', `/api/runs/${encodeURIComponent(runId)}/orders/${encodeURIComponent(lane)}/${seq}`)
}

/** What crossed the links while one order was under way; null where that is not kept. */
export async function wireOf(runId: string, { lane, seq }: { lane: string; seq: number }): Promise<OrderWire | null> {
  const path = `/api/runs/${encodeURIComponent(runId)}/orders/${encodeURIComponent(lane)}/${seq}/wire`
  return call<OrderWire>('GET', path).catch((error) => {
    if (problemOf(error).status === 404) return null
    throw error
  })
}

/** A lane's numbers as the lab sums them up. */
export async function summaryOfRun(runId: string): Promise<RunSummary> {
  const report = await call<{ summary: RunSummary }>('GET', `/api/runs/${encodeURIComponent(runId)}`)
  return report.summary
}

/** What whoever holds a run's token may do with it. */
export interface Steering {
  setState: (state: Extract<RunStateName, 'paused' | 'running'> | 'stopping') => Promise<void>
  setFault: (fault: Fault) => Promise<void>
  clearFault: (faultId: string) => Promise<void>
  setWorkload: (lane: string, workload: Workload) => Promise<void>
  redrive: (lane: string) => Promise<void>
}

export function steeringOf(runId: string, token: string): Steering {
  const run = `/api/runs/${encodeURIComponent(runId)}`
  return {
    setState: (state) => call('PATCH', run, { token, body: { state } }),
    setFault: (fault) => call('POST', `${run}/faults`, { token, body: fault }),
    clearFault: (faultId) => call('DELETE', `${run}/faults/${encodeURIComponent(faultId)}`, { token }),
    setWorkload: (lane, workload) => call('PATCH', `${run}/workload`, { token, body: { lane, workload } }),
    redrive: (lane) => call('POST', `${run}/lanes/${encodeURIComponent(lane)}/redrive`, { token }),
  }
}

export async function call<T>(
  method: string,
  path: string,
  options: { token?: string; body?: unknown } = {},
): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (options.token) headers.authorization = `Bearer ${options.token}`
  if (options.body !== undefined) headers['content-type'] = 'application/json'
  let response: Response
  try {
    const body = options.body === undefined ? null : JSON.stringify(options.body)
    response = await fetch(path, { method, headers, body })
  } catch {
    // What browsers say of it differs and helps nobody.
    throw new ProblemError({ status: 0, title: '', detail: '', issues: [] })
  }
  const answer: unknown = await response.json().catch(() => null)
  if (!response.ok) throw new ProblemError(problemFrom(response, answer))
  return answer as T
}

function problemFrom(response: Response, answer: unknown): Problem {
  const given = (typeof answer === 'object' && answer !== null ? answer : {}) as Partial<Problem>
  return {
    status: response.status,
    title: given.title ?? `HTTP ${response.status}`,
    detail: given.detail ?? response.statusText,
    issues: Array.isArray(given.issues) ? given.issues : [],
  }
}

/** Anything thrown, as a problem that can be shown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  return { status: 0, title: '', detail: String(error), issues: [] }
}
