/** What was measured outlives the server, however it ends. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isOver } from '#core/run.ts'
import { Bench } from './bench.ts'
import { expect, Lab, laneIds, quietLanes, RUN_MS, test } from './lab.ts'
import { type OwnServer, startServer } from './own-server.ts'

let dataDir = ''
let server: OwnServer | null = null

test.beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'wirelab-kept-'))
})

test.afterAll(async () => {
  await server?.kill()
  rmSync(dataDir, { recursive: true, force: true })
})

test('killed in the middle of a run: what was stored is whole, the run is interrupted, the next one works', async ({
  browser,
  playwright,
}) => {
  server = await startServer(dataDir)
  const request = await playwright.request.newContext({ baseURL: server.url })
  const lab = new Lab(request)
  const context = await browser.newContext({ baseURL: server.url })
  const page = await context.newPage()
  const bench = new Bench(page)

  const first = await lab.start(quietLanes({ id: 'short', durationS: 1, thresholds: ['http.failed == 0'] }))
  const stored = await lab.until(first.id, ({ state }) => isOver(state))
  expect(stored.summary).toMatchObject({ state: 'finished', thresholds: [{ passed: true }] })

  await page.goto('/bench?lang=en')
  const cutOff = await bench.start(quietLanes())
  await bench.untilMoving(laneIds)
  // Some of it must have been written: that is done once a second.
  await expect.poll(() => bench.elapsedS(), { timeout: RUN_MS }).toBeGreaterThan(3)
  await server.kill()
  await expect(page.getByTestId('disconnected')).toBeVisible()
  const seen = await bench.ledger('http', 'sent')

  // At the same address, so that the page that is open finds it again by itself.
  server = await startServer(dataDir, { port: new URL(server.url).port })
  await expect(page.getByTestId('disconnected')).toBeHidden()
  await expect(bench.state).toHaveText('interrupted', { timeout: RUN_MS })

  expect(await lab.report(first.id)).toEqual(stored)
  const report = await lab.report(cutOff)
  expect(report.state).toEqual({ is: 'interrupted' })
  const http = await lab.lane(cutOff, 'http')
  expect(http.sent).toBeGreaterThan(0)
  expect(http.sent, 'at most what had been seen').toBeLessThanOrEqual(seen)
  await page.reload()
  await expect(bench.state).toHaveText('interrupted')
  expect(await bench.ledger('http', 'sent')).toBe(http.sent)

  const again = await bench.start(quietLanes())
  expect(again).not.toBe(cutOff)
  await bench.untilMoving(laneIds)
  await bench.stop.click()
  await expect(bench.state).toHaveText('finished', { timeout: RUN_MS })
  for (const lane of laneIds) {
    expect(await lab.lane(again, lane), lane).toMatchObject({ failed: 0, backlog: 0, ledger: { promisedButLost: 0 } })
  }
  await context.close()
  await request.dispose()
})
