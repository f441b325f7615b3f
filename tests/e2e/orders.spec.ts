/** From a number of the ledger down to one order's life, live and after the end. Pictures in test-results/look/. */
import { join, resolve } from 'node:path'
import type { OrderPage } from '#core/order-query.ts'
import type { ExperimentInput } from '#core/parse-experiment.ts'
import { isOver } from '#core/run.ts'
import { Bench } from './bench.ts'
import { expect, RUN_MS, test } from './lab.ts'

const LOOK = resolve(import.meta.dirname, '../../test-results/look')

/** The work takes longer than callers of one lane wait: each of them gives up on what is done all the same. */
const impatient = (durationS: number): ExperimentInput => ({
  id: 'impatient',
  title: { ko: '성급한 호출자', en: 'Impatient callers' },
  seed: 11,
  durationS,
  workload: { open: { rateRps: 10, arrival: 'constant' } },
  lanes: [
    { id: 'http', timeoutMs: 300, call: { protocol: 'http', to: { work: { dist: 'constant', ms: 900 } } } },
    { id: 'sqs', protocol: 'sqs' },
  ],
})

test('a cell clicked down to one order’s life: it timed out and was done; a reload keeps it', async ({ page, lab }) => {
  const bench = new Bench(page)
  const run = await lab.start(impatient(2))
  await lab.until(run.id, ({ state }) => isOver(state))
  await page.goto(`/bench?run=${run.id}&lang=en`)
  await expect(bench.state).toHaveText('finished')
  const toldFailed = await bench.ledger('http', 'toldFailed')
  expect(toldFailed).toBeGreaterThan(0)

  // The table of verdict and work says the same number, by keyboard.
  await page.getByTestId('ledger').getByRole('button', { name: 'HTTP', exact: true }).focus()
  await page.keyboard.press('Enter')
  const cell = page.getByTestId('cell-http-unknown-completed')
  await expect(cell).toHaveText(String(toldFailed))
  await expect(page.getByTestId('sentence-http')).toContainText('done though the caller was not told yes')
  await expect(page.getByTestId('cell-http-refused-completed').getByRole('button')).toBeDisabled()
  await page.screenshot({ path: join(LOOK, 'ledger-cells-en.png') })
  await cell.getByRole('button').focus()
  await page.keyboard.press('Enter')

  const dialog = page.getByTestId('orders-dialog')
  await expect(dialog.getByTestId('orders-matched')).toHaveText(`${toldFailed} orders`)
  await expect(dialog.getByRole('heading')).toHaveText('HTTP · does not know · done')
  await page.screenshot({ path: join(LOOK, 'orders-list-en.png') })
  await dialog.getByTestId('order-list').getByRole('button').first().click()
  const why = 'The caller timed out while the work was still being done; it was finished afterwards.'
  await expect(dialog.getByTestId('order-why')).toHaveText(why)
  const steps = dialog.getByTestId('order-steps').getByRole('listitem')
  await expect(steps).toHaveText([
    /due to be sent/,
    /sent/,
    /attempt/,
    /work begun.*service/,
    /attempt ended.*timeout/,
    /told · timeout/,
    /work done/,
  ])
  await page.screenshot({ path: join(LOOK, 'orders-life-en.png') })

  await page.reload()
  await expect(dialog.getByTestId('order-why')).toHaveText(why)
  await dialog.getByTestId('orders-back').click()
  await expect(dialog.getByTestId('order-list')).toBeVisible()
  await page.goBack()
  await expect(dialog.getByTestId('order-why')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(page).toHaveURL((url) => !url.searchParams.has('order'))
})

test('the same while the run is on, on a phone, in Korean', async ({ page, lab }) => {
  const bench = new Bench(page)
  const run = await lab.start(impatient(60))
  await page.setViewportSize({ width: 375, height: 812 })
  await page.goto(`/bench?run=${run.id}&lang=ko`)
  await expect.poll(() => bench.ledger('sqs', 'completed'), { timeout: RUN_MS }).toBeGreaterThan(5)
  await page.getByTestId('ledger').getByRole('button', { name: 'SQS', exact: true }).click()
  await page.getByTestId('cells-sqs').scrollIntoViewIfNeeded()
  await page.screenshot({ path: join(LOOK, 'ledger-cells-ko-375.png') })
  await bench.ledgerCell('sqs', 'completed').getByRole('button').click()
  const dialog = page.getByTestId('orders-dialog')
  const matched = dialog.getByTestId('orders-matched')
  const first = Number.parseInt((await matched.textContent()) ?? '', 10)
  expect(first).toBeGreaterThan(5)
  // It goes on counting while it is looked at.
  await expect.poll(async () => Number.parseInt((await matched.textContent()) ?? '', 10)).toBeGreaterThan(first)
  await page.screenshot({ path: join(LOOK, 'orders-list-ko-375.png') })
  await dialog.getByTestId('order-sqs.0').click()
  await expect(dialog.getByTestId('order-why')).toContainText('습니다.')
  await expect(dialog.getByTestId('order-steps')).toContainText('컨슈머')
  await page.screenshot({ path: join(LOOK, 'orders-life-ko-375.png') })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(wide).toBeLessThanOrEqual(375)
  await lab.stop(run)
})

test('whatever the table says, the orders are as many', async ({ page, lab }) => {
  const run = await lab.start(impatient(1))
  const { summary } = await lab.until(run.id, ({ state }) => isOver(state))
  for (const { id, ledger } of summary.lanes) {
    for (const [verdict, row] of Object.entries(ledger.table)) {
      for (const [work, count] of Object.entries(row)) {
        const path = `/api/runs/${run.id}/orders?lane=${id}&verdict=${verdict}&work=${work}`
        const found = (await (await page.request.get(path)).json()) as OrderPage
        expect(found.matched, path).toBe(count)
      }
    }
  }
})
