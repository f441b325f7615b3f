/** What presses on a lane: a pool that runs out, read off the screen while it happens and after. Pictures in test-results/look/. */
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { isOver } from '#core/run.ts'
import { Bench } from './bench.ts'
import { expect, RUN_MS, test } from './lab.ts'

const LOOK = resolve(import.meta.dirname, '../../test-results/look')

async function fitsIn(page: Page, width: number): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(wide).toBeLessThanOrEqual(width)
}

test('threads run out: slots busy and rejected, live and of the whole run; who has no pool says nothing', async ({
  page,
  lab,
}) => {
  const bench = new Bench(page)
  await page.goto('/bench?experiment=threads-run-out&lang=en')
  await expect(page.getByTestId('lane-pool-slots')).toBeHidden()
  const id = await bench.start()
  const slots = page.getByTestId('lane-pool-slots')
  // The link is slow by now: every slot is held, and whoever comes is turned away.
  await expect(slots).toHaveText('20 / 20', { timeout: RUN_MS })
  await expect.poll(() => bench.number('lane-pool-rejected'), { timeout: RUN_MS }).toBeGreaterThan(0)
  await page.screenshot({ path: join(LOOK, 'pressure-live-en.png') })

  const { summary } = await lab.until(id, ({ state }) => isOver(state))
  await expect(bench.state).toContainText('finished')
  const [pool, free] = summary.lanes
  expect(await bench.number('lane-pool-rejected')).toBe(pool?.rejected)
  expect(pool?.rejected).toBeGreaterThan(0)
  await expect(slots).toHaveText(`${pool?.slotsBusy.mean?.toFixed(1)} / 20`)
  await expect(page.getByTestId('lane-pool-callerQueue')).toHaveText(`${pool?.callerQueue.mean?.toFixed(1)}`)
  await expect(page.getByTestId('lane-pool-queueWait')).toHaveText(/^[\d.,]+ \/ [\d.,]+$/)
  expect(free?.rejected).toBe(0)
  await expect(page.getByTestId('lane-free-pressure')).toHaveCount(0)

  for (const [lang, theme] of [
    ['ko', 'dark'],
    ['en', 'light'],
  ] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.goto(`/bench?run=${id}&lang=${lang}`)
    await expect(page.getByTestId('lane-pool-slots')).toBeVisible()
    await page.screenshot({ path: join(LOOK, `pressure-${lang}-${theme}.png`) })
    await page.setViewportSize({ width: 375, height: 812 })
    await page.getByTestId('lane-pool').scrollIntoViewIfNeeded()
    await fitsIn(page, 375)
    await page.screenshot({ path: join(LOOK, `pressure-${lang}-${theme}-375.png`) })
  }
})
