/** The thread of the services: what listens or consumes behind the links. */
import { workerData } from 'node:worker_threads'
import { JournalWriter } from '#core/journal.ts'
import { timersFrom } from '#server/runtime/timing.ts'
import { offer } from '../thread.ts'
import { createHost } from './hosted.ts'
import { Onward } from './onward.ts'
import { runJournal } from './run-journal.ts'
import { Spans } from './spans.ts'

export interface ServicesData {
  run: string
  seed: number
  originNs: bigint
  journal: SharedArrayBuffer
  /** Which of the run's threads it is. */
  thread: number
  /** Somebody collects spans: also of lanes with one service. */
  traced: boolean
  payloadBytes: number
  folder?: string
}

const given = workerData as { health: SharedArrayBuffer; data: ServicesData }
const { run, seed, originNs, payloadBytes, folder } = given.data

const timers = timersFrom(originNs)
const journal = new JournalWriter(given.data.journal)
const spans = new Spans(given.data.thread)
const api = createHost({
  seed,
  timers,
  journalOf: runJournal({ run, timers, journal, spans, traced: given.data.traced }),
  folder,
  onward: (hosted) => new Onward({ hosted, timers, journal, spans, payloadBytes }),
})

export type ServicesApi = typeof api
offer(api, given)
