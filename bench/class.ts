/**
 * A class of thirty browsers on one machine: does every one of them see the same picture, and how old is it?
 *
 *   npm run bench:class [browsers]
 *
 * Real Chromium contexts, each with a page, a socket and a chart of its own; one reader of the run's events says when
 * there was what to see. Needs a build (`npm start` once). The exit status is 1 where pictures differ or one is older
 * than a second.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { chromium, type Page } from '@playwright/test'
import { findBrowser } from '../scripts/setup/browser.mjs'

const BROWSERS = 30
const PHONE = { width: 375, height: 812 }
const AT_ONCE = 5
const OLDEST_MS = 1000
const SAMPLE_MS = 50
const ROOT = resolve(import.meta.dirname, '..')
const json = { 'content-type': 'application/json' }

/** What a page showed from when on, ms of the wall clock. */
type Shown = { atMs: number; seq: number }[]

const wanted = Number(process.argv[2] ?? BROWSERS)
const folder = mkdtempSync(join(tmpdir(), 'wirelab-class-'))
const server = spawn(process.execPath, ['server/main.ts'], {
  cwd: ROOT,
  env: {
    ...process.env,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: '0',
    WIRELAB_DATA: folder,
    NODE_COMPILE_CACHE: join(ROOT, '.wirelab', 'compile-cache'),
  },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const exited = new Promise<void>((done) => server.once('exit', () => done()))
const browser = await chromium.launch({ executablePath: findBrowser() ?? undefined, args: ['--no-sandbox'] })
try {
  const url = await urlOf()
  const { id, token } = await post(`${url}/api/classes`, {
    lesson: 'accepted-is-not-done',
    step: 'done',
    value: 90,
  })
  const pages = await openPages(`${url}/class/${id}?lang=en`)
  const lead = { ...json, authorization: `Bearer ${token}` }
  const patch = (state: string) =>
    fetch(`${url}/api/classes/${id}`, { method: 'PATCH', headers: lead, body: JSON.stringify({ state }) })
  for (const page of pages) await page.evaluate(watchFrames)
  const { run } = (await (await patch('running')).json()) as { run: { id: string } }
  const said = await eventsOf(`${url}/api/runs/${run.id}/events`)
  for (const page of pages) await page.locator('[data-testid="class-state"][data-is="over"]').waitFor()
  await delay(OLDEST_MS)
  await patch('revealed')
  for (const page of pages) await page.getByTestId('result-line').waitFor()
  const shown = await Promise.all(
    pages.map((page) => page.evaluate(() => (window as unknown as { shown: Shown }).shown)),
  )
  const results = new Set(await Promise.all(pages.map((page) => page.getByTestId('class-result').textContent())))
  const charts = new Set(await Promise.all(pages.map(chartOf)))
  const ages = shown.flatMap((each) => agesOf(each, said))
  ages.sort((a, b) => a - b)
  const at = (share: number) => Math.round(ages[Math.min(ages.length - 1, Math.floor(share * ages.length))] ?? NaN)
  const lastSeq = Math.max(...said.map(({ seq }) => seq))
  const complete = shown.filter((each) => each.at(-1)?.seq === lastSeq).length
  console.log(
    '| browsers | events | age of the picture p50 / p99 / max, ms | different results | different charts | at the last event |',
  )
  console.log('|---:|---:|---:|---:|---:|---:|')
  const row = [pages.length, said.length, `${at(0.5)} / ${at(0.99)} / ${at(1)}`, results.size, charts.size, complete]
  console.log(`| ${row.join(' | ')} |`)
  const isSo = results.size === 1 && charts.size === 1 && complete === pages.length && at(1) <= OLDEST_MS
  process.exitCode = isSo ? 0 : 1
} finally {
  await browser.close()
  server.kill('SIGTERM')
  await exited
  rmSync(folder, { recursive: true, force: true })
}

function urlOf(): Promise<string> {
  return new Promise((done, fail) => {
    let text = ''
    server.stdout.on('data', (chunk) => {
      text += chunk
      const ready = /ready at (http:\/\/\S+)/.exec(text)?.[1]
      if (ready) done(ready)
    })
    server.once('exit', (code) => fail(new Error(`the server ended with ${code}: ${text}`)))
  })
}

async function post(url: string, body: object): Promise<{ id: string; token: string }> {
  const response = await fetch(url, { method: 'POST', headers: json, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`)
  return (await response.json()) as { id: string; token: string }
}

/** A few at a time, each in a context of its own, with a guess. */
async function openPages(url: string): Promise<Page[]> {
  const pages: Page[] = []
  while (pages.length < wanted) {
    const opening = Array.from({ length: Math.min(AT_ONCE, wanted - pages.length) }, async (_, at) => {
      const page = await (await browser.newContext({ viewport: PHONE })).newPage()
      await page.goto(url)
      await page.getByTestId('guess').fill(String(50 + 10 * (pages.length + at)))
      await page.getByTestId('send-guess').click()
      return page
    })
    pages.push(...(await Promise.all(opening)))
  }
  return pages
}

/** Runs in the page: what it shows, whenever that changes. */
function watchFrames(): void {
  const shown: Shown = []
  Object.assign(window, { shown })
  const look = () => {
    const seq = Number(document.querySelector('[data-testid="class-run"]')?.getAttribute('data-seq') ?? 0)
    if (seq !== (shown.at(-1)?.seq ?? 0)) shown.push({ atMs: Date.now(), seq })
  }
  const everything = { subtree: true, childList: true, attributes: true, attributeFilter: ['data-seq'] }
  new MutationObserver(look).observe(document.body, everything)
  look()
}

/** Every event of the run, and when it was said. */
async function eventsOf(url: string): Promise<Shown> {
  const said: Shown = []
  const response = await fetch(url)
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString('utf8')
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const seq = Number(/^id: ?(\d+)$/m.exec(text.slice(0, end))?.[1] ?? 0)
      if (seq > 0) said.push({ atMs: Date.now(), seq })
      text = text.slice(end + 2)
    }
  }
  return said
}

/** How old the picture was, at every moment of the run: since when there had been something newer to see. */
function agesOf(shown: Shown, said: Shown): number[] {
  const ages: number[] = []
  const [from, to] = [said[0]?.atMs ?? 0, said.at(-1)?.atMs ?? 0]
  for (let nowMs = from; nowMs <= to; nowMs += SAMPLE_MS) {
    const seq = shown.findLast(({ atMs }) => atMs <= nowMs)?.seq ?? 0
    const newer = said.find((one) => one.seq > seq)
    ages.push(newer && newer.atMs <= nowMs ? nowMs - newer.atMs : 0)
  }
  return ages
}

/** What the chart shows, as numbers. */
async function chartOf(page: Page): Promise<string> {
  const frame = page.getByTestId('guess-chart')
  await frame.getByRole('button').first().click()
  return (await frame.locator('tbody tr').allTextContents()).join('\n')
}
