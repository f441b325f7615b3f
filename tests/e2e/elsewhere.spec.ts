/** Runs in pages of another origin: the player with its own files, and a frame of the lab, sandboxed or not. */
import type { Locator, Page } from '@playwright/test'
import { FIRST_LOOK, playerMarkup, type Site, startSite } from './elsewhere.ts'
import { expect, quietLanes, test } from './lab.ts'

let site: Site
test.beforeAll(async () => {
  site = await startSite()
})
test.afterAll(() => site.close())

interface Player extends HTMLElement {
  getCurrentTime(): number
  getDuration(): number
  seek(to: number | { marker: number | 'next' | 'prev' }): void
}

const runOf = (page: Page): Locator => page.locator('wirelab-run')
const timeOf = (run: Locator) => run.evaluate((element) => (element as Player).getCurrentTime())
const seek = (run: Locator, to: number | { marker: number | 'next' | 'prev' }) =>
  run.evaluate((element, where) => (element as Player).seek(where), to)
const sideways = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

for (const [lang, words] of [
  [
    'en',
    { play: '▶ Play', pause: '❚❚ Pause', badge: 'measured · recorded', table: 'Show as a table', chart: /caller p50/ },
  ],
  ['ko', { play: '▶ 재생', pause: '❚❚ 멈춤', badge: '실측 · 기록', table: '표로 보기', chart: /호출자 p50/ }],
] as const) {
  test(`the player plays, stops and moves, by mouse and by keyboard: ${lang}`, async ({ page, complaints }) => {
    await page.goto(await site.page(playerMarkup('/first-look.json', `lang="${lang}"`)))
    const run = runOf(page)
    await expect(run.getByText(words.badge)).toBeVisible()
    await expect(run.locator('.poster'), 'the player stands in its place').toBeHidden()
    await run.getByRole('button', { name: words.play }).click()
    await expect.poll(() => timeOf(run)).toBeGreaterThan(0.5)
    await run.getByRole('button', { name: words.pause }).click()
    const stoppedAt = await timeOf(run)
    await expect(run.getByRole('button', { name: words.play })).toBeVisible()
    expect(await timeOf(run)).toBe(stoppedAt)

    await seek(run, 12)
    await expect(run.getByRole('slider')).toHaveValue('12')
    await run.locator('.box').focus()
    await page.keyboard.press('ArrowRight')
    expect(await timeOf(run)).toBeCloseTo(13, 1)
    await page.keyboard.press('Home')
    await page.keyboard.press(']')
    const firstFault = await timeOf(run)
    expect(firstFault).toBeGreaterThan(1)
    await page.keyboard.press(']')
    expect(await timeOf(run), 'the next fault').toBeGreaterThan(firstFault + 1)
    await page.keyboard.press('[')
    expect(await timeOf(run)).toBeCloseTo(firstFault, 1)
    await page.keyboard.press('End')
    expect(await timeOf(run)).toBe(await run.evaluate((element) => (element as Player).getDuration()))
    await page.keyboard.press('Home')
    await page.keyboard.press('Space')
    await expect(run.getByRole('button', { name: words.pause })).toBeVisible()
    await page.keyboard.press('Space')

    await expect(run.getByRole('img', { name: words.chart })).toBeVisible()
    await run.getByRole('button', { name: words.table }).click()
    await expect(run.getByRole('table')).toBeVisible()
    expect(complaints).toEqual([])
  })
}

test('attributes say what is shown, from where and how fast; events tell of it', async ({ page, complaints }) => {
  await page.goto(
    await site.page(
      `<script>window.heard = []; addEventListener('DOMContentLoaded', () => {
        const run = document.querySelector('wirelab-run')
        for (const name of ['ready', 'play', 'pause', 'seeked', 'marker', 'ended'])
          run.addEventListener(name, ({ detail }) => heard.push(detail?.label ? name + ' ' + detail.label : name))
      })</script>${playerMarkup('/first-look.json', 'lang="en" lanes="http sqs" start="4" speed="8" chart="backlog" theme="dark"')}`,
    ),
  )
  const run = runOf(page)
  await expect.poll(() => timeOf(run).catch(() => 0)).toBe(4)
  await expect(run.getByRole('combobox')).toHaveValue('backlog')
  await expect(run.locator('.speed')).toHaveText('8×')
  expect(await run.locator('svg .name').allTextContents()).toEqual(['HTTP', 'SQS'])
  expect(await run.locator('.box').evaluate((box) => getComputedStyle(box).backgroundColor)).toBe('rgb(21, 24, 27)')
  await run.getByRole('button', { name: 'Play' }).click()
  await expect.poll(() => page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toContain('ended')
  const heard = await page.evaluate(() => (window as unknown as { heard: string[] }).heard)
  expect(heard.filter((name) => name !== 'seeked')).toEqual([
    'ready',
    'play',
    'marker +200 ms',
    'marker stop the service',
    'ended',
  ])
  expect(complaints).toEqual([])
})

test('what is asked before the recording is there is done after; lanes that are not there are named', async ({
  page,
}) => {
  site.put('/late.json', (response) => setTimeout(() => response.end(FIRST_LOOK), 500))
  await page.goto(
    await site.page(
      `<script>customElements.whenDefined('wirelab-run').then(() => {
        const run = document.querySelector('wirelab-run')
        run.seek(12)
        run.play()
      })</script>${playerMarkup('/late.json', 'lang="en" lanes="nope"')}`,
    ),
  )
  const run = runOf(page)
  await expect.poll(() => timeOf(run).catch(() => 0)).toBeGreaterThan(12)
  await expect(run.getByRole('alert')).toHaveText(/Not a lane of this recording: nope\. It has .*http/)
  await expect(run.getByRole('img', { name: /caller p50/ })).toBeHidden()
  await run.evaluate((element) => element.removeAttribute('lanes'))
  await expect(run.getByRole('alert')).toBeHidden()
})

test('without script the page has the result and says nothing else', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(await site.page(playerMarkup('/first-look.json')))
  await expect(page.locator('.poster')).toBeVisible()
  await context.close()
})

test('on 320 px, on paper, and for who asked for less motion', async ({ page, complaints }) => {
  await page.setViewportSize({ width: 320, height: 700 })
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(await site.page(playerMarkup('/first-look.json', 'lang="ko" autoplay')))
  const run = runOf(page)
  const play = run.getByRole('button', { name: '▶ 재생' })
  await expect(play, 'nothing moves unasked').toBeVisible()
  expect(await sideways(page)).toBeLessThanOrEqual(0)
  await play.click()
  const drawn = await run.evaluate(
    (element) =>
      new Promise<number>((resolve) => {
        let pictures = 0
        new MutationObserver(() => {
          pictures += 1
        }).observe(element.shadowRoot?.querySelector('svg') as Element, { childList: true })
        setTimeout(() => resolve(pictures), 3000)
      }),
  )
  expect(drawn, 'one a second').toBeLessThanOrEqual(5)
  await run.evaluate((element) => element.setAttribute('theme', 'dark'))
  await page.emulateMedia({ media: 'print' })
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  await expect(run.locator('.ctl')).toBeHidden()
  await expect(run.locator('.box'), 'paper is white').toHaveCSS('background-color', 'rgb(255, 255, 255)')
  await expect(run.locator('svg .value').first(), 'the whole run').not.toHaveText('')
  expect(complaints).toEqual([])
})

test('a sandboxed frame of the lab plays at a null origin, as tall as it needs, and opens the bench', async ({
  page,
  context,
  baseURL,
  complaints,
}) => {
  const { html } = await (
    await page.request.get(`/api/oembed?format=json&url=${encodeURIComponent(`${baseURL}/r/first-look?lang=en`)}`)
  ).json()
  expect(html).toContain('sandbox="allow-scripts allow-popups"')
  await page.goto(await site.page(`${html}<script src="${baseURL}/embed-frame.js"></script>`))
  const frame = page.frameLocator('iframe')
  await page.locator('iframe').scrollIntoViewIfNeeded()
  const run = frame.locator('wirelab-run')
  await frame.getByRole('button', { name: 'Play' }).click()
  await expect.poll(() => timeOf(run)).toBeGreaterThan(0.5)
  expect(await run.evaluate(() => origin), 'nothing of the lab can be reached from here').toBe('null')
  await expect
    .poll(async () => {
      const needed = await run.evaluate(() => Math.ceil(document.documentElement.getBoundingClientRect().height))
      return Number(await page.locator('iframe').getAttribute('height')) - needed
    })
    .toBe(0)
  await page.evaluate(() => {
    const target = document.querySelector('iframe')?.contentWindow
    target?.postMessage({ type: 'wirelab:theme', theme: 'dark' }, '*')
  })
  await expect(run).toHaveAttribute('theme', 'dark')
  const opening = context.waitForEvent('page')
  await frame.getByRole('link', { name: /Run it yourself/ }).click()
  const bench = await opening
  expect(new URL(bench.url()).pathname).toBe('/bench')
  await bench.close()
  expect(complaints).toEqual([])
})

test('a recording is read once, and a lazy one only when the reader comes near', async ({ page }) => {
  const asked: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.endsWith('.json')) asked.push(pathname)
  })
  site.put('/far.json', FIRST_LOOK)
  // The players stand in the page before the script comes.
  const near = '<wirelab-run src="/first-look.json" lang="en"></wirelab-run>'
  const far = '<wirelab-run src="/far.json" lang="en" loading="lazy"></wirelab-run>'
  const address = await site.page(`${near}<div style="height: 5000px"></div>${far}<script src="/embed.js"></script>`)
  await page.goto(address)
  await expect(runOf(page).first().locator('.go')).toBeVisible()
  expect(asked).toEqual(['/first-look.json'])
  await runOf(page).last().scrollIntoViewIfNeeded()
  await expect(runOf(page).last().locator('.go')).toBeVisible()
  expect(asked).toEqual(['/first-look.json', '/far.json'])
})

test('a frame shows its picture and result without script, and no other page may be framed', async ({
  browser,
  page,
  baseURL,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const still = await context.newPage()
  await still.goto(
    await site.page(`<iframe src="${baseURL}/embed/first-look?lang=ko" height="500" width="640"></iframe>`),
  )
  const frame = still.frameLocator('iframe')
  await expect(frame.locator('wirelab-run > svg')).toBeVisible()
  await expect(frame.locator('wirelab-run > svg > desc')).toHaveText(/HTTP/)
  await expect(frame.getByRole('link', { name: 'Wirelab' })).toBeVisible()
  await context.close()

  for (const path of ['/', '/bench', '/r/first-look', '/article', '/compare']) {
    const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
    await page.goto(await site.page(`<iframe src="${baseURL}${path}"></iframe>`))
    expect((await refused).text(), path).toMatch(/frame-ancestors/)
  }
})

test('in a page of the same host a run is done again in its frame, elsewhere it opens the bench', async ({
  page,
  lab,
  baseURL,
}) => {
  const { id } = await lab.start(quietLanes({ durationS: 2, lanes: [{ id: 'tcp', protocol: 'tcp' }] }))
  await lab.until(id, ({ state }) => state.is === 'finished')
  const frame = page.frameLocator('iframe')
  const run = frame.locator('wirelab-run')
  const [here, link] = [
    frame.getByRole('button', { name: 'Run it here' }),
    frame.getByRole('link', { name: /^Run it/ }),
  ]
  const frameOf = (origin: string | undefined, sandbox = '') =>
    `<iframe src="${origin}/embed/${id}?lang=en" width="640" height="520" ${sandbox}></iframe>`

  await page.goto(await site.page(frameOf(baseURL)))
  await expect(run.locator('span.badge')).toHaveText('measured · recorded')
  await expect(link).toHaveCount(0)
  await here.click()
  await expect(run.locator('p.said')).toHaveText('It is running.')
  await expect(run.locator('span.badge')).toHaveText('measured')
  await expect(run.locator('.go')).toBeHidden()
  await expect(here).toBeDisabled()
  await expect(run.locator('p.said')).not.toHaveText('It is running.')
  await expect(here).toBeEnabled()
  await expect(run.locator('.count')).toHaveText(/^n [1-9]/)
  await run.locator('.go').click()
  await expect(run.locator('.go')).toContainText('Pause')

  // No origin, or another site: nothing can be started from there.
  for (const [address, what] of [
    [await site.page(frameOf(baseURL, 'sandbox="allow-scripts allow-popups"')), 'a sandbox'],
    [(await site.page(frameOf(baseURL))).replace('127.0.0.1', 'localhost'), 'another site'],
  ]) {
    await page.goto(address as string)
    await expect(run.locator('.go'), what).toBeVisible()
    await expect(link, what).toBeVisible()
    await expect(here, what).toHaveCount(0)
  }
})

const VILE = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>'
const MIB = 1024 * 1024

/** @param change of what a recording says, before it is written */
function changed(
  change: (
    recording: { experiment: Record<string, unknown> & { lanes: Record<string, unknown>[] } } & Record<string, unknown>,
  ) => void,
): string {
  const recording = JSON.parse(FIRST_LOOK)
  change(recording)
  return JSON.stringify(recording)
}

const damaged: [name: string, answer: () => Parameters<Site['put']>[1], said: RegExp][] = [
  ['cut off', () => FIRST_LOOK.slice(0, FIRST_LOOK.length / 2), /cut off or altered/],
  ['altered', () => changed((it) => Object.assign(it, { frames: 7 })), /cut off or altered/],
  ['without its lanes', () => changed((it) => Object.assign(it.experiment, { lanes: null })), /cut off or altered/],
  ['of another version', () => changed((it) => Object.assign(it, { v: 99 })), /version that this player does not know/],
  ['something else', () => '{"name":"package","version":"1.0.0"}', /not a recording of Wirelab/],
  ['no JSON', () => '<!doctype html><h1>502 Bad Gateway</h1>', /is not JSON/],
  ['missing', () => (response) => response.writeHead(404).end(), /could not be fetched/],
  [
    '100 MB',
    () => (response) => {
      response.write('{"wirelab":"recording","v":2,"about":"')
      const some = 'a'.repeat(MIB)
      let left = 100
      const more = () => {
        while (left-- > 0) if (!response.write(some)) return
        response.end('"}')
      }
      response.on('drain', more)
      more()
    },
    /too large/,
  ],
]

test('what is no recording gets a sentence, its poster stays, and the page lives on', async ({ page }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  for (const [i, [, answer]] of damaged.entries()) site.put(`/damaged-${i}.json`, answer())
  await page.goto(
    await site.page(
      [...damaged.map((_, i) => `/damaged-${i}.json`), '/first-look.json'].map((src) => playerMarkup(src)).join('\n'),
    ),
  )
  for (const [i, [name, , said]] of damaged.entries()) {
    const run = runOf(page).nth(i)
    await expect(run.getByRole('alert'), name).toHaveText(said)
    await expect(run.locator('.poster'), name).toBeVisible()
  }
  const last = runOf(page).last()
  await last.getByRole('button', { name: 'Play' }).click()
  await expect.poll(() => timeOf(last)).toBeGreaterThan(0.5)
  expect(errors).toEqual([])
})

test('names are letters, and keys of every object are nobody’s', async ({ page, complaints }) => {
  const named = { ko: VILE, en: VILE }
  site.put(
    '/vile.json',
    changed(({ experiment }) => {
      Object.assign(experiment, { title: named, summary: named })
      for (const lane of experiment.lanes) lane.name = named
    }),
  )
  const keys = '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},'
  site.put('/keys.json', FIRST_LOOK.replace('"experiment":{', `${keys}"experiment":{${keys}`))
  site.put('/lanes.json', FIRST_LOOK.replaceAll('"grpc"', '"constructor"'))
  await page.goto(
    await site.page(['/vile.json', '/keys.json', '/lanes.json'].map((src) => playerMarkup(src)).join('\n')),
  )
  const vile = runOf(page).first()
  await expect(vile.getByRole('heading', { name: VILE })).toBeVisible()
  await vile.getByRole('button', { name: 'Show as a table' }).click()
  await expect(vile.getByRole('columnheader', { name: VILE }).first()).toBeVisible()
  for (const run of await runOf(page).all()) {
    const button = run.getByRole('button', { name: 'Play' })
    await expect(button.or(run.getByRole('alert'))).toBeVisible()
    if (await button.isVisible()) await button.click()
  }
  await expect.poll(() => timeOf(vile)).toBeGreaterThan(0.5)
  expect(await page.evaluate(() => ({ harmed: 'harmed' in window, polluted: 'polluted' in {} }))).toEqual({
    harmed: false,
    polluted: false,
  })
  expect(await page.locator('wirelab-run img').count()).toBe(0)
  expect(complaints).toEqual([])
})
