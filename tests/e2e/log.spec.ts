/** The log behind a Kafka lane, read off the screen while it runs and after. Pictures in test-results/look/. */
import { join, resolve } from 'node:path'
import { lagOf } from '#core/log-state.ts'
import type { ExperimentInput } from '#core/parse-experiment.ts'
import { isOver } from '#core/run.ts'
import { Bench } from './bench.ts'
import { expect, RUN_MS, test } from './lab.ts'

const LOOK = resolve(import.meta.dirname, '../../test-results/look')

const experiment: ExperimentInput = {
  v: 1,
  id: 'log',
  title: 'log',
  durationS: 10,
  workload: { open: { rateRps: 20, arrival: 'constant' } },
  lanes: [
    { id: 'http', protocol: 'http' },
    {
      id: 'kafka',
      protocol: 'kafka',
      timeoutMs: 20_000,
      options: { partitions: 3, consumers: 2, idempotent: true, retries: 5, through: 'transactional' },
    },
  ],
  faults: [
    {
      id: 'third',
      type: 'drop_acknowledgement',
      target: { lane: 'kafka', leg: 'produce' },
      attributes: { after: 2, count: 1 },
    },
    { id: 'rewind', type: 'rewind_group', target: { lane: 'kafka' }, atS: 5, forS: 1 },
  ],
}

test('partitions fill, groups read them, and it is said why they rebalanced', async ({ page, lab }) => {
  const bench = new Bench(page)
  await page.setViewportSize({ width: 1440, height: 1400 })
  await page.goto('/bench?experiment=lost-acknowledgement&lang=en')
  await expect(page.getByTestId('logs')).toHaveCount(0)
  const id = await bench.start(experiment)
  const log = page.getByTestId('log-kafka-e1')
  await expect(log).toContainText('a consumer joined', { timeout: RUN_MS })
  await expect(log).toContainText('stored once: 1', { timeout: RUN_MS })
  await page.screenshot({ path: join(LOOK, 'log-live-en.png') })

  const { summary } = await lab.until(id, ({ state }) => isOver(state))
  await expect(bench.state).toContainText('finished')
  const told = summary.lanes.find((lane) => lane.id === 'kafka')?.logs?.e1
  const [orders, processed] = told?.topics ?? []
  if (!orders || !processed) throw new Error('it tells of fewer than two topics')
  const ends = log.getByRole('row', { name: 'end offset' }).first().getByRole('cell')
  await expect(ends).toHaveText([...orders.ends, orders.ends.reduce((sum, end) => sum + end, 0)].map(String))
  const lags = log.getByRole('row', { name: 'group 1 lag' }).getByRole('cell')
  await expect(lags).toHaveText(['0', '0', '0', '0'])
  for (const topic of [orders, processed]) for (const group of topic.groups) expect(lagOf(topic, group)).toBe(0)
  // It left the group to be rewound, and joined again.
  await expect(log).toContainText('a consumer left')

  for (const [lang, theme] of [
    ['ko', 'dark'],
    ['en', 'light'],
  ] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await page.setViewportSize({ width: 1440, height: 1400 })
    await page.goto(`/bench?run=${id}&lang=${lang}`)
    await expect(log).toBeVisible()
    await page.screenshot({ path: join(LOOK, `log-${lang}-${theme}.png`), fullPage: true })
    await page.setViewportSize({ width: 375, height: 812 })
    await log.scrollIntoViewIfNeeded()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
    await page.screenshot({ path: join(LOOK, `log-${lang}-${theme}-375.png`) })
  }
})
