/** The thread of one backend of the console: what listens or consumes behind its links. */
import { workerData } from 'node:worker_threads'
import { offer } from '#server/runs/thread.ts'
import { createHost } from '#server/runs/threads/hosted.ts'
import { timersFrom } from '#server/runtime/timing.ts'
import { Executions } from '../executions.ts'

export interface ServiceData {
  seed: number
  originNs: bigint
}

const given = workerData as { data: ServiceData }
const { seed, originNs } = given.data
const timers = timersFrom(originNs)
const executions = new Executions(timers.nowUs)

const api = {
  ...createHost({ seed, timers, journalOf: () => executions.journal }),
  executed: (orderId: string, waitMs: number) => executions.of(orderId, waitMs),
}

export type ServiceApi = typeof api
offer(api, given)
