/** The run that is to be exported: a kept one, or a recording's file. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type OrderLine, parseOrderQuery } from '#core/order-query.ts'
import { orderSamples, ordersAmong } from '#core/order-samples.ts'
import { type RecordedRun, readRecordingText, UnreadableRecording } from '#core/recording.ts'
import { isOver } from '#core/run.ts'
import { readDatabase } from './runs/database.ts'
import { DATABASE_NAME } from './runs/store.ts'

export interface RunAsked {
  /** A kept run's id, or the path of a recording. */
  run: string
  dataDir: string
}

export interface FoundRun {
  run: RecordedRun
  /** Some of its single orders; none where they were not kept. */
  orders: OrderLine[]
}

/** Throws for what is not there, and for a run that is not over. */
export function foundRun({ run, dataDir }: RunAsked): FoundRun {
  return keptRun(run, dataDir) ?? { run: recordingOf(run, dataDir), orders: [] }
}

function keptRun(id: string, dataDir: string): FoundRun | null {
  const file = join(dataDir, DATABASE_NAME)
  if (!existsSync(file)) return null
  const database = readDatabase(file)
  try {
    const found = database.run(id)
    if (!found) return null
    const { createdAt: recordedAt, experiment, state } = found
    if (!isOver(state)) throw new Error(`run '${id}' is ${state.is}: export it when it is over`)
    const lanes = experiment.lanes.map((lane) => lane.id)
    const pages = orderSamples.map((filters) => {
      const asked = parseOrderQuery(filters, lanes)
      return asked.ok ? (database.trails?.findOrders(id, asked.query) ?? null) : null
    })
    return {
      run: { about: { runId: id, recordedAt }, experiment, events: database.events(id) },
      orders: ordersAmong(pages),
    }
  } finally {
    database.close()
  }
}

function recordingOf(name: string, dataDir: string): RecordedRun {
  const path = resolve(process.env.INIT_CWD ?? '.', name)
  if (!existsSync(path)) throw new Error(`'${name}' is neither a run kept in ${dataDir} nor a recording's file`)
  try {
    return readRecordingText(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof UnreadableRecording) throw new Error(`${name}: ${error.message}`)
    throw error
  }
}
