/** What was measured outlives the server, however it ends. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { OrderPage } from '#core/order-query.ts'
import { isOver } from '#core/run.ts'
import { Bench } from './bench.ts'
import { expect, Lab, laneIds, quietLanes, RUN_MS, test } from './lab.ts'
import { type OwnServer, startServer } from './own-server.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const wirelab = promisify(execFile)

let dataDir = ''
let server: OwnServer | null = null

test.beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'wirelab-kept-'))
})

test.afterAll(async () => {
  await server?.kill()
  rmSync(dataDir, { recursive: true, force: true })
})

test('the command line has the orders of a run that is on from its server, and afterwards from what is kept', async ({
  playwright,
}) => {
  server = await startServer(dataDir)
  const { hostname, port } = new URL(server.url)
  const request = await playwright.request.newContext({ baseURL: server.url })
  const lab = new Lab(request)
  const env = { ...process.env, WIRELAB_DATA: dataDir, HOST: hostname, PORT: port }
  const orders = (...args: string[]) =>
    wirelab(process.execPath, ['server/cli.ts', 'orders', ...args, '--json'], { cwd: ROOT, env })
  const run = await lab.start(quietLanes())
  await lab.until(run.id, ({ summary }) => summary.lanes.every(({ ok }) => ok > 0))

  const page = async () =>
    JSON.parse((await orders(run.id, '--lane', 'http', '--work', 'completed')).stdout) as OrderPage
  const life = async () => JSON.parse((await orders(run.id, '--order', 'http.0', '--bytes')).stdout)
  const first = { lane: 'http', seq: 0, verdict: 'acknowledged', work: 'completed' }
  expect((await page()).orders[0]).toMatchObject(first)
  expect(await life()).toMatchObject({ ...first, wire: { lane: 'http', legs: [{ leg: 'call' }] } })
  await expect(orders(run.id, '--order', 'http.999999')).rejects.toThrow('lane http sent no order 999999')

  await lab.stop(run)
  await lab.until(run.id, ({ state }) => isOver(state))
  await server.kill()
  expect((await page()).orders[0]).toMatchObject(first)
  expect(await life()).toMatchObject(first)
  await request.dispose()
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
