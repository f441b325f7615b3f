/**
 * How it looks, in both languages, both kinds of light and at three widths. What stands still is compared with the
 * miniatures in tests/e2e/look/. `npm test -- e2e look --update-snapshots` renews those and the README's picture, and
 * leaves pictures in full size in test-results/look/.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { FullConfig, Page } from '@playwright/test'
import { isOver } from '#core/run.ts'
import { Bench } from './bench.ts'
import { expect, laneIds, RUN_MS, test } from './lab.ts'
import { sideways } from './sideways.ts'

/** Of all pixels: what another build of the browser may draw otherwise. */
const TOLERANCE = 0.01

const ROOT = resolve(import.meta.dirname, '../..')
const LOOK = join(ROOT, 'test-results/look')
const README_PICTURE = join(ROOT, 'docs/screenshot.png')

/** No less than 1,000 px of each screen are compared. */
const widths = { 1440: 1000, 768: 1024, 375: 1000 }
/** Pixels of a miniature to one of the page's, by the page's width. */
const SCALES = { 1440: 1 / 5, 768: 1 / 4, 375: 2 / 5 }
/** Of the 120 or so that the first-look lets pile up. */
const BACKLOG_SEEN = 70
/** Whether the screen is the same every time; then it is compared. */
const screens = {
  home: true,
  bench: true,
  'bench-over': false,
  send: true,
  styles: true,
  learn: true,
  lesson: true,
  'class-host': true,
  'class-viewer': true,
  article: true,
  report: true,
  compare: true,
  nowhere: true,
} as const
type Screen = keyof typeof screens
const LESSON = 'accepted-is-not-done'

// What is printed of a time must not hang on where this runs, nor a picture on how far something has moved.
test.use({ timezoneId: 'Asia/Seoul', contextOptions: { reducedMotion: 'reduce' } })
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
  if (renewed(config) || !existsSync(README_PICTURE)) await page.screenshot({ path: README_PICTURE })
  await lab.until(runId, ({ state }) => isOver(state))
})

for (const screen of Object.keys(screens) as Screen[]) {
  for (const lang of ['ko', 'en'] as const) {
    test(`${screen}, ${lang}`, async ({ page, complaints }, { config }) => {
      const address = await addressOf(screen, page, lang)
      await page.goto(address)
      await expect(page.locator('html')).toHaveAttribute('lang', lang)
      // One visit: the page follows its window and the system's brightness while it is open.
      for (const [width, height] of Object.entries(widths)) {
        await page.setViewportSize({ width: Number(width), height })
        await drawn(page, screen)
        expect(await sideways(page), `${width} px: nothing sticks out to the side`).toEqual([])
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          const name = `${screen}-${lang}-${colorScheme}-${width}.png`
          if (renewed(config)) await page.screenshot({ path: join(LOOK, name), fullPage: true })
          if (screens[screen]) expect(await miniature(page)).toMatchSnapshot(name, { maxDiffPixelRatio: TOLERANCE })
        }
      }
      expect(complaints.filter((complaint) => screen !== 'nowhere' || !complaint.includes('404'))).toEqual([])
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
async function addressOf(screen: Screen, page: Page, lang: string): Promise<string> {
  switch (screen) {
    case 'home':
      return `/?lang=${lang}`
    case 'bench':
      return `/bench?experiment=slow-link&lang=${lang}`
    case 'bench-over':
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
    case 'nowhere':
      return `/nowhere?lang=${lang}`
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

async function drawn(page: Page, screen: Screen): Promise<void> {
  if (screen === 'home') await expect(page.locator('svg.picture:visible')).toHaveCount(2)
  else if (screen === 'send') await expect(page.getByTestId('send-button')).toBeEnabled()
  else if (screen === 'styles') await expect(page.getByTestId('style-sqs-stream')).toBeVisible()
  else if (screen === 'learn') await expect(page.getByTestId(`lesson-${LESSON}`)).toBeVisible()
  else if (screen === 'lesson') await expect(page.getByTestId('guess-chart').locator('canvas')).toBeVisible()
  else if (screen.startsWith('class')) await expect(page.getByTestId('question')).toBeVisible()
  else if (screen === 'article') await expect(page.locator('main h2').first()).toBeVisible()
  else if (screen === 'report') await expect(page.locator('path.recharts-curve').first()).toBeVisible()
  else if (screen === 'compare') await expect(page.locator('main svg:visible').first()).toBeVisible()
  else if (screen === 'nowhere') await expect(page.locator('h1')).toBeVisible()
  else {
    if (screen === 'bench-over') await expect(page.getByTestId('ledger-http-lost')).toHaveText('0')
    await expect(page.getByTestId('chart-caller').locator('canvas')).toBeVisible()
  }
  // The way in, which its host's page loads by itself.
  if (screen === 'class-host') await expect(page.getByTestId('only-here')).toBeVisible()
  await page.evaluate(() => document.fonts.ready)
}

function renewed({ updateSnapshots }: FullConfig): boolean {
  return updateSnapshots === 'all' || updateSnapshots === 'changed'
}

/** What its window shows, small, once two in a row are alike. @returns PNG */
async function miniature(page: Page): Promise<Buffer> {
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 }
  const clip = { x: 0, y: 0, width, height, scale: SCALES[width as keyof typeof SCALES] }
  const devtools = await page.context().newCDPSession(page)
  let last = ''
  await expect(async () => {
    const { data } = await devtools.send('Page.captureScreenshot', { format: 'png', clip })
    const still = data === last
    last = data
    expect(still, 'the page stands still').toBe(true)
  }).toPass({ intervals: [100] })
  await devtools.detach()
  return Buffer.from(last, 'base64')
}
