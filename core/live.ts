/** What travels between a browser and the server over Socket.IO, typed on both ends. */
import type { ClassView } from './classroom.ts'
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
  /** Take part in a class; with its token, as its host, who is not counted. A connection is in one class at a time. */
  join: (request: { classId: string; token?: string }, answer: (joined: ClassJoined) => void) => void
  /** ms. One for each connection, which may be changed until the run begins. */
  guess: (request: { classId: string; ms: number }, answer: (taken: GuessTaken) => void) => void
}

export type ClassJoined = { view: ClassView; host: boolean } | { refused: 'missing' | 'full' | 'too-many' }
export type GuessTaken = 'taken' | 'late' | 'no-guess' | 'not-here' | 'too-many'

export interface ServerToClient {
  events: (message: { runId: string; events: RunEvent[] }) => void
  /** How a class stands, at most four times a second. */
  class: (view: ClassView) => void
}
