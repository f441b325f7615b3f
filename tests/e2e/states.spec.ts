/** A lab that is full, that waits, that cannot keep up, that is gone: each brought about for real, and said in words. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Page } from '@playwright/test'
import { DATABASE_NAME } from '#server/runs/store.ts'
import { Bench } from './bench.ts'
import { expect, quietLanes, RUN_MS, test } from './lab.ts'
import { type OwnServer, startServer } from './own-server.ts'
import { sideways } from './sideways.ts'

const LOOK = resolve(import.meta.dirname, '../../test-results/look/states')
const sizes = [
  { width: 1440, height: 900 },
  { width: 375, height: 812 },
]

/** In both kinds of light, at the desk and on a phone; nothing sticks out. */
async function look(page: Page, name: string): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: join(LOOK, `${name}-${colorScheme}-${size.width}.png`) })
    }
    expect(await sideways(page), `${name}, ${size.width} px`).toEqual([])
  }
}

const said = {
  en: {
    full: 'The lab is full. Try again in a moment.',
    queued: 'number 1 in line',
    lost: 'The connection to the server is lost.',
    broken: 'This page could not be drawn.',
  },
  ko: {
    full: '실험실에 자리가 없습니다. 잠시 뒤에 다시 해 보세요.',
    queued: '기다립니다: 1번째',
    lost: '서버와 연결이 끊겼습니다.',
    broken: '이 화면을 그리지 못했습니다.',
  },
} as const

const caps = { WIRELAB_MAX_RUNS_AT_ONCE: '1', WIRELAB_MAX_QUEUED_RUNS: '1' }
const open = { open: { rateRps: 60, arrival: 'constant' } } as const

let dataDir = ''
let server: OwnServer

test.beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'wirelab-states-'))
  server = await startServer(dataDir, { env: caps })
})
test.afterAll(async () => {
  await server.kill()
  rmSync(dataDir, { recursive: true, force: true })
})

for (const lang of ['en', 'ko'] as const) {
  test(`one runs, one waits, a third is refused, and then the line is cut: ${lang}`, async ({ page, context }) => {
    const bench = new Bench(page)
    await page.goto(`${server.url}/bench?lang=${lang}`)
    await bench.start(quietLanes())
    await expect(bench.pause).toBeEnabled({ timeout: RUN_MS })
    const running = page.url()
    await page.goto(`${server.url}/bench?lang=${lang}`)
    await bench.start()
    await expect(page.getByTestId('status-line')).toContainText(said[lang].queued)
    const queued = page.url()
    await look(page, `queued-${lang}`)

    await page.goto(`${server.url}/bench?lang=${lang}`)
    await bench.run.click()
    await expect(page.getByTestId('problem')).toContainText(said[lang].full)
    await expect(bench.run).toBeEnabled()
    await look(page, `full-${lang}`)

    await page.goto(queued)
    await page.getByTestId('leave-line').click()
    await expect(bench.run).toBeEnabled()
    await page.goto(running)
    await expect(bench.pause).toBeEnabled()
    await context.setOffline(true)
    await expect(page.getByTestId('disconnected')).toContainText(said[lang].lost)
    await look(page, `disconnected-${lang}`)
    await context.setOffline(false)
    await expect(page.getByTestId('disconnected')).toBeHidden()
    await page.setViewportSize({ width: 1440, height: 900 })
    await bench.stop.click()
    await expect(bench.run).toBeEnabled({ timeout: RUN_MS })
  })
}

test('a page that cannot be made says so, and the way on from there', async ({ page }) => {
  const bench = new Bench(page)
  await page.goto(`${server.url}/bench?lang=en`)
  const id = await bench.start(quietLanes({ durationS: 2 }))
  await expect(page.getByTestId('report-link')).toBeVisible({ timeout: RUN_MS })
  await server.kill()
  const database = new DatabaseSync(join(dataDir, DATABASE_NAME))
  database.prepare('UPDATE events SET gz = ? WHERE runId = ?').run(Buffer.from('damaged'), id)
  database.close()
  server = await startServer(dataDir, { env: caps })
  for (const lang of ['ko', 'en'] as const) {
    await page.goto(`${server.url}/r/${id}?lang=${lang}`)
    await expect(page.getByTestId('broken-page')).toContainText(said[lang].broken)
    await expect(page.getByRole('banner')).toBeVisible()
    await look(page, `broken-${lang}`)
  }
  await page.getByTestId('broken-page').getByRole('button').click()
  await expect(page.getByTestId('broken-page')).toBeVisible()
  await page.getByTestId('broken-page').getByRole('link').click()
  await expect(page.getByTestId('headline')).toBeVisible()
})

test('a lab that cannot keep up says that it is what was measured', async ({ page }) => {
  const burning = (id: string) =>
    ({ id, protocol: 'http', service: { work: { dist: 'constant', ms: 20 }, cpu: true } }) as const
  const bench = new Bench(page)
  await page.goto(`${server.url}/bench?lang=en`)
  // Long beside what such a lab needs to draw it: when the load is over, the status line speaks of the drain.
  server.keepToOneCore()
  await bench.start(quietLanes({ durationS: 15, workload: open, lanes: ['a', 'b', 'c'].map(burning) }))
  // Both at one moment: they come and go together.
  const health = page.getByTestId('lab-health').getByText('the lab is the bottleneck')
  const sentence = page.getByTestId('status-line').getByText('The lab itself cannot keep up')
  await expect(page.locator('body').filter({ has: health }).filter({ has: sentence })).toBeVisible({ timeout: RUN_MS })
  await look(page, 'overloaded-en')
  await page.setViewportSize({ width: 1440, height: 900 })
  await expect(page.getByTestId('report-link')).toBeVisible({ timeout: RUN_MS })
})
