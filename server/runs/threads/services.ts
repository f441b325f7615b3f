/** The thread of the services: what listens or consumes behind the links. */
import { workerData } from 'node:worker_threads'
import { JournalWriter } from '#core/journal.ts'
import { timersFrom } from '#server/runtime/timing.ts'
import { offer } from '../thread.ts'
import { createHost, runJournal } from './hosted.ts'

export interface ServicesData {
  run: string
  seed: number
  originNs: bigint
  journal: SharedArrayBuffer
  folder?: string
}

const given = workerData as { health: SharedArrayBuffer; data: ServicesData }
const { run, seed, originNs, journal, folder } = given.data

const timers = timersFrom(originNs)
const journalOf = runJournal({ run, timers, journal: new JournalWriter(journal) })
const api = createHost({ seed, timers, journalOf, folder })

export type ServicesApi = typeof api
offer(api, given)
