/**
 * Every screen on a phone, in both languages and both kinds of light: axe-core finds nothing, nothing sticks out to
 * the side there nor at 200 % zoom, and the screen says in a few sentences what it holds.
 */
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import axe, { type AxeResults, type RunOptions } from 'axe-core'
import { isOver } from '#core/run.ts'
import { expect, Lab, quietLanes, test } from './lab.ts'
import { type Made, screensOf } from './screens.ts'
import { sideways } from './sideways.ts'

const LOOK = resolve(import.meta.dirname, '../../test-results/look/accessibility')
const PHONE = { width: 375, height: 812 }
/** What is left of 1440 × 900 at 200 % zoom. */
const ZOOMED = { width: 720, height: 450 }
/** In the other light nothing changes but colours, and those are the same in every language. */
const OF_COLOURS: RunOptions = { runOnly: ['color-contrast', 'link-in-text-block'] }

test.use({ viewport: PHONE, contextOptions: { reducedMotion: 'reduce' } })

const made: Made = { runId: '', classUrl: '' }

test.beforeAll(async ({ request }) => {
  const lab = new Lab(request)
  const latency = { type: 'latency', attributes: { latency: 50 }, target: { lane: 'http' }, atS: 1, forS: 1 } as const
  const { id } = await lab.start(quietLanes({ durationS: 2, faults: [latency] }))
  await lab.until(id, ({ state }) => isOver(state))
  made.runId = id
  const opened = await request.post('/api/classes', { data: { lesson: 'accepted-is-not-done' } })
  made.classUrl = (await opened.json()).url
})

for (const { name } of screensOf(made)) {
  test(name, async ({ page }) => {
    const screen = screensOf(made).find((one) => one.name === name)
    if (!screen) throw new Error(`no screen ${name}`)
    const { address, drawn, open, summary } = screen
    // Before the page's own scripts, in its frames as well: its policy lets in no script that a test would add.
    await page.addInitScript({ content: axe.source })
    // What opens over a screen is tried in the language whose words are longer.
    for (const lang of open ? (['en'] as const) : (['ko', 'en'] as const)) {
      await test.step(lang, async () => {
        await page.setViewportSize(PHONE)
        await page.emulateMedia({ colorScheme: 'light' })
        await page.goto(`${address}${address.includes('?') ? '&' : '?'}lang=${lang}`)
        await expect(page.locator(drawn).first()).toBeVisible()
        await open?.(page)
        await page.evaluate(() => document.fonts.ready)
        if (summary !== false) await expect(page.getByTestId('screen-summary')).toHaveText(/\S{2,}.*[.다]/)
        await page.screenshot({ path: join(LOOK, `${name.replaceAll(/\W+/g, '-')}-${lang}.png`) })
        expect(await sideways(page), 'at 375 px').toEqual([])
        expect(await violations(page), 'in the light').toEqual([])
        if (lang === 'en') {
          await page.emulateMedia({ colorScheme: 'dark' })
          expect(await violations(page, OF_COLOURS), 'in the dark').toEqual([])
        }
        await page.setViewportSize(ZOOMED)
        expect(await sideways(page), 'at 200 %').toEqual([])
      })
    }
  })
}

/** Each as the rule, the element, and what is the matter with it. */
async function violations(page: Page, options: RunOptions = {}): Promise<string[]> {
  const found = await page.evaluate(
    (given) => (window as unknown as { axe: typeof axe }).axe.run({ ...given, resultTypes: ['violations'] }),
    options,
  )
  return (found as AxeResults).violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}: ${failureSummary?.split('\n').at(1)?.trim()}`,
    ),
  )
}
