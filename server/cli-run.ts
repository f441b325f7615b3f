/** `wirelab run`: one run in this process, told on standard error while it is on and on standard output when it is over. */
import { writeFileSync } from 'node:fs'
import { writeRecording } from '#core/recording.ts'
import type { RunEvent } from '#core/run.ts'
import { summarize } from '#core/summary.ts'
import { writeLives } from './cli-orders.ts'
import { progressLine, reportLines } from './cli-text.ts'
import { createLab, type Lab } from './runs/lab.ts'
import { openStore, type Store, whyNotOpen } from './runs/store.ts'
import { onStopSignal } from './runtime/stop-signal.ts'
import { limitsFrom, settingsFrom } from './settings.ts'

export const EXIT_FAILED = 1
const EXIT_THRESHOLD = 99

export interface RunAsked {
  overrides: { seed?: number; durationS?: number }
  /** Files to write; `json` may be `-`, standard output. */
  record?: string | undefined
  json?: string | undefined
  orders?: string | undefined
  /** In the store, as a server does. */
  keep: boolean
  quiet: boolean
}

/** Resolves to the exit status. */
export async function runHere(input: unknown, asked: RunAsked): Promise<number> {
  const store = asked.keep ? await openKept() : null
  const lab = createLab({ ...(store && { store }), limits: limitsFrom(process.env), external: process.env })
  try {
    return await runIn(lab, input, asked)
  } finally {
    await lab.close()
  }
}

async function runIn(lab: Lab, input: unknown, asked: RunAsked): Promise<number> {
  const { id, run } = await lab.start(input, asked.overrides)
  if (asked.keep && !asked.quiet) console.error(`this is run ${id}`)
  const say = (events: RunEvent[]) => {
    if (asked.quiet) return
    for (const event of events) {
      const line = progressLine(event, run.view)
      if (line) console.error(line)
    }
  }
  await lab.watch(id, 0, say)
  onStopSignal(
    () => {
      console.error('stopping: draining what is under way (press again to leave at once)')
      void run.stop()
    },
    () => process.exit(EXIT_FAILED),
  )
  await run.over
  const summary = summarize(run.view, asked.keep ? { runId: id } : {})
  if (asked.record) writeFileSync(asked.record, `${JSON.stringify(writeRecording(await lab.recording(id)))}\n`)
  if (asked.orders) writeLives(asked.orders, await lab.lives(id))
  if (asked.json === '-') console.log(JSON.stringify(summary, null, 2))
  else {
    if (asked.json) writeFileSync(asked.json, `${JSON.stringify(summary, null, 2)}\n`)
    for (const line of reportLines(summary)) console.log(line)
  }
  if (run.state.is === 'failed') {
    console.error(`wirelab: ${run.state.detail}`)
    return EXIT_FAILED
  }
  return summary.thresholds.every(({ passed }) => passed) ? 0 : EXIT_THRESHOLD
}

/** The runs that a server on the same folder keeps: only one at a time may write there. */
async function openKept(): Promise<Store> {
  const { dataDir } = settingsFrom(process.env, [])
  const onDeath = (detail: string) => {
    console.error(`wirelab: the store stopped: ${detail}`)
    process.exit(EXIT_FAILED)
  }
  return openStore(dataDir, onDeath).catch((error: Error) => {
    throw new Error(`--keep: ${whyNotOpen(dataDir, error)}`)
  })
}
