/** How latencies are spread: the curve and the heatmap say what the lab measured, as pictures and as tables. */
import type { Locator } from '@playwright/test'
import { formatOnMsAxis } from '#components/run/format.ts'
import { expect, quietLanes, test } from './lab.ts'

const twoHumps = quietLanes({
  durationS: 4,
  workload: { open: { rateRps: 40, arrival: 'constant' } },
  lanes: [
    { id: 'quick', name: 'quick', protocol: 'tcp', service: { work: { dist: 'constant', ms: 1 } } },
    { id: 'slow', name: 'slow', protocol: 'tcp', service: { work: { dist: 'uniform', minMs: 20, maxMs: 300 } } },
  ],
})

async function counted(table: Locator): Promise<number> {
  const cells = await table.locator('tbody td').allTextContents()
  return cells.reduce((sum, text) => sum + (Number(text) || 0), 0)
}

test('curve and heatmap come when they are opened, and are what was measured', async ({ page, lab, complaints }) => {
  const { id } = await lab.start(twoHumps)
  await lab.until(id, ({ state }) => state.is === 'finished')
  const { callerLatencyMs } = await lab.lane(id, 'slow')
  await page.goto(`/bench?run=${id}&lang=en`)
  await expect(page.getByTestId('chart-curve')).toHaveCount(0)
  await page.getByRole('button', { name: 'spread', exact: true }).click()
  const [curve, heat] = [page.getByTestId('chart-curve'), page.getByTestId('chart-heat')]
  await expect(curve.locator('canvas')).toBeVisible()
  const [line, plot] = [
    await curve.getByTestId('curve-line').boundingBox(),
    await curve.locator('.u-over').boundingBox(),
  ]
  const share = ((line?.x ?? Number.NaN) - (plot?.x ?? Number.NaN)) / (plot?.width ?? Number.NaN)
  expect(share, 'it stands at p99, before it is moved').toBeGreaterThan(0.3)
  expect(share).toBeLessThan(1)
  await expect(heat.locator('canvas')).toBeVisible()

  await test.step('the curve is read by keyboard', async () => {
    const readout = page.getByTestId('curve-readout')
    await expect(readout).toContainText('p99')
    await curve.getByRole('slider').focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await expect(readout).toContainText('p50')
    await expect(readout).toContainText(`slow ${formatOnMsAxis(callerLatencyMs.p50 ?? 0)}`)
    await expect(curve.getByRole('slider')).toHaveAttribute('aria-valuetext', /^p50: quick .*, slow /)
  })

  await test.step('each is a table as well', async () => {
    await curve.getByRole('button', { name: /table/ }).click()
    await expect(curve.locator('tbody tr')).toContainText(['p50', 'p90', 'p99'])
    await heat.getByTestId('heat-lane').selectOption('slow')
    await heat.getByRole('button', { name: /table/ }).click()
    // The second in which the last orders came in was not a whole one.
    const all = await counted(heat)
    expect(all).toBeGreaterThan(0.8 * callerLatencyMs.n)
    expect(all).toBeLessThanOrEqual(callerLatencyMs.n)
  })

  await page.goto(`/r/${id}?lang=ko`)
  await expect(page.getByTestId('chart-curve').locator('canvas')).toBeVisible()
  await expect(page.getByTestId('chart-heat').locator('canvas')).toBeVisible()
  expect(complaints).toEqual([])
})
