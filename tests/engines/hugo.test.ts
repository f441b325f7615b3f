/** What `wirelab export hugo` writes, built by Hugo itself, served from an origin of its own, and looked at in a browser. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, normalize, resolve } from 'node:path'
import { type Browser, chromium } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findBrowser } from '../../scripts/setup/browser.mjs'
import { describeWith } from './engine.ts'
import { outputOf } from './started.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const FIRST_LOOK = join(ROOT, 'public/recordings/first-look.json')
/** `expect.poll` gives up after a second by itself. */
const SOON = { timeout: 20_000 }
const VILE = `<img src=x onerror="window.harmed=1"><script>window.harmed=1</script> {{< harm >}} "'`
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.xml': 'application/rss+xml',
}

/** No theme: a page is its content, a list is the content of its posts. */
const LAYOUTS = {
  'layouts/_default/single.html': '<!doctype html><html lang="en"><body><main>{{ .Content }}</main></body></html>',
  'layouts/_default/list.html':
    '<!doctype html><html lang="en"><body>{{ range .RegularPagesRecursive }}<article><h2>{{ .Title }}</h2>{{ .Content }}</article>{{ end }}</body></html>',
}

/** The recorded run again, with names that nobody means well with. */
function vileRecording(): string {
  const recording = JSON.parse(readFileSync(FIRST_LOOK, 'utf8'))
  recording.experiment.id = 'vile'
  for (const key of ['title', 'summary']) recording.experiment[key] = { ko: VILE, en: VILE }
  for (const lane of recording.experiment.lanes) lane.name = { ko: VILE, en: VILE }
  return JSON.stringify(recording)
}

function exported(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['server/cli.ts', 'export', 'hugo', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout
}

function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURI(new URL(request.url ?? '/', 'http://x').pathname))
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path)
    if (path === '/favicon.ico') {
      response.writeHead(204).end()
      return
    }
    try {
      const body = readFileSync(file)
      response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  return new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(server)))
}

for (const program of ['hugo', 'hugo-new']) {
  describeWith([program], `a post in a site of ${program}`, ([hugo = '']) => {
    let site = ''
    let url = ''
    let server: Server
    let browser: Browser

    beforeAll(async () => {
      site = mkdtempSync(join(tmpdir(), 'wirelab-hugo-'))
      writeFileSync(join(site, 'config.toml'), 'title = "a site"\nenableRobotsTXT = false\n')
      for (const [path, text] of Object.entries(LAYOUTS)) {
        mkdirSync(join(site, path, '..'), { recursive: true })
        writeFileSync(join(site, path), text)
      }
      const vile = join(site, 'vile.json')
      writeFileSync(vile, vileRecording())
      exported(FIRST_LOOK, '--site', site, '--href', 'https://lab.example/bench')
      exported(vile, '--site', site, '--lang', 'ko')
      exported(FIRST_LOOK, '--site', site, '--section', 'chosen', '--chart', 'goodput', '--lanes', 'http,grpc')
      server = await serve(join(site, 'public'))
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      await outputOf(hugo, ['--quiet', '--source', site, '--baseURL', `${url}/`])
      browser = await chromium.launch({ executablePath: findBrowser() ?? undefined, args: ['--no-sandbox'] })
    })
    afterAll(async () => {
      await browser?.close()
      server?.close()
      rmSync(site, { recursive: true, force: true })
    })

    async function open(path: string, more: { javaScriptEnabled?: boolean } = {}) {
      const page = await browser.newPage({ viewport: { width: 375, height: 800 }, ...more })
      const complaints: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(url + path, { waitUntil: 'load' })
      return { page, complaints }
    }

    test('plays in place', async () => {
      const { page, complaints } = await open('/posts/first-look/')
      const play = page.getByRole('button', { name: /Play/ })
      await play.click()
      await expect
        .poll(
          () =>
            page
              .locator('wirelab-run')
              .evaluate((run: { getCurrentTime?: () => number } & Element) => run.getCurrentTime?.() ?? 0),
          SOON,
        )
        .toBeGreaterThan(0.5)
      expect(await page.getByRole('img', { name: /caller p50/ }).isVisible()).toBe(true)
      expect(await page.getByRole('link', { name: 'Run it yourself' }).last().getAttribute('href')).toBe(
        'https://lab.example/bench',
      )
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
      expect(complaints).toEqual([])
      await page.close()
    })

    test('says its result and shows its picture without script', async () => {
      const { page } = await open('/posts/first-look/', { javaScriptEnabled: false })
      const picture = page.locator('wirelab-run img')
      await picture.scrollIntoViewIfNeeded()
      await expect
        .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth), SOON)
        .toBeGreaterThan(0)
      expect(await picture.evaluate((image) => image.getBoundingClientRect().right)).toBeLessThanOrEqual(375)
      expect(await page.locator('wirelab-run').innerText()).toMatch(/HTTP: callers waited .* ms/)
      expect(await page.getByRole('link', { name: 'Run it yourself' }).isVisible()).toBe(true)
      await page.close()
    })

    test('draws the chart and the lanes that were asked for', async () => {
      const { page, complaints } = await open('/chosen/first-look/')
      await page.getByRole('button', { name: /Play/ }).click()
      expect(await page.getByRole('combobox', { name: 'what is shown' }).inputValue()).toBe('goodput')
      await page.getByRole('button', { name: 'Show as a table' }).click()
      await expect
        .poll(() => page.locator('wirelab-run table tr').first().locator('th').allTextContents(), SOON)
        .toEqual(['s', 'HTTP', 'gRPC'])
      expect(complaints).toEqual([])
      await page.close()
      const poster = readFileSync(join(site, 'public/chosen/first-look/poster.svg'), 'utf8')
      expect([...poster.matchAll(/class="name [^"]*">([^<]*)</g)].map(([, name]) => name)).toEqual(['HTTP', 'gRPC'])
      expect(poster).toContain('goodput, orders done, per second')
    })

    test('several in a list play, and no name becomes markup', async () => {
      const { page, complaints } = await open('/posts/')
      await expect.poll(() => page.getByRole('button', { name: /Play|재생/ }).count(), SOON).toBe(2)
      expect(
        await page
          .locator('wirelab-run')
          .evaluateAll((runs) => runs.map((run) => run.getAttribute('lang')))
          .then((all) => all.sort()),
      ).toEqual(['en', 'ko'])
      expect(await page.locator('script:not([src])').count()).toBe(0)
      expect(await page.locator('img[src="x"]').count()).toBe(0)
      expect(await page.evaluate(() => 'harmed' in window)).toBe(false)
      expect(complaints).toEqual([])
      await page.close()
    })

    test('is a picture, a sentence and a link in a feed', () => {
      const feed = readFileSync(join(site, 'public/posts/index.xml'), 'utf8')
      expect(feed).toContain('callers waited')
      expect(feed).not.toMatch(/wirelab-run|embed\.js/)
      const posts = [...feed.matchAll(/<description>(.*?)<\/description>/gs)].map((match) => match[1] ?? '').join('')
      // An older Hugo puts a post's first words there, without their markup.
      if (posts.includes('&lt;p&gt;')) {
        expect(posts).toContain(`${url}/posts/first-look/poster.svg`)
        expect(posts, 'as letters, escaped once more').toContain('&amp;lt;script&amp;gt;')
        expect(posts).not.toMatch(/&lt;(script|img src=x)/)
      }
    })
  })
}
