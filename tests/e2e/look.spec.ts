/**
 * How it looks, in both languages, both kinds of light and at three widths. The pictures are for looking at, in
 * test-results/look/; nothing is compared. `npm test -- e2e look --update-snapshots` renews the README's.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { isOver } from '#core/run.ts'
import { Bench } from './bench.ts'
import { expect, laneIds, RUN_MS, test } from './lab.ts'
import { sideways } from './sideways.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const LOOK = join(ROOT, 'test-results/look')
const README_PICTURE = join(ROOT, 'docs/screenshot.png')

const widths = { 1440: 900, 768: 1024, 375: 812 }
/** Of the 120 or so that the first-look lets pile up. */
const BACKLOG_SEEN = 70
const screens = [
  'home',
  'bench',
  'send',
  'styles',
  'learn',
  'lesson',
  'class-host',
  'class-viewer',
  'article',
  'report',
  'compare',
] as const
const LESSON = 'accepted-is-not-done'

test.describe.configure({ mode: 'serial' })

/** The first-look, run once for all pictures of this file. */
let runId = ''

test('the picture of the README: the first look, broken', async ({ page, lab }, { config }) => {
  const bench = new Bench(page)
  await page.goto('/bench?lang=en')
  runId = await bench.start()
  await bench.untilMoving(laneIds)
  await expect(page.getByTestId('topology')).toContainText('+200 ms')
  await expect.poll(() => bench.callerP50('http'), { timeout: RUN_MS }).toBeGreaterThan(0)
  // The second fault: until then the picture would show only half of what the run tells.
  await expect.poll(() => bench.backlog('sqs'), { timeout: RUN_MS }).toBeGreaterThan(BACKLOG_SEEN)
  await page.evaluate(() => document.fonts.ready)
  const picture = await page.screenshot({ path: join(LOOK, 'readme.png') })
  expect(picture.byteLength).toBeGreaterThan(0)
  const renew = config.updateSnapshots === 'all' || config.updateSnapshots === 'changed'
  if (renew || !existsSync(README_PICTURE)) await page.screenshot({ path: README_PICTURE })
  await lab.until(runId, ({ state }) => isOver(state))
})

for (const screen of screens) {
  for (const lang of ['ko', 'en'] as const) {
    test(`${screen}, ${lang}`, async ({ page, complaints }) => {
      const address = await addressOf(screen, page, lang)
      for (const [width, height] of Object.entries(widths)) {
        await page.setViewportSize({ width: Number(width), height })
        await page.goto(address)
        await expect(page.locator('html')).toHaveAttribute('lang', lang)
        await drawn(page, screen)
        expect(await sideways(page), `${width} px: nothing sticks out to the side`).toEqual([])
        // As tall as the page, so that what sticks to the bottom is at the bottom.
        const tall = await page.evaluate(() => document.documentElement.scrollHeight)
        await page.setViewportSize({ width: Number(width), height: Math.max(height, tall) })
        // The page follows the system's brightness while it is open.
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          await page.screenshot({ path: join(LOOK, `${screen}-${lang}-${colorScheme}-${width}.png`) })
        }
      }
      expect(complaints).toEqual([])
    })
  }
}

test('on a phone the other screens are behind one button', async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 812 })
  await page.goto('/send?lang=en')
  const bench = page.getByRole('link', { name: 'Bench' })
  await expect(bench).toBeHidden()
  await page.getByTestId('sections').click()
  await expect(bench).toBeVisible()
  await page.screenshot({ path: join(LOOK, 'sections-en-375.png') })
  expect(await sideways(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(bench).toBeHidden()
  await page.getByTestId('sections').click()
  await bench.click()
  await expect(page).toHaveURL(/\/bench/)
})

/** Of a class that nobody has come to yet, as its host sees it and as everybody else does. */
async function addressOf(screen: (typeof screens)[number], page: Page, lang: string): Promise<string> {
  switch (screen) {
    case 'home':
      return `/?lang=${lang}`
    case 'bench':
      return `/bench?run=${runId}&lang=${lang}`
    case 'send':
      return `/send?lang=${lang}`
    case 'styles':
      return `/styles?lang=${lang}`
    case 'learn':
      return `/learn?lang=${lang}`
    case 'lesson':
      return `/learn/${LESSON}?lang=${lang}`
    case 'article':
      return `/article?lang=${lang}`
    case 'report':
      return `/r/first-look?lang=${lang}`
    case 'compare':
      return `/compare?a=consumer-down&b=tcp-or-queue&lang=${lang}`
    case 'class-host':
    case 'class-viewer': {
      const { id, token, url } = await (await page.request.post('/api/classes', { data: { lesson: LESSON } })).json()
      await page.goto('/learn')
      if (screen === 'class-host') {
        await page.evaluate((held) => localStorage.setItem('wirelab-run-tokens', JSON.stringify([held])), [id, token])
      }
      return `${url}?lang=${lang}`
    }
  }
}

async function drawn(page: Page, screen: (typeof screens)[number]): Promise<void> {
  if (screen === 'home') await expect(page.locator('path.recharts-curve').first()).toBeVisible()
  else if (screen === 'send') await expect(page.getByTestId('send-button')).toBeEnabled()
  else if (screen === 'styles') await expect(page.getByTestId('style-sqs-stream')).toBeVisible()
  else if (screen === 'learn') await expect(page.getByTestId(`lesson-${LESSON}`)).toBeVisible()
  else if (screen === 'lesson') await expect(page.getByTestId('guess-chart').locator('canvas')).toBeVisible()
  else if (screen.startsWith('class')) await expect(page.getByTestId('question')).toBeVisible()
  else if (screen === 'article') await expect(page.locator('wirelab-run .go').first()).toBeVisible()
  else if (screen === 'report') await expect(page.locator('path.recharts-curve').first()).toBeVisible()
  else if (screen === 'compare') await expect(page.locator('main svg:visible').first()).toBeVisible()
  else {
    await expect(page.getByTestId('ledger-http-lost')).toHaveText('0')
    await expect(page.getByTestId('chart-caller').locator('canvas')).toBeVisible()
  }
  await page.evaluate(() => document.fonts.ready)
}
