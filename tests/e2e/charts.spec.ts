/** One cursor, one stretch of time for all charts; a picture that stands still while the run goes on; dots on the wires. */
import type { Locator, Page } from '@playwright/test'
import { formatCount } from '#components/run/format.ts'
import type { ExperimentInput } from '#core/parse-experiment.ts'
import { Bench } from './bench.ts'
import { expect, quietLanes, RUN_MS, test } from './lab.ts'

const short: ExperimentInput = quietLanes({
  durationS: 12,
  lanes: [
    { id: 'http', protocol: 'http' },
    { id: 'sqs', protocol: 'sqs' },
  ],
})
const PHONE = { width: 375, height: 812 }
const SWIPE_STEPS = 12
/** A finger that is lifted sooner flings the page, and Chromium takes the next tap for one that stops it: no click comes. */
const REST_MS = 200
const overTime = ['chart-caller', 'chart-completion', 'chart-goodput', 'chart-waiting', 'chart-errors']

const stretch = (page: Page) => page.getByTestId('stretch')
const slider = (page: Page, chart: string) => page.getByTestId(chart).getByRole('slider')

/** From one share of a chart's width to another, as a mouse does it. */
async function drag(page: Page, chart: Locator, from: number, to: number): Promise<void> {
  await chart.scrollIntoViewIfNeeded()
  const box = await chart.boundingBox()
  if (!box) throw new Error('not on the screen')
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + from * box.width, y)
  await page.mouse.down()
  await page.mouse.move(box.x + ((from + to) / 2) * box.width, y)
  await page.mouse.move(box.x + to * box.width, y)
  await page.mouse.up()
}

/** One finger from a little left of a chart's middle, in small steps as a hand makes them, that rests before it is lifted. */
async function swipe(page: Page, chart: Locator, by: { x: number; y: number }): Promise<void> {
  const box = await chart.boundingBox()
  if (!box) throw new Error('not on the screen')
  const touch = await page.context().newCDPSession(page)
  const at = (share: number) => [
    { x: box.x + box.width * 0.4 + by.x * share, y: box.y + box.height / 2 + by.y * share },
  ]
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) })
  for (let step = 1; step <= SWIPE_STEPS; step++)
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(step / SWIPE_STEPS) })
  await page.waitForTimeout(REST_MS)
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await touch.detach()
}

test('one cursor and one stretch of time over all charts, on the bench and in the report', async ({
  page,
  lab,
  complaints,
}) => {
  const { id } = await lab.start(short)
  await lab.until(id, ({ state }) => state.is === 'finished')
  const view = await lab.view(id)
  await page.goto(`/bench?run=${id}&lang=en`)

  await test.step('where it stands in one, it stands in all, and each says what was measured then', async () => {
    // The page is there before its run is: a cursor has nowhere to stand until then.
    await expect(slider(page, 'chart-goodput')).not.toHaveAttribute('aria-valuemax', '0')
    await slider(page, 'chart-goodput').focus()
    for (const _ of [1, 2, 3, 4]) await page.keyboard.press('ArrowLeft')
    const text = await page.getByTestId('chart-goodput').getByTestId('cursor-second').textContent()
    const second = Number.parseInt(text ?? '', 10)
    expect(second).toBeGreaterThan(2)
    for (const chart of overTime) {
      await expect(page.getByTestId(chart).getByTestId('cursor-second'), chart).toHaveText(`${second} s`)
      await expect(page.getByTestId(chart).getByTestId('cursor-line'), chart).toBeVisible()
    }
    for (const lane of ['http', 'sqs']) {
      const completed = formatCount(view.lanes[lane]?.bins[second]?.completed ?? Number.NaN)
      await expect(page.getByTestId('chart-goodput').getByTestId(`cursor-${lane}`)).toContainText(completed)
    }
    await page.getByTestId('chart-waiting').getByRole('button').first().click()
    const row = page.getByTestId('chart-waiting').locator('tr[aria-current=time]')
    await expect(row.getByRole('rowheader')).toHaveText(String(second))
    await page.keyboard.press('Escape')
    await expect(row).toHaveCount(0)
    await page.getByTestId('chart-waiting').locator('tbody tr').nth(2).hover()
    await expect(page.getByTestId('chart-caller').getByTestId('cursor-line')).toBeVisible()
  })

  await test.step('a drag, keys and buttons zoom all of them', async () => {
    await drag(page, slider(page, 'chart-caller'), 0.35, 0.6)
    await expect(stretch(page)).toHaveText(/^[1-9]\d*–\d+ s$/)
    const [fromS = 0, toS = 0] = ((await stretch(page).textContent()) ?? '').match(/\d+/g)?.map(Number) ?? []
    const heads = page.getByTestId('chart-waiting').locator('tbody th')
    await expect(heads.first()).toHaveText(String(toS - 1))
    await expect(heads.last()).toHaveText(String(fromS))
    await slider(page, 'chart-errors').focus()
    await page.keyboard.press('0')
    await expect(stretch(page)).toHaveCount(0)
    await page.keyboard.press('+')
    await expect(stretch(page)).toBeVisible()
    await page.keyboard.press('-')
    await expect(stretch(page)).toHaveCount(0)
    await page.getByTestId('zoom-in').click()
    const wide = await stretch(page).textContent()
    await slider(page, 'chart-goodput').focus()
    await page.keyboard.press('ArrowRight')
    for (const _ of [1, 2]) await page.keyboard.press('Shift+ArrowLeft')
    await expect(stretch(page), 'the stretch follows the cursor').not.toHaveText(wide ?? '')
    await expect(page.getByTestId('chart-caller').getByTestId('cursor-line')).toBeVisible()
    await page.getByTestId('zoom-all').click()
    await expect(stretch(page)).toHaveCount(0)
  })

  await page.goto(`/r/${id}?lang=ko`)
  await test.step('the report has the same', async () => {
    const surface = page.getByTestId('report-goodput').getByRole('slider')
    await surface.focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    const at = page.getByTestId('report-goodput').getByTestId('cursor-second')
    await expect(at).toHaveText(/^\d+초$/)
    const moment = await at.textContent()
    for (const chart of ['report-caller', 'report-done', 'report-backlog', 'report-errors', 'chart-heat'])
      await expect(page.getByTestId(chart).getByTestId('cursor-second'), chart).toHaveText(moment ?? '')
    await drag(page, surface, 0.3, 0.6)
    await expect(stretch(page)).toHaveText(/^[1-9]\d*–\d+초$/)
  })
  expect(complaints).toEqual([])
})

test('a finger that goes across a chart selects a stretch, and one that goes up scrolls the page', async ({
  browser,
  baseURL,
  lab,
}) => {
  const { id } = await lab.start(short)
  await lab.until(id, ({ state }) => state.is === 'finished')
  const context = await browser.newContext({ baseURL, hasTouch: true, isMobile: true, viewport: PHONE })
  const page = await context.newPage()
  await page.goto(`/bench?run=${id}&lang=en`)
  const chart = slider(page, 'chart-caller')
  const scrolled = () => page.evaluate(() => scrollY)
  await chart.evaluate((element) => element.scrollIntoView({ block: 'center' }))

  const before = await scrolled()
  await swipe(page, chart, { x: 0, y: -160 })
  await expect.poll(scrolled).toBeGreaterThan(before + 50)
  await expect(stretch(page)).toHaveCount(0)

  await chart.evaluate((element) => element.scrollIntoView({ block: 'center' }))
  const still = await scrolled()
  await swipe(page, chart, { x: 110, y: 6 })
  await expect(stretch(page)).toHaveText(/^[1-9]\d*–\d+ s$/)
  // The words beside the buttons may move the page by a pixel or two.
  expect(Math.abs((await scrolled()) - still)).toBeLessThan(20)
  await page.screenshot({ path: 'test-results/look/touch-zoomed-375.png' })
  await page.getByTestId('zoom-all').tap()
  await expect(stretch(page)).toHaveCount(0)
  await chart.tap()
  await expect(page.getByTestId('chart-caller').getByTestId('cursor-line')).toBeVisible()
  await context.close()
})

test('a frozen picture stands still and says so, while the run goes on; what moves can be calmed', async ({
  page,
  complaints,
}) => {
  const bench = new Bench(page)
  await page.goto('/bench?lang=en')
  await bench.start(quietLanes())
  await bench.untilMoving(['http', 'sqs'])
  const dots = page.getByTestId('dots')
  const drawn = () => dots.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
  await expect(dots).toHaveAttribute('data-motion', 'moving')
  await expect(page.getByTestId('track-legend')).toContainText('1 dot = 2 sends (thinned out)')
  const empty = await dots.evaluate(({ width, height }: HTMLCanvasElement) =>
    Object.assign(document.createElement('canvas'), { width, height }).toDataURL(),
  )
  await expect.poll(drawn, { timeout: RUN_MS }).not.toBe(empty)
  const earlier = await drawn()
  await expect.poll(drawn).not.toBe(earlier)

  await slider(page, 'chart-caller').focus()
  await page.keyboard.press('Shift+Space')
  await expect(page.getByTestId('frozen')).toHaveText(/^Frozen at \d+\.\d s; the run goes on\.$/)
  await expect(page.getByTestId('status-line')).toContainText('Frozen at')
  await expect(dots).toHaveAttribute('data-motion', 'still')
  const sent = await bench.ledger('http', 'sent')
  const still = await drawn()
  const frozenS = await bench.elapsedS()
  await expect.poll(() => bench.elapsedS()).toBeGreaterThan(frozenS + 2)
  expect(await bench.ledger('http', 'sent'), 'the ledger is of then').toBe(sent)
  expect(await drawn(), 'no dot moved').toBe(still)
  await expect(bench.state).toHaveText('running')

  await test.step('what steers is not frozen', async () => {
    await page.keyboard.press('Space')
    await expect(bench.state).toHaveText('paused')
    await page.keyboard.press('Space')
    await expect(bench.state).toHaveText('running')
  })
  await page.getByTestId('freeze-button').click()
  await expect(page.getByTestId('frozen')).toHaveCount(0)
  await expect.poll(() => bench.ledger('http', 'sent')).toBeGreaterThan(sent)

  await test.step('where nothing is to move there are numbers', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await expect(dots).toHaveAttribute('data-motion', 'none')
    expect(await drawn()).toBe(empty)
    await expect(page.getByTestId('track-legend')).toContainText('numbers below the wires: sends a second')
    await expect(page.getByTestId('topology').locator('svg')).toContainText(/\d+\.\d\/s/)
  })

  await test.step('a run that ends while it is frozen is over, and the picture still of then', async () => {
    await page.getByTestId('freeze-button').click()
    await bench.stop.click()
    await expect(bench.state).toHaveText('finished', { timeout: RUN_MS })
    await expect(page.getByTestId('frozen')).toContainText('the run is over')
    await page.getByTestId('freeze-button').click()
    await expect(page.getByTestId('freeze-button')).toHaveCount(0)
  })
  expect(complaints).toEqual([])
})
