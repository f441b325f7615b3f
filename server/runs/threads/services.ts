/** The thread of the services: what listens or consumes behind the links. */
import { workerData } from 'node:worker_threads'
import { JournalWriter } from '#core/journal.ts'
import { timersFrom } from '#server/runtime/timing.ts'
import { offer } from '../thread.ts'
import { createHost } from './hosted.ts'

export interface ServicesData {
  run: string
  seed: number
  originNs: bigint
  journal: SharedArrayBuffer
}

const given = workerData as { health: SharedArrayBuffer; data: ServicesData }
const { run, seed, originNs, journal } = given.data

const api = createHost({ run, seed, timers: timersFrom(originNs), journal: new JournalWriter(journal) })

export type ServicesApi = typeof api
offer(api, given)
