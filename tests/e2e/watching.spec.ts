/** One run, many readers: whoever started it steers, everyone else sees the same, and a lost line is taken up again. */
import type { RunView } from '#core/run-view.ts'
import { Bench } from './bench.ts'
import { expect, laneIds, quietLanes, RUN_MS, test } from './lab.ts'

const US_PER_S = 1_000_000

test('two browsers see the same run; only the one that started it can steer', async ({ page, browser, lab }) => {
  const owner = new Bench(page)
  await page.goto('/bench?lang=en')
  const id = await owner.start(quietLanes())
  const context = await browser.newContext()
  const watcherPage = await context.newPage()
  const watcher = new Bench(watcherPage)
  await watcherPage.goto(`${page.url()}&lang=en`)
  await watcher.untilMoving(laneIds)

  await expect(watcherPage.getByTestId('watcher')).toHaveText('watching')
  await expect(watcherPage.getByTestId('fault-locked')).toHaveText(
    'Only the browser that started this run can steer it.',
  )
  for (const control of [watcher.pause, watcher.stop, watcher.latency, watcher.stopService]) {
    await expect(control).toBeDisabled()
  }
  await expect(watcherPage.getByTestId('load-rate-value')).toBeDisabled()
  await expect(page.getByTestId('watcher')).toHaveCount(0)

  await test.step('who watches on a phone is offered what they may do, and all of it fits', async () => {
    const size = watcherPage.viewportSize()
    await watcherPage.setViewportSize({ width: 375, height: 812 })
    for (const control of [watcher.pause, watcher.stop]) await expect(control).toBeHidden()
    await expect(watcherPage.getByTestId('watcher')).toBeVisible()
    await expect(watcherPage.getByTestId('open-faults')).toBeInViewport({ ratio: 1 })
    if (size) await watcherPage.setViewportSize(size)
  })

  await test.step('what one does, the other sees', async () => {
    await page.getByTestId('load-rate-value').fill('30')
    await page.getByTestId('load-rate-value').press('Enter')
    await expect(watcherPage.getByTestId('load-rate-value')).toHaveValue('30')
    await owner.target.selectOption('tcp/e1/call')
    await owner.latency.click()
    await expect(watcherPage.getByTestId('topology')).toContainText('+200 ms')
    await owner.pause.click()
    await expect(watcher.state).toHaveText('paused')
    await owner.pause.click()
    await expect(watcher.state).toHaveText('running')
  })

  await owner.stop.click()
  for (const bench of [owner, watcher]) await expect(bench.state).toHaveText('finished', { timeout: RUN_MS })
  const numbers = await owner.numbers()
  expect(Object.keys(numbers).length).toBeGreaterThan(laneIds.length * 10)
  expect(await watcher.numbers()).toEqual(numbers)
  for (const lane of laneIds) {
    const { sent, ledger } = await lab.lane(id, lane)
    expect(await owner.ledger(lane, 'sent'), lane).toBe(sent)
    // Whatever their callers were told: on a busy machine some of them gave up first.
    const completed = Object.values(ledger.table).reduce((sum, { completed }) => sum + completed, 0)
    expect(await owner.ledger(lane, 'completed'), lane).toBe(completed)
  }
  await context.close()
})

test('a reload takes the run up where it stands, nothing counted twice', async ({ page, lab }) => {
  const bench = new Bench(page)
  await page.goto('/bench?lang=en')
  const id = await bench.start(quietLanes())
  await expect.poll(() => bench.elapsedS(), { timeout: RUN_MS }).toBeGreaterThan(2)
  const before = await bench.elapsedS()
  await page.reload()
  await expect.poll(() => bench.elapsedS()).toBeGreaterThan(before)
  const resumed = await bench.elapsedS()
  await expect.poll(() => bench.elapsedS()).toBeGreaterThan(resumed)

  await expect(bench.stop, 'the token outlives the page').toBeEnabled()
  await bench.stop.click()
  await expect(bench.state).toHaveText('finished', { timeout: RUN_MS })
  const { summary } = await lab.report(id)
  expect(await bench.number('run-n')).toBe(summary.lanes.reduce((sum, { offered }) => sum + offered, 0))
  await expectWholeCharts(bench, await lab.view(id))
  for (const { id: lane, sent, ledger } of summary.lanes) {
    expect(await bench.ledger(lane, 'sent'), lane).toBe(sent)
    expect(await bench.ledger(lane, 'completed'), lane).toBe(sent)
    expect(await bench.ledger(lane, 'lost'), lane).toBe(ledger.promisedButLost)
  }
})

test('a lost line is said, and taken up again where it broke', async ({ page, context, lab }) => {
  const bench = new Bench(page)
  await page.goto('/bench?lang=en')
  const id = await bench.start(quietLanes())
  await bench.untilMoving(laneIds)
  await context.setOffline(true)
  await expect(page.getByTestId('disconnected')).toBeVisible()
  await expect(page.getByTestId('fault-locked')).toHaveText('The connection to the server is lost.')
  await expect(bench.latency).toBeDisabled()
  const offlineS = await bench.elapsedS()
  // The run goes on without this reader.
  await lab.until(id, ({ summary }) => summary.activeS > offlineS + 2)
  await context.setOffline(false)
  await expect(page.getByTestId('disconnected')).toBeHidden()
  await expect.poll(() => bench.elapsedS()).toBeGreaterThan(offlineS + 2)

  await bench.stop.click()
  await expect(bench.state).toHaveText('finished', { timeout: RUN_MS })
  await expectWholeCharts(bench, await lab.view(id))
  for (const { id: lane, sent } of (await lab.report(id)).summary.lanes) {
    expect(await bench.ledger(lane, 'sent'), lane).toBe(sent)
  }
})

test('a second run shares the lab and says so; beside one that takes turns it waits in line, and may leave', async ({
  page,
  lab,
}) => {
  const beside = await lab.start(quietLanes())
  const bench = new Bench(page)
  await page.goto('/bench?experiment=slow-link&lang=en')
  await bench.run.click()
  await expect(page.getByTestId('badge')).toContainText('shared the lab with 1', { timeout: RUN_MS })
  await bench.stop.click()
  await expect(bench.state).toContainText('finished', { timeout: RUN_MS })
  await lab.stop(beside)

  await lab.start(quietLanes({ mode: 'interleaved', durationS: 60 }))
  await page.goto('/bench?experiment=slow-link&lang=en')
  await bench.run.click()
  await expect(page.getByTestId('status-line')).toContainText('number 1 in line')
  await page.reload()
  await expect(page.getByTestId('status-line')).toContainText('number 1 in line')

  await test.step('what cannot be steered yet says so, to the keyboard and to who listens', async () => {
    const why = 'The run has not begun. Faults and load can be changed once it runs.'
    for (const control of [bench.latency, page.getByTestId('load-rate-value')]) {
      await control.focus()
      await expect(control).toBeFocused()
      await expect(control).toBeDisabled()
      await expect(control).toHaveAccessibleDescription(why)
    }
    await page.keyboard.type('5')
    await expect(page.getByTestId('load-rate-value')).not.toHaveValue(/5$/)
    await bench.latency.press('Space')
    await expect(bench.latency).not.toBeChecked()
    await expect(page.getByTestId('load-rate-slider')).toBeDisabled()
    await expect(page.getByTestId('fault-locked')).toHaveText(why)
  })
  await page.getByTestId('leave-line').click()
  await expect(bench.state).toContainText('finished')
  await expect(bench.run).toBeEnabled()
})

test('until a run has said what it is, no other experiment stands in its place', async ({ page, context, lab }) => {
  const { id } = await lab.start(quietLanes({ lanes: [{ id: 'alone', protocol: 'tcp' }] }))
  await page.goto('/bench?lang=en')
  const lanes = page.locator('[data-testid^="lane-"]')
  await expect(lanes).not.toHaveCount(0)
  await context.setOffline(true)
  await page.evaluate((runId) => history.pushState(null, '', `/bench?run=${runId}`), id)
  await expect(page.getByTestId('loading-run')).toContainText(`Loading the run${id}`)
  await expect(page.getByTestId('loading-run').getByRole('alert')).toContainText('once the line is back')
  await expect(lanes).toHaveCount(0)
  await context.setOffline(false)
  await new Bench(page).untilMoving(['alone'])
  await expect(page.getByTestId('loading-run')).toHaveCount(0)
})

test('a script that the line swallows is asked for again: the run is watched, and its charts are drawn', async ({
  page,
  lab,
}) => {
  const { id } = await lab.start(quietLanes({ lanes: [{ id: 'alone', protocol: 'tcp' }] }))
  let isDown = true
  const swallowed = new Set<string>()
  await page.route('**/chunks/*.js', async (route) => {
    const response = await route.fetch()
    const text = await response.text()
    const word = ['u-over', 'EIO'].find((one) => text.includes(one))
    if (!isDown || word === undefined) return route.fulfill({ response })
    swallowed.add(word)
    return route.abort()
  })
  await page.goto(`/bench?run=${id}&lang=en`)
  await expect(page.getByTestId('disconnected')).toBeVisible()
  await expect.poll(() => swallowed.size).toBe(2)
  await expect(page.locator('.uplot')).toHaveCount(0)
  isDown = false
  await new Bench(page).untilMoving(['alone'])
  await expect(page.getByTestId('disconnected')).toHaveCount(0)
  await expect(page.locator('.uplot')).toHaveCount(5)
})

test('an address of no run says so', async ({ page }) => {
  await page.goto('/bench?run=000000000000&lang=en')
  await expect(page.getByTestId('missing-run')).toContainText('There is no such run.')
  await page.getByTestId('missing-run').getByRole('link').click()
  await expect(page.getByTestId('run-button')).toBeEnabled()
})

/** Every second on the screen is what the run said of it: none missing but one that ran out of load, none counted twice. */
async function expectWholeCharts(bench: Bench, whole: RunView): Promise<void> {
  const goodput = await bench.chart('chart-goodput')
  const endedUs = whole.stateChanges.find(({ state }) => state.is === 'draining')?.atUs ?? Number.POSITIVE_INFINITY
  for (const { id, name } of whole.experiment.lanes) {
    const shown = goodput[name.en] ?? []
    expect(shown.length, name.en).toBeGreaterThan(2)
    const said = Array.from(shown, (_, second) => {
      const bin = whole.lanes[id]?.bins[second]
      const hadLoad = (second + 0.95) * US_PER_S <= endedUs
      return bin && (hadLoad || bin.backlog > 0) ? bin.completed : null
    })
    expect(shown, name.en).toEqual(said)
    expect(
      said.every((completed) => completed === 0 || completed === null),
      name.en,
    ).toBe(false)
  }
}
