/** What a first visit costs, by what the browser asks for. */
import type { Page } from '@playwright/test'
import { expect, test } from './lab.ts'

/** The pieces of the whole Korean font that one of our pages needs are three times as much. */
const MOST_FONT_BYTES = 250_000

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
  await page.goto('/learn?lang=ko')
  const piece = page.waitForResponse((response) => response.url().includes('/fonts/pretendard/Pretendard'))
  await page.locator('h1').evaluate((heading) => {
    heading.textContent = '뷁'
  })
  expect((await piece).status()).toBe(200)
})

test('the article reads the recordings that are near, not all of them', async ({ page }) => {
  const files = [...(await loaded(page, '/article?lang=ko')).keys()].filter((file) => file.startsWith('/recordings/'))
  const players = await page.locator('wirelab-run').count()
  expect(players).toBeGreaterThan(10)
  expect(files.length).toBeLessThan(players / 2)
})
