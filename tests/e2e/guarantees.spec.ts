/** What was promised and what became of it, run from the screen and read off it, against the numbers of the API. */
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { en } from '#components/text/en.ts'
import { type Work, works } from '#core/ledger.ts'
import { type Verdict, verdicts } from '#core/outcome.ts'
import type { ExperimentInput } from '#core/parse-experiment.ts'
import { isOver } from '#core/run.ts'
import type { LaneSummary } from '#core/summary.ts'
import { Bench, ledgerColumns } from './bench.ts'
import { expect, type Lab, RUN_MS, test } from './lab.ts'

const LOOK = resolve(import.meta.dirname, '../../test-results/look')

interface Told {
  bench: Bench
  runId: string
  /** By its id, as the API has it. */
  lane: (id: string) => LaneSummary
  /** Its sentence, as it stands on the screen. */
  sentence: (id: string) => Promise<string>
}

/** Presses Run, waits for the end, and holds every number of the ledger on the screen against the API's. */
async function runFromScreen(page: Page, lab: Lab, experiment: string): Promise<Told> {
  const bench = new Bench(page)
  await page.goto(`/bench?experiment=${experiment}&lang=en`)
  const runId = await bench.start()
  const { summary } = await lab.until(runId, ({ state }) => isOver(state))
  await expect(bench.state).toContainText('finished', { timeout: RUN_MS })
  const sentences = new Map<string, string>()
  for (const lane of summary.lanes) {
    await page.getByTestId('ledger').getByRole('button', { name: lane.name, exact: true }).click()
    sentences.set(lane.id, (await page.getByTestId(`sentence-${lane.id}`).textContent()) ?? '')
    const loss = page.getByTestId(`loss-${lane.id}`)
    if (lane.ledger.lossAtMost === null) await expect(loss).toHaveCount(0)
    else await expect(loss).toContainText('95 % confidence')
    expect(await rowOf(bench, lane.id), lane.id).toEqual(rowIn(lane))
    expect(await tableOf(bench, lane.id), lane.id).toEqual(lane.ledger.table)
  }
  const lane = (id: string) => {
    const found = summary.lanes.find((candidate) => candidate.id === id)
    if (!found) throw new Error(`${experiment} has no lane ${id}`)
    return found
  }
  return { bench, runId, lane, sentence: async (id) => sentences.get(id) ?? '' }
}

async function rowOf(bench: Bench, lane: string): Promise<Record<string, number>> {
  const numbers = await Promise.all(ledgerColumns.map((column) => bench.ledger(lane, column)))
  return Object.fromEntries(ledgerColumns.map((column, at) => [column, numbers[at] ?? Number.NaN]))
}

function rowIn({ sent, ledger }: LaneSummary): Record<(typeof ledgerColumns)[number], number> {
  const { table } = ledger
  return {
    sent,
    acknowledged: works.reduce((sum, work) => sum + table.acknowledged[work], 0),
    completed: verdicts.reduce((sum, verdict) => sum + table[verdict].completed, 0),
    duplicated: ledger.duplicated,
    lost: table.acknowledged.lost,
    toldFailed: table.refused.completed + table.unknown.completed,
  }
}

/** The opened table of one lane: verdict by work. */
async function tableOf(bench: Bench, lane: string): Promise<LaneSummary['ledger']['table']> {
  const table = {} as Record<Verdict, Record<Work, number>>
  for (const verdict of verdicts) {
    const row = {} as Record<Work, number>
    for (const work of works) row[work] = await bench.number(`cell-${lane}-${verdict}-${work}`)
    table[verdict] = row
  }
  return table
}

test('held-versus-done: who waits is held as long as the work takes; the others go, and the work takes as long', async ({
  page,
  lab,
}) => {
  const { bench, sentence } = await runFromScreen(page, lab, 'held-versus-done')
  const held = await bench.callerP50('sync')
  expect(held).toBeGreaterThanOrEqual(150)
  for (const free of ['accepted', 'queue']) expect(await bench.callerP50(free)).toBeLessThan(held)
  for (const id of ['sync', 'accepted', 'queue']) {
    expect(await bench.number(`lane-${id}-done-p50`)).toBeGreaterThanOrEqual(150)
    expect(await bench.ledger(id, 'lost')).toBe(0)
    expect(await bench.ledger(id, 'duplicated')).toBe(0)
    expect(await bench.ledger(id, 'completed')).toBe(await bench.ledger(id, 'sent'))
    expect(await sentence(id)).toContain('Half of the callers were held for')
    expect(await sentence(id)).not.toMatch(/lost|twice|more than once/)
  }
})

test('acknowledged-is-not-done: lost, twice, or neither, down to the bytes of an order that was lost', async ({
  page,
  lab,
}) => {
  // A run, then the same order on four screens.
  test.slow()
  const { bench, lane, runId, sentence } = await runFromScreen(page, lab, 'acknowledged-is-not-done')
  const lost = await bench.ledger('before', 'lost')
  expect(lost).toBeGreaterThan(0)
  expect(await bench.ledger('before', 'duplicated')).toBe(0)
  expect(await sentence('before')).toMatch(promised(lost))
  expect(await bench.ledger('after', 'lost')).toBe(0)
  expect(await bench.ledger('after', 'duplicated')).toBeGreaterThan(0)
  expect(await sentence('after')).toMatch(/done (twice|more than once)/)
  expect(await bench.ledger('idempotent', 'lost')).toBe(0)
  expect(await bench.ledger('idempotent', 'duplicated')).toBe(0)
  expect(lane('idempotent').ledger.deduplicated).toBeGreaterThan(0)
  expect(await sentence('idempotent')).not.toMatch(/promised but lost|twice|more than once/)
  await page.screenshot({ path: join(LOOK, 'guarantees-acknowledged-en.png') })

  await bench.ledgerCell('before', 'lost').getByRole('button').click()
  const dialog = page.getByTestId('orders-dialog')
  await expect(dialog.getByTestId('orders-matched')).toHaveText(`${lost} ${lost === 1 ? 'order' : 'orders'}`)
  await dialog.getByTestId('order-list').getByRole('button').first().click()
  await expect(dialog.getByTestId('order-why')).toContainText('acknowledged')
  const seq = /before\.(\d+)/.exec(new URL(page.url()).searchParams.get('order') ?? '')?.[1]
  await dialog.getByTestId('order-wire-button').click()
  // What the caller put on the wire, as bytes and as named fields: the queue's own API, with this order's id in it.
  const produced = dialog.getByTestId('order-wire-produce')
  await expect(produced).toContainText(en.orders.bytesNamed)
  await expect(produced.getByTestId('fields').first()).toContainText('AmazonSQS.SendMessage')
  await expect(produced.getByTestId('dump-hex').first()).toHaveText(/^([0-9a-f]{2} ?){8,16}\s*$/)
  await expect(dialog.getByTestId('order-wire-consume')).toBeVisible()

  for (const [lang, theme, width] of [
    ['ko', 'light', 1440],
    ['ko', 'dark', 375],
    ['en', 'dark', 1440],
    ['en', 'light', 375],
  ] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await page.setViewportSize({ width, height: 900 })
    await page.goto(`/bench?run=${runId}&lang=${lang}&order=before.${seq}`)
    await dialog.getByTestId('order-wire-button').click()
    const wire = dialog.getByTestId('order-wire-produce')
    await wire.scrollIntoViewIfNeeded()
    // Neither the fields nor the dump may be squeezed out by the other.
    for (const part of ['fields', 'dump-hex']) {
      const box = await wire.getByTestId(part).first().boundingBox()
      expect(box?.width, `${part} at ${width}`).toBeGreaterThan(150)
    }
    const wide = await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)
    expect(wide).toBe(0)
    await page.screenshot({ path: join(LOOK, `order-wire-${lang}-${theme}-${width}.png`) })
  }
})

test('outbox: ghosts, committed but lost, or duplicates, by what comes first', async ({ page, lab }) => {
  const { bench, lane, sentence } = await runFromScreen(page, lab, 'outbox')
  const database = async (id: string) => ({
    ghosts: await bench.number(`ledger-${id}-ghosts`),
    committedButLost: await bench.number(`ledger-${id}-committedButLost`),
  })
  for (const id of ['publish-first', 'commit-first', 'outbox']) {
    const { ghosts, committedButLost } = lane(id).ledger
    expect(await database(id), id).toEqual({ ghosts, committedButLost })
  }
  const first = await database('publish-first')
  expect(first).toEqual({ ghosts: expect.any(Number), committedButLost: 0 })
  expect(first.ghosts).toBeGreaterThan(0)
  expect(await sentence('publish-first')).toContain('that nobody ever committed (ghosts)')
  const then = await database('commit-first')
  expect(then.ghosts).toBe(0)
  expect(then.committedButLost).toBeGreaterThan(0)
  expect(await sentence('commit-first')).toContain('in the database and will never be done')
  expect(await database('outbox')).toEqual({ ghosts: 0, committedButLost: 0 })
  const { duplicated, repeated } = lane('outbox').ledger
  expect(duplicated).toBeGreaterThan(0)
  await expect(bench.ledgerCell('outbox', 'duplicated')).toHaveText(
    repeated === duplicated ? `${duplicated}` : `${duplicated} (${repeated} ${repeated === 1 ? 'order' : 'orders'})`,
  )
  expect(await sentence('outbox')).toMatch(/done (twice|more than once)/)
  expect(await sentence('outbox')).not.toMatch(/ghosts|never be done|promised but lost/)
  // Eight columns, a table opened below them, and nothing beyond the edge.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1440)
  await page.screenshot({ path: join(LOOK, 'guarantees-outbox-en.png') })
  // The cell counts times, the list orders: it says both.
  await bench.ledgerCell('outbox', 'duplicated').getByRole('button').click()
  await expect(page.getByTestId('orders-matched')).toHaveText(`${repeated} orders`)
  await expect(page.getByTestId('orders-done-again')).toHaveText(`done again ${duplicated} times`)
  await page.screenshot({ path: join(LOOK, 'guarantees-outbox-again-en.png') })
})

/** Each order comes back twice before its work is done for the first time, so that times and orders are two numbers. */
const slowerThanItsTimeout: ExperimentInput = {
  id: 'thrice',
  title: { ko: '세 번', en: 'Thrice' },
  durationS: 2,
  workload: { open: { rateRps: 2, arrival: 'constant' } },
  lanes: [
    {
      id: 'outbox',
      protocol: 'sqs',
      name: { ko: '아웃박스', en: 'outbox' },
      publish: { strategy: 'outbox' },
      options: { consumers: 16, visibilityTimeoutS: 1, maxReceives: 10 },
      service: { work: { dist: 'constant', ms: 2500 } },
    },
  ],
}

test('work that was done again and again: how often, in how many orders, in the cell and above the list', async ({
  page,
  lab,
}) => {
  const { id } = await lab.start(slowerThanItsTimeout)
  await lab.until(id, ({ state }) => isOver(state))
  const { duplicated, repeated } = (await lab.lane(id, 'outbox')).ledger
  expect(duplicated).toBeGreaterThan(repeated ?? Number.NaN)
  const bench = new Bench(page)
  for (const [lang, theme, width, cell, again] of [
    ['en', 'light', 1440, `${duplicated} (${repeated} orders)`, `done again ${duplicated} times`],
    ['ko', 'dark', 390, `${duplicated} (${repeated}건)`, `중복 실행 ${duplicated}번`],
  ] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await page.setViewportSize({ width, height: 900 })
    await page.goto(`/bench?run=${id}&lang=${lang}`)
    const dup = bench.ledgerCell('outbox', 'duplicated')
    await expect(dup).toHaveText(cell)
    await dup.scrollIntoViewIfNeeded()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    await page.screenshot({ path: join(LOOK, `ledger-again-${lang}-${theme}-${width}.png`) })
    await dup.getByRole('button').click()
    await expect(page.getByTestId('orders-done-again')).toHaveText(again)
    await page.screenshot({ path: join(LOOK, `orders-again-${lang}-${theme}-${width}.png`) })
  }
})

function promised(lost: number): RegExp {
  return new RegExp(`${lost} ${lost === 1 ? 'order was' : 'orders were'} promised but lost`)
}
