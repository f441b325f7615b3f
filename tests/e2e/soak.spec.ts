/** A bench that is watched for a while holds no more than at first. Ten minutes of it: `npm run bench:soak`. */
import { scales, watchedForLong, weighCollected } from '../../bench/page-weight.ts'
import { Bench } from './bench.ts'
import { expect, RUN_MS, test } from './lab.ts'

const WARM_UP_MS = 20_000
const WATCHED_MS = 60_000
/** What a minute may add: each second of each lane is kept, for the charts and for looking back. */
const MOST_HEAP_BYTES = 3_000_000
/** Rows and labels come and go: of all nodes, of all listeners. */
const MOST_SHARE = 0.05

test('heap, nodes and listeners stay flat while six lanes are watched for a minute', async ({ page }) => {
  test.setTimeout(WARM_UP_MS + WATCHED_MS + 2 * RUN_MS)
  await page.goto('/bench?lang=en')
  const bench = new Bench(page)
  await bench.start(watchedForLong(200))
  await expect(page.locator('[data-testid=dots][data-motion=moving]')).toBeVisible({ timeout: RUN_MS })
  // Until every chart has been drawn and every window is full.
  await page.waitForTimeout(WARM_UP_MS)
  const devtools = await scales(page)
  const first = await weighCollected(devtools)
  await page.waitForTimeout(WATCHED_MS)
  await expect(bench.state).toHaveText('running')
  const last = await weighCollected(devtools)
  expect(last.heapBytes - first.heapBytes).toBeLessThan(MOST_HEAP_BYTES)
  expect(last.nodes).toBeLessThan(first.nodes * (1 + MOST_SHARE))
  expect(last.listeners).toBeLessThan(first.listeners * (1 + MOST_SHARE))
})
