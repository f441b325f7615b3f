/** What a first visit costs, by what the browser asks for. */
import { gzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { protocolIds } from '#core/protocols.ts'
import { expect, test } from './lab.ts'

/** The pieces of the whole Korean font that one of our pages needs are three times as much. */
const MOST_FONT_BYTES = 250_000
/** What React in the browser goes through one by one. */
const MOST_ELEMENTS = 300
/** Gzipped: of the bench, with what it asks for by itself after its first paint. */
const MOST_SCRIPT_BYTES = 300_000

/** Of what came in for a page until nothing more was asked for: bytes by path. */
async function loaded(page: Page, path: string): Promise<Map<string, number>> {
  const bytes = new Map<string, number>()
  page.on('response', async (response) => {
    const body = await response.body().catch(() => Buffer.alloc(0))
    bytes.set(new URL(response.url()).pathname, body.length)
  })
  await page.goto(path, { waitUntil: 'networkidle' })
  await page.evaluate(() => document.fonts.ready)
  return bytes
}

for (const path of ['/', '/learn', '/article', '/send']) {
  test(`a Korean page loads the letters it needs: ${path}`, async ({ page }) => {
    const fonts = [...(await loaded(page, `${path}?lang=ko`))].filter(([file]) => file.endsWith('.woff2'))
    expect(fonts.map(([file]) => file).filter((file) => file.includes('wirelab-sans'))).toHaveLength(1)
    expect(fonts.reduce((sum, [, bytes]) => sum + bytes, 0)).toBeLessThan(MOST_FONT_BYTES)
  })
}

test('letters of the reader’s own come from the whole font', async ({ page }) => {
  await page.goto('/bench?lang=ko')
  // What is written before React has taken the page over is taken back.
  await expect(page.locator('link[href^="/fonts/pretendard/"]')).toHaveCount(1)
  const piece = page.waitForResponse((response) => response.url().includes('/fonts/pretendard/Pretendard'))
  await page.getByTestId('screen-summary').evaluate((summary) => {
    summary.textContent = '뷁'
  })
  expect((await piece).status()).toBe(200)
})

test('the article asks for its pictures, its player and a recording when its reader comes near, and lays out no player before', async ({
  page,
}) => {
  await page.setViewportSize({ width: 412, height: 823 })
  const isOfPlayer = (file: string) => /^\/recordings\/|^\/embed\.js$|\/poster\.svg$/.test(file)
  const asked = await loaded(page, '/article?lang=ko')
  expect([...asked.keys()].filter(isOfPlayer)).toEqual([])
  const players = page.locator('wirelab-run')
  expect(await players.count()).toBeGreaterThan(10)
  expect(await players.evaluateAll((all) => all.filter(({ shadowRoot }) => shadowRoot !== null).length)).toBe(0)
  const picture = page.waitForRequest((request) => new URL(request.url()).pathname.endsWith('/poster.svg'))
  await players.first().scrollIntoViewIfNeeded()
  await picture
  await expect(players.first().locator('.go')).toBeVisible()
  expect([...asked.keys()].filter(isOfPlayer).length).toBeLessThan((await players.count()) / 2)
})

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false })

  test('the article shows its pictures', async ({ page }) => {
    await page.goto('/article?lang=ko')
    const picture = page.locator('wirelab-run img').first()
    await picture.scrollIntoViewIfNeeded()
    await expect(picture).toBeVisible()
    await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0)
  })

  test('the console shows the backends, so that nothing moves when it asks for them', async ({ page }) => {
    await page.goto('/send?lang=ko')
    for (const id of protocolIds.filter((id) => id !== 'in-process'))
      await expect(page.getByTestId(`protocol-${id}-status`)).toBeVisible()
  })
})

test('the article is printed with its pictures', async ({ page }) => {
  await page.goto('/article?lang=ko')
  const last = page.locator('wirelab-run img').last()
  await expect(last).toBeHidden()
  await page.emulateMedia({ media: 'print' })
  await expect(last).toBeVisible()
})

test('the start page draws its run without the charts’ library', async ({ page }) => {
  const scripts: string[] = []
  page.on('response', async (response) => {
    if (response.url().includes('/chunks/')) scripts.push(await response.text().catch(() => ''))
  })
  await page.goto('/?lang=ko', { waitUntil: 'networkidle' })
  await expect(page.getByTestId('recorded-run').locator('svg.picture:visible path.line').first()).toBeVisible()
  expect(scripts.length).toBeGreaterThan(3)
  expect(scripts.filter((script) => script.includes('recharts-'))).toEqual([])
})

test('the bench is sent the one experiment that it shows; its charts and its socket wait for the first picture', async ({
  page,
}) => {
  const scripts = new Map<string, string>()
  page.on('response', async (response) => {
    if (response.url().includes('.js')) scripts.set(response.url(), await response.text().catch(() => ''))
  })
  const response = await page.goto('/bench?lang=ko', { waitUntil: 'networkidle' })
  const lanesOfExperiments = (await response?.text())?.split('\\"lanes\\":').length ?? 0
  expect(lanesOfExperiments - 1).toBe(1)
  await expect(page.locator('.uplot')).toHaveCount(5)
  for (const word of ['u-over', 'EIO']) {
    const [url = '', ...others] = [...scripts].filter(([, script]) => script.includes(word)).map(([url]) => url)
    expect(others, word).toEqual([])
    const sinceMs = await page.evaluate((url) => {
      const [asked] = performance.getEntriesByName(url)
      const [paint] = performance.getEntriesByName('first-contentful-paint')
      return (asked?.startTime ?? Number.NaN) - (paint?.startTime ?? Number.NaN)
    }, url)
    expect(sinceMs, word).toBeGreaterThan(0)
  }
  const bytes = [...scripts.values()].map((script) => gzipSync(script).length)
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(MOST_SCRIPT_BYTES)
})

test('what every page starts with is compiled while it arrives', async ({ page }) => {
  const scripts: string[] = []
  page.on('response', async (response) => {
    if (response.url().includes('/chunks/')) scripts.push(await response.text().catch(() => ''))
  })
  await page.goto('/learn?lang=ko', { waitUntil: 'networkidle' })
  const hinted = scripts.filter((script) => script.startsWith('//# allFunctionsCalledOnLoad\n'))
  expect(hinted.length).toBeGreaterThan(3)
  expect(hinted.some((script) => script.includes('hydrateRoot'))).toBe(true)
})

for (const path of ['/', '/learn', '/article']) {
  test(`what stands still on a page is not sent a second time as elements: ${path}`, async ({ request }) => {
    const html = await (await request.get(`${path}?lang=en`)).text()
    const elements = html.split('\\"$\\",\\"').length - 1
    expect(elements).toBeGreaterThan(10)
    expect(elements).toBeLessThan(MOST_ELEMENTS)
  })
}
