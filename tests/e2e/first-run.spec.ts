/** What a person can do who has never been here: look at a finished run, start one, break it, see what bends. */
import { Bench } from './bench.ts'
import { expect, laneIds, quietLanes, RUN_MS, test } from './lab.ts'

const BACKLOG_SEEN = 30
const BACKLOG_GONE = 5

test('the start page shows a finished run before anything is pressed', async ({ page, complaints }) => {
  await page.goto('/')
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko')
  await expect(page.getByTestId('headline')).toContainText(/HTTP 호출자만 .+ 붙잡혔습니다/)
  await expect(page.getByTestId('badge')).toHaveText('실측 · 기록')
  const recorded = page.getByTestId('recorded-run')
  await expect(recorded.locator('svg.picture:visible path.line').first()).toBeVisible()
  expect(await recorded.locator('svg.picture:visible path.line').count()).toBeGreaterThanOrEqual(laneIds.length)
  await expect(recorded).toContainText('시드 20240628')
  await expect(page.getByTestId('run-button')).toHaveText('실행')
  expect(complaints).toEqual([])
})

test('one link slowed bends one lane; a queue keeps what its consumers leave and its callers never notice', async ({
  page,
  lab,
  complaints,
}) => {
  const bench = new Bench(page)
  await page.goto('/')
  const id = await bench.start(quietLanes({ seed: 20240628 }))

  await test.step('four lanes move', async () => {
    await bench.untilMoving(laneIds)
    await expect(bench.state).toHaveText('실행 중')
    for (const lane of laneIds) {
      const sent = await bench.ledger(lane, 'sent')
      await expect.poll(() => bench.ledger(lane, 'sent'), { message: lane }).toBeGreaterThan(sent)
      await expect(bench.ledgerCell(lane, 'lost'), 'nothing is called lost while a run is on').toHaveText('–')
    }
    await expect(page.getByTestId('seed')).toHaveValue('20240628')
    await expect(page.getByTestId('seed')).toBeDisabled()
    await expect(page.getByTestId('lab-health')).toBeVisible()
    await expect(page.getByTestId('badge')).toContainText('실측')
  })

  await test.step('+200 ms on the HTTP link', async () => {
    await bench.target.selectOption('http/e1/call')
    await expect(page.getByTestId('fault-latency-value')).toHaveValue('200')
    await expect(bench.latency).toHaveAttribute('aria-checked', 'false')
    await bench.latency.click()
    await expect(bench.latency).toHaveAttribute('aria-checked', 'true')
    await expect(page.getByTestId('topology')).toContainText('+200 ms')
    await expect.poll(() => bench.callerP50('http'), { timeout: RUN_MS }).toBeGreaterThanOrEqual(200)
    for (const lane of ['in-process', 'tcp', 'sqs']) {
      await expect.poll(() => bench.callerP50(lane), { message: lane, timeout: RUN_MS }).toBeLessThan(100)
    }
    await expect(page.getByTestId('status-line')).toContainText('HTTP')
    await bench.latency.click()
    await expect(bench.latency).toHaveAttribute('aria-checked', 'false')
    await expect(page.getByTestId('topology')).not.toContainText('+200 ms')
  })

  await test.step('the consumers of the queue stop, and come back', async () => {
    // The track itself aims the drawer, as the menu does.
    await page.getByTestId('aim-sqs-service').click()
    await expect(bench.target).toHaveValue('sqs/e1/consume')
    await bench.stopService.click()
    await expect(bench.stopService).toHaveText('되살리기')
    await expect.poll(() => bench.backlog('sqs'), { timeout: RUN_MS }).toBeGreaterThan(BACKLOG_SEEN)
    const acknowledged = await bench.ledger('sqs', 'acknowledged')
    await expect.poll(() => bench.ledger('sqs', 'acknowledged')).toBeGreaterThan(acknowledged)
    expect(await bench.callerP50('sqs')).toBeLessThan(100)
    await bench.stopService.click()
    await expect(bench.stopService).toHaveText('중지')
    await expect.poll(() => bench.backlog('sqs'), { timeout: RUN_MS }).toBeLessThanOrEqual(BACKLOG_GONE)
  })

  await test.step('stopped: drained, settled, nothing lost', async () => {
    await bench.stop.click()
    await expect(bench.state).toHaveText('끝남', { timeout: RUN_MS })
    await expect(bench.run).toHaveText('다시 실행')
    for (const lane of laneIds) {
      await expect(bench.ledgerCell(lane, 'lost'), lane).toHaveText('0')
      await expect(bench.ledgerCell(lane, 'toldFailed'), lane).toHaveText('0')
      const said = await lab.lane(id, lane)
      expect(said, lane).toMatchObject({ failed: 0, pending: 0, backlog: 0, ledger: { promisedButLost: 0 } })
      expect(await bench.ledger(lane, 'sent'), lane).toBe(said.sent)
      expect(await bench.ledger(lane, 'completed'), lane).toBe(said.sent)
    }
    const byHand = (await lab.events(id)).flatMap((event) => (event.type === 'fault-set' ? [event] : []))
    expect(byHand.map(({ by, fault }) => [by, fault.type, fault.target])).toEqual([
      ['hand', 'latency', { lane: 'http', edge: 'e1', leg: 'call' }],
      ['hand', 'stop', { lane: 'sqs', edge: 'e1', part: 'service' }],
    ])
    await expect(page.getByTestId('seed')).toBeEnabled()
  })
  expect(complaints).toEqual([])
})

test('in English, as it stands: the run breaks itself by its schedule and proves its claims', async ({
  page,
  lab,
  complaints,
}) => {
  const bench = new Bench(page)
  await page.goto('/?lang=en')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await expect(page.getByTestId('headline')).toContainText(/Only HTTP callers were held, for .+ms/)
  await expect(bench.run).toHaveText('Run')
  const id = await bench.start()
  await bench.untilMoving(laneIds)
  await expect(page.getByTestId('topology')).toContainText('+200 ms')
  await expect(page).toHaveTitle('Bench · Wirelab')
  await expect(page.getByTestId('elapsed').locator('..')).toContainText('/ 20 s')
  await expect(bench.state).toHaveText(/^finished · (\d+)\/\1 thresholds passed$/, { timeout: RUN_MS })
  for (const lane of laneIds) await expect(bench.ledgerCell(lane, 'lost'), lane).toHaveText('0')
  const { summary } = await lab.report(id)
  expect(summary.thresholds.filter(({ passed }) => !passed)).toEqual([])

  await test.step('the language holds on the next page and in the next visit', async () => {
    await page.reload()
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
    await expect(bench.run).toHaveText('Run again')
  })
  expect(complaints).toEqual([])
})

test('on a phone: the fault drawer is a sheet, and does the same', async ({ page, lab, complaints }) => {
  await page.setViewportSize({ width: 375, height: 812 })
  const bench = new Bench(page)
  await page.goto('/bench?lang=en')
  const id = await bench.start(quietLanes())
  await bench.untilMoving(laneIds)
  const sheet = page.getByTestId('fault-sheet')
  await expect(sheet).toBeHidden()
  await page.getByTestId('open-faults').click()
  await sheet.getByTestId('fault-target').selectOption('tcp/e1/call')
  await sheet.getByTestId('fault-latency-value').fill('300')
  await sheet.getByTestId('fault-latency-value').press('Enter')
  await sheet.getByTestId('fault-latency-switch').click()
  await expect(sheet.getByTestId('fault-latency-switch')).toHaveAttribute('aria-checked', 'true')
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await expect(page.getByTestId('topology')).toContainText('+300 ms')
  await bench.stop.click()
  await lab.until(id, ({ state }) => state.is === 'finished')
  await expect(bench.run).toHaveText('Run again')
  expect(complaints).toEqual([])
})
