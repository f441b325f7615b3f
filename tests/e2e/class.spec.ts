/** A class: a handful of browsers and thirty sockets guess, one starts the run, and all of them see the same. */
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { io, type Socket } from 'socket.io-client'
import type { ClassView } from '#core/classroom.ts'
import type { ClientToServer, GuessTaken, ServerToClient } from '#core/live.ts'
import { expect, RUN_MS, test } from './lab.ts'

const PHONE = { width: 375, height: 812 }
const SOCKETS = 30
const VIEWERS = 3
/** A second of them. */
const FRAMES_BEHIND = 4

async function phones(browser: Browser, url: string): Promise<{ pages: Page[]; contexts: BrowserContext[] }> {
  const contexts = await Promise.all(Array.from({ length: VIEWERS }, () => browser.newContext({ viewport: PHONE })))
  const pages = await Promise.all(contexts.map((context) => context.newPage()))
  await Promise.all(pages.map((page) => page.goto(url)))
  return { pages, contexts }
}

type Client = Socket<ServerToClient, ClientToServer>

async function joined(url: string, classId: string, ms: number): Promise<{ socket: Client; seen: ClassView[] }> {
  const socket: Client = io(url, { transports: ['websocket'], forceNew: true })
  const seen: ClassView[] = []
  socket.on('class', (view) => seen.push(view))
  const answer = await socket.emitWithAck('join', { classId })
  expect(answer).toMatchObject({ host: false })
  expect(await guess(socket, classId, ms)).toBe('taken')
  return { socket, seen }
}

function guess(socket: Client, classId: string, ms: number): Promise<GuessTaken> {
  return socket.emitWithAck('guess', { classId, ms })
}

test('everybody guesses, one runs it, all see the same, and nothing is told before it is revealed', async ({
  page,
  browser,
  lab,
  complaints,
}) => {
  await page.goto('/learn/accepted-is-not-done?lang=en')
  await page.getByTestId('open-class-button').click()
  await page.waitForURL(/\/class\/\w+/)
  const url = page.url()
  const classId = url.split('/').at(-1) as string
  await expect(page.getByTestId('class-viewers')).toHaveText('0')

  const { pages, contexts } = await phones(browser, `${url}?lang=en`)
  const sockets = await Promise.all(
    Array.from({ length: SOCKETS }, (_, index) => joined(new URL(url).origin, classId, 10 + index)),
  )
  for (const phone of pages) await expect(phone.getByTestId('send-guess')).toBeDisabled()
  for (const [index, phone] of pages.entries()) {
    await phone.getByTestId('guess').fill(String(100 + index))
    await phone.getByTestId('send-guess').click()
    await expect(phone.getByTestId('guess-state')).toContainText('Your guess is in.')
  }

  await test.step('a guess may be changed, and is counted once', async () => {
    const [first] = pages as [Page]
    await first.getByTestId('guess').fill('2000')
    await first.getByTestId('send-guess').click()
    await expect(first.getByTestId('guess-state')).toContainText('2.0')
    await expect(page.getByTestId('class-viewers')).toHaveText(String(SOCKETS + VIEWERS))
    await expect(page.getByTestId('class-guesses')).toHaveText(String(SOCKETS + VIEWERS))
  })

  await test.step('who comes in and goes away again is not counted', async () => {
    const { socket } = await joined(new URL(url).origin, classId, 5)
    await expect(page.getByTestId('class-guesses')).toHaveText(String(SOCKETS + VIEWERS + 1))
    socket.close()
    await expect(page.getByTestId('class-guesses')).toHaveText(String(SOCKETS + VIEWERS))
  })

  await test.step('only its host may run it', async () => {
    for (const phone of pages) await expect(phone.getByTestId('class-run-button')).toHaveCount(0)
    const stolen = await page.request.patch(`/api/classes/${classId}`, { data: { state: 'running' } })
    expect(stolen.status()).toBe(403)
  })

  const started = page.waitForResponse((response) => response.request().method() === 'PATCH')
  await page.getByTestId('class-run-button').click()
  const { run } = await (await started).json()
  lab.keep(run)
  const everybody = [page, ...pages]

  await test.step('guesses are closed, and every screen is at most a second behind the newest', async () => {
    for (const one of everybody) {
      await expect(one.getByTestId('class-state')).toHaveAttribute('data-is', 'running', { timeout: RUN_MS })
    }
    expect(await guess((sockets[0] as { socket: Client }).socket, classId, 10)).toBe('late')
    await expect.poll(() => seqOf(page), { timeout: RUN_MS }).toBeGreaterThan(8)
    // Asked oldest first and newest last, so that the time the asking takes counts as lateness too.
    const seqs = await Promise.all(everybody.map(seqOf))
    expect(Math.max(...seqs) - Math.min(...seqs)).toBeLessThanOrEqual(FRAMES_BEHIND)
  })

  for (const one of everybody) {
    await expect(one.getByTestId('class-state')).toHaveAttribute('data-is', 'over', { timeout: RUN_MS })
    await expect(one.getByTestId('result-line')).toHaveCount(0)
    await expect(one.getByTestId('class-result')).toHaveCount(0)
  }
  for (const phone of pages) await expect(phone.getByTestId('spread')).toHaveCount(0)
  for (const { seen } of sockets) expect(JSON.stringify(seen)).not.toMatch(/spread|result/)

  await page.getByTestId('reveal-button').click()
  for (const one of everybody) await expect(one.getByTestId('result-line')).toHaveCount(1)
  const said = await Promise.all(everybody.map((one) => one.getByTestId('class-result').textContent()))
  expect(new Set(said).size, 'everybody reads the same').toBe(1)
  expect(said[0]).toContain(`of ${SOCKETS + VIEWERS} picked`)
  const drawn = await Promise.all(everybody.map(chartOf))
  for (const chart of drawn) expect(chart).toEqual(drawn[0])
  const { callerLatencyMs } = await lab.lane(run.id, 'accepted')
  expect(said[0]).toContain(`n ${callerLatencyMs.n}`)

  await test.step('one’s own guess stays one’s own', async () => {
    await expect((pages[0] as Page).getByTestId('my-guess')).toContainText('2.0')
    await expect((pages[1] as Page).getByTestId('my-guess')).toContainText('101')
    await expect(page.getByTestId('my-guess')).toHaveCount(0)
  })

  await page.getByTestId('close-class').click()
  for (const phone of pages) await expect(phone.getByTestId('class-closed')).toBeVisible()
  for (const { socket } of sockets) socket.close()
  for (const context of contexts) await context.close()
  expect(complaints).toEqual([])
})

test('an experiment on the bench opens as a class, too', async ({ page }) => {
  await page.goto('/bench?experiment=held-versus-done&lang=en')
  await page.getByTestId('share-button').click()
  await page.getByTestId('class-lane').selectOption('queue')
  await page.getByTestId('class-latency').selectOption('callerLatencyMs')
  await page.getByTestId('open-class-button').click()
  await page.waitForURL(/\/class\/\w+/)
  await expect(page.getByTestId('question')).toContainText('queue')
  await expect(page.getByTestId('only-here'), 'this lab listens on loopback alone').toBeVisible()
})

test('bad input is refused with the field and the reason', async ({ request, page }) => {
  const open = (data: unknown) => request.post('/api/classes', { data: data as object })
  for (const [data, status, words] of [
    [{}, 422, /experiment: missing/],
    [{ experiment: 'held-versus-don' }, 404, /did you mean 'held-versus-done'/],
    [{ experiment: 'held-versus-done' }, 422, /ask\.metric/],
    [{ experiment: 'held-versus-done', ask: { metric: 'sync.callerLatencyMs.p50' } }, 422, /ask\.question/],
    [{ lesson: 'nothing' }, 404, /no lesson 'nothing'/],
    [{ lesson: 'accepted-is-not-done', step: 'dance' }, 422, /there are accept, done/],
    [{ lesson: 'accepted-is-not-done', value: 'much' }, 422, /value: must be one of 5, 10/],
  ] as const) {
    const response = await open(data)
    expect(response.status(), JSON.stringify(data)).toBe(status)
    expect(response.headers()['content-type']).toContain('application/problem+json')
    expect((await response.json()).detail).toMatch(words)
  }
  await page.goto('/class/0123456789ab?lang=en')
  await expect(page.getByTestId('class-missing')).toContainText('There is no such class')
})

async function seqOf(page: Page): Promise<number> {
  return Number(await page.getByTestId('class-run').getAttribute('data-seq'))
}

/** What the chart shows, as numbers. */
async function chartOf(page: Page): Promise<string[]> {
  const frame = page.getByTestId('guess-chart')
  await frame.getByRole('button').first().click()
  return frame.locator('tbody tr').allTextContents()
}
