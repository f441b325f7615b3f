/** `wirelab runs`: the runs that are kept, read whether a server is running or not. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RunState } from '#core/run.ts'
import type { Text } from '#core/text.ts'
import { readDatabase } from './runs/database.ts'
import { DATABASE_NAME } from './runs/store.ts'

export interface KeptRun {
  id: string
  /** ISO 8601. */
  createdAt: string
  /** The experiment's id and title. */
  experiment: string
  title: Text
  state: RunState
}

/** Newest first. */
export function keptRuns(dataDir: string): KeptRun[] {
  const file = join(dataDir, DATABASE_NAME)
  if (!existsSync(file)) return []
  const database = readDatabase(file)
  try {
    return database.runs().map(({ id, createdAt, experiment, state }) => ({
      ...{ id, createdAt, experiment: experiment.id, title: experiment.title },
      state,
    }))
  } finally {
    database.close()
  }
}

export function runLines(runs: readonly KeptRun[]): string[] {
  const rows = runs.map(({ id, createdAt, state, experiment, title }) => ({
    cells: [id, createdAt, state.is, experiment],
    title: title.en,
  }))
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map(({ cells }) => cells[column]?.length ?? 0)))
  return rows.map(({ cells, title }) =>
    [...cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)), title].join('  '),
  )
}
