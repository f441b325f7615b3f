/** The log behind a Kafka lane, read off the screen while it runs, at any moment of it, and after. Pictures in test-results/look/. */
import { join, resolve } from 'node:path'
import { binOf } from '#core/frames.ts'
import { type LogState, lagOf } from '#core/log-state.ts'
import type { ExperimentInput } from '#core/parse-experiment.ts'
import { isOver, type RunEvent } from '#core/run.ts'
import { Bench } from './bench.ts'
import { expect, RUN_MS, test } from './lab.ts'

const LOOK = resolve(import.meta.dirname, '../../test-results/look')

const experiment: ExperimentInput = {
  v: 1,
  id: 'log',
  title: 'log',
  durationS: 16,
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

const WIDTHS = [
  [1440, 1400],
  [375, 812],
] as const

/** What its frames had told by the end of a second. */
function toldBy(events: readonly RunEvent[], second: number): LogState | undefined {
  const frames = events.flatMap((event) => (event.type === 'frame' ? [event.frame] : []))
  return frames
    .filter((frame) => binOf(frame) <= second)
    .map(({ lanes }) => lanes.kafka?.logs?.e1)
    .findLast((log) => log !== undefined)
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
  const when = page.getByTestId('logs-when')
  await expect(when).toHaveText('now')
  await page.screenshot({ path: join(LOOK, 'log-live-en.png') })

  const ends = log.getByRole('row', { name: 'end offset' }).first().getByRole('cell')
  await test.step('a frozen picture holds the log as it was then', async () => {
    const slider = page.getByTestId('chart-caller').getByRole('slider')
    await slider.focus()
    await page.keyboard.press('Shift+Space')
    await expect(when).toHaveText(/^frozen at \d+\.\d s$/)
    const then = await ends.allTextContents()
    const frozenS = await bench.elapsedS()
    await expect.poll(() => bench.elapsedS()).toBeGreaterThan(frozenS + 1)
    expect(await ends.allTextContents()).toEqual(then)
    await page.screenshot({ path: join(LOOK, 'log-frozen-en.png') })
    await slider.focus()
    await page.keyboard.press('Shift+Space')
    await expect(ends).not.toHaveText(then)
  })

  const { summary } = await lab.until(id, ({ state }) => isOver(state))
  await expect(bench.state).toContainText('finished')
  const told = summary.lanes.find((lane) => lane.id === 'kafka')?.logs?.e1
  const [orders, processed] = told?.topics ?? []
  if (!orders || !processed) throw new Error('it tells of fewer than two topics')
  await expect(when).toHaveText('at the end')
  await expect(ends).toHaveText([...orders.ends, orders.ends.reduce((sum, end) => sum + end, 0)].map(String))
  const lags = log.getByRole('row', { name: 'group 1 lag' }).getByRole('cell')
  await expect(lags).toHaveText(['0', '0', '0', '0'])
  for (const topic of [orders, processed]) for (const group of topic.groups) expect(lagOf(topic, group)).toBe(0)
  // It left the group to be rewound, and joined again.
  await expect(log).toContainText('a consumer left')

  await test.step('at the cursor it is the log of that moment, and says so', async () => {
    const events = await lab.events(id)
    const slider = page.getByTestId('chart-goodput').getByRole('slider')
    await slider.focus()
    await page.keyboard.press('ArrowLeft')
    const last = Number.parseInt((await page.getByTestId('cursor-second').first().textContent()) ?? '', 10)
    const seen = new Set<number>()
    for (let second = last; second >= 0; second--) {
      await expect(when).toHaveText(`at ${second} s`)
      const of = toldBy(events, second)
      if (of) {
        const topic = of.topics[0] as LogState['topics'][number]
        const all = topic.ends.reduce((sum, end) => sum + end, 0)
        await expect(ends).toHaveText([...topic.ends, all].map(String))
        seen.add(all)
      } else await expect(log).toContainText('Nobody had looked at the log by then.')
      await page.keyboard.press('ArrowLeft')
    }
    expect(seen.size, 'it had grown between the looks').toBeGreaterThan(3)
    await page.keyboard.press('Escape')
    await expect(when).toHaveText('at the end')
  })

  const looks = (['ko', 'en'] as const).flatMap((lang) =>
    (['dark', 'light'] as const).map((theme) => ({ lang, theme })),
  )
  for (const { lang, theme } of looks) {
    await page.emulateMedia({ colorScheme: theme })
    for (const [width, height] of WIDTHS) {
      await page.setViewportSize({ width, height })
      await page.goto(`/bench?run=${id}&lang=${lang}`)
      await expect(log).toBeVisible()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      await log.scrollIntoViewIfNeeded()
      await page.screenshot({ path: join(LOOK, `log-${lang}-${theme}-${width}.png`), fullPage: width > 375 })
      await page.getByTestId('chart-goodput').getByRole('slider').focus()
      for (const _ of [1, 2, 3, 4]) await page.keyboard.press('ArrowLeft')
      await expect(when).toHaveText(lang === 'ko' ? /^\d+초$/ : /^at \d+ s$/)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      await log.scrollIntoViewIfNeeded()
      await page.screenshot({ path: join(LOOK, `log-at-${lang}-${theme}-${width}.png`), fullPage: width > 375 })
    }
  }
})
