/** What travels between a browser and the server over Socket.IO, typed on both ends. */
import type { Experiment } from './experiment.ts'
import type { RunEvent } from './run.ts'

export interface RunInfo {
  id: string
  experiment: Experiment
  /** ISO 8601, a label only. */
  createdAt: string
}

export interface ClientToServer {
  /** Watch a run from after `sinceSeq` (0 for everything). Answers null where there is no such run. */
  watch: (request: { runId: string; sinceSeq: number }, answer: (info: RunInfo | null) => void) => void
  unwatch: (request: { runId: string }) => void
}

export interface ServerToClient {
  events: (message: { runId: string; events: RunEvent[] }) => void
}
