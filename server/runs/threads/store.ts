/** The thread of the store: node:sqlite blocks, so it blocks nobody here. */
import { workerData } from 'node:worker_threads'
import { openDatabase } from '../database.ts'
import { offer } from '../thread.ts'

export interface StoreData {
  file: string
  /** Runs kept; the oldest beyond go. */
  keep: number
}

const given = workerData as { health: SharedArrayBuffer; data: StoreData }
const database = openDatabase(given.data.file, given.data.keep)

export type StoreApi = typeof database
offer(database, given)
