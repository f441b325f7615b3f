/** An order service that commits to a real file and publishes to a real broker, and dies: held against the file itself. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { completedOf, sentOf } from '#core/ledger.ts'
import { parseExperiment } from '#core/parse-experiment.ts'
import { strategies } from '#core/publishing.ts'
import type { LedgerCounts } from '#core/run.ts'
import { Run } from '#server/runs/run.ts'

const RUN_MS = 60_000
const dies = { crashAt: 10, crashRate: 0.03, restartMs: 50 }

let temporary = ''
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'wirelab-publishing-'))
  vi.stubEnv('TMPDIR', temporary)
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(temporary, { recursive: true, force: true })
})

interface Kept {
  orders: number
  unpublished: number
}

/** By lane, as another reader of the files finds it. */
function readDatabases(): Record<string, Kept> {
  const [folder] = readdirSync(temporary).filter((name) => name.startsWith('wirelab-run-'))
  if (!folder) throw new Error('the run has no folder')
  const files = readdirSync(join(temporary, folder)).filter((name) => name.endsWith('.orders.sqlite'))
  return Object.fromEntries(
    files.map((name) => {
      const db = new DatabaseSync(join(temporary, folder, name), { readOnly: true })
      const count = (of: string) => Number(db.prepare(`SELECT count(*) AS n FROM ${of}`).get()?.n)
      const kept = { orders: count('orders'), unpublished: count('outbox WHERE published = 0') }
      db.close()
      return [name.replace('.orders.sqlite', ''), kept]
    }),
  )
}

/** Runs it; the files are read when all is judged, just before they go. */
async function runOf(lanes: object[], more: object = {}) {
  const parsed = parseExperiment({
    id: 'publishing',
    durationS: 3,
    seed: 3,
    workload: { open: { rateRps: 20, arrival: 'constant' } },
    lanes,
    ...more,
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  let kept: Record<string, Kept> = {}
  const run = new Run({
    id: 'run',
    experiment: parsed.experiment,
    maxOrdersPerLane: 10_000,
    external: {},
    keepTrails: async () => {},
    onEvent: ({ type }) => {
      if (type === 'judged') kept = readDatabases()
    },
  })
  await run.start()
  await run.over
  expect(run.state).toEqual({ is: 'finished', stoppedByHand: false })
  return { lanes: run.view.lanes, kept }
}

const service = { work: { dist: 'constant', ms: 2 } }

describe.each(['sqs', 'mqtt'])('over %s', (protocol) => {
  test(
    'each strategy does its own harm and no other, and the ledger is what the files say',
    async () => {
      const { lanes, kept } = await runOf(
        strategies.map((strategy) => ({
          id: strategy,
          protocol,
          service,
          publish: { strategy, crash: strategy === 'outbox' ? 'relay-before-mark' : 'between', ...dies },
        })),
      )
      const of = (lane: string) => {
        const { ledger, backlog } = lanes[lane] as { ledger: LedgerCounts; backlog: number }
        const { orders, unpublished } = kept[lane] as Kept
        expect([backlog, unpublished], lane).toEqual([0, 0])
        expect(sentOf(ledger), lane).toBeGreaterThan(50)
        return { ...ledger, committed: orders, done: completedOf(ledger) }
      }
      const publishFirst = of('publish-first')
      expect(publishFirst).toMatchObject({ committedButLost: 0, duplicated: 0 })
      expect(publishFirst.ghosts).toBeGreaterThan(0)
      expect(publishFirst.done - publishFirst.committed).toBe(publishFirst.ghosts)
      const commitFirst = of('commit-first')
      expect(commitFirst).toMatchObject({ ghosts: 0, duplicated: 0 })
      expect(commitFirst.committedButLost).toBeGreaterThan(0)
      expect(commitFirst.committed - commitFirst.done).toBe(commitFirst.committedButLost)
      const outbox = of('outbox')
      expect(outbox).toMatchObject({ ghosts: 0, committedButLost: 0 })
      expect(outbox.duplicated).toBeGreaterThan(0)
      expect(outbox.committed).toBe(outbox.done)
      expect(readdirSync(temporary)).toEqual([])
    },
    RUN_MS,
  )
})

test(
  'what a broker that was out of reach could not take is published after it: the drain waits for the relay',
  async () => {
    const { lanes, kept } = await runOf(
      [{ id: 'outbox', protocol: 'mqtt', service, publish: { strategy: 'outbox' } }],
      // Down to the end of the load: half of the orders are in the outbox when the drain begins.
      { faults: [{ id: 'no-broker', type: 'down', target: { lane: 'outbox', leg: 'produce' }, atS: 1.5, forS: 1.5 }] },
    )
    const { ledger, outcomes, sent } = lanes.outbox as (typeof lanes)[string]
    expect(outcomes.ok).toBe(sent)
    expect(completedOf(ledger)).toBe(sent)
    expect(kept.outbox).toEqual({ orders: sent, unpublished: 0 })
  },
  RUN_MS,
)

test('a run without a database makes no folder, and its ledger says nothing of one', async () => {
  const parsed = parseExperiment({ durationS: 0.3, lanes: [{ id: 'a', protocol: 'in-process' }] })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  const run = new Run({
    id: 'run',
    experiment: parsed.experiment,
    maxOrdersPerLane: 100,
    external: {},
    keepTrails: async () => {},
    onEvent: () => {
      if (existsSync(temporary)) expect(readdirSync(temporary)).toEqual([])
    },
  })
  await run.start()
  await run.over
  expect(run.view.lanes.a?.ledger).toMatchObject({ ghosts: null, committedButLost: null })
})
