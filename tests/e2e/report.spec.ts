/** Reports and comparisons of runs that were just made, and what they offer to take away. */
import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import type { ExperimentInput } from '#core/parse-experiment.ts'
import { readRecordingText } from '#core/recording.ts'
import { expect, quietLanes, test } from './lab.ts'

/** Both lanes' orders take longer than their callers wait, and are done all the same. */
const toldFailed = quietLanes({
  title: { ko: '기다리다 만 주문', en: 'Not waited for' },
  durationS: 2,
  lanes: [
    { id: 'http', protocol: 'http', timeoutMs: 100, service: { work: { dist: 'constant', ms: 300 } } },
    { id: 'tcp', protocol: 'tcp' },
  ],
})

/** In turns: the second lane is the first one again, the third is slower by what it works longer. */
const inTurns: ExperimentInput = quietLanes({
  mode: 'interleaved',
  durationS: 10,
  lanes: [
    { id: 'one', protocol: 'tcp' },
    { id: 'again', name: 'the same again', protocol: 'tcp' },
    { id: 'slower', name: 'works longer', protocol: 'tcp', service: { work: { dist: 'constant', ms: 150 } } },
  ],
})

test('a report says what was seen, which orders, and can be taken away', async ({
  page,
  lab,
  complaints,
  context,
}, testInfo) => {
  const { id } = await lab.start(toldFailed)
  await lab.until(id, ({ state }) => state.is === 'finished')
  await page.goto(`/bench?run=${id}&lang=en`)
  await page.getByTestId('report-link').click()
  await expect(page.getByTestId('verdict')).toHaveText(/HTTP: 100\s% failed/)
  await expect(page.getByText('Not waited for').first()).toBeVisible()
  const orders = page.getByTestId('sampled-orders')
  await expect(orders.getByRole('link', { name: /^HTTP \d+$/ }).first()).toHaveAttribute(
    'href',
    new RegExp(`^/bench\\?run=${id}&order=http\\.\\d+$`),
  )

  for (const file of ['recording.json', 'summary.json', 'run.csv', 'poster.svg', 'report.html']) {
    const downloading = page.waitForEvent('download')
    await page.locator(`a[download="${id}-${file}"]`).click()
    await (await downloading).saveAs(testInfo.outputPath(file))
  }
  const text = (file: string) => readFile(testInfo.outputPath(file), 'utf8')
  expect(readRecordingText(await text('recording.json')).about.runId).toBe(id)
  expect(JSON.parse(await text('summary.json')).lanes).toHaveLength(2)
  expect((await text('run.csv')).split('\n')[0]).toContain(',')
  expect(await text('poster.svg')).toMatch(/^<svg/)

  const alone = await context.newPage()
  const outside: string[] = []
  alone.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) outside.push(request.url())
  })
  await alone.goto(pathToFileURL(testInfo.outputPath('report.html')).href)
  await expect(alone.getByRole('heading', { level: 1 })).toHaveText(/HTTP: 100\s% failed/)
  await expect(alone.getByText(/HTTP: 100 % failed/).filter({ visible: true }), 'said once').toHaveCount(1)
  await expect(alone.getByRole('figure').filter({ hasText: 'Percentile curve' })).toBeVisible()
  await expect(alone.getByRole('rowheader', { name: /^HTTP \d+$/ }).first()).toBeVisible()
  await alone.getByRole('button', { name: 'Play' }).click()
  await expect(alone.getByRole('heading', { name: 'Not waited for' })).toHaveAttribute('aria-level', '2')
  expect(outside, 'it needs nobody').toEqual([])
  await alone.close()
  expect(complaints).toEqual([])
})

test('runs whose lanes took turns are compared with their confidence', async ({ page, lab, complaints }) => {
  const a = await lab.start(inTurns)
  await lab.until(a.id, ({ state }) => state.is === 'finished')
  await page.goto(`/compare?a=${a.id}&b=first-look&lang=en`)
  const said = page.getByTestId('confidence')
  // Caller p50 and p99, and done p50, each against the first lane.
  const slower = said.getByRole('row', { name: /works longer/ })
  await expect(slower).toHaveCount(3)
  await expect(slower.first()).toContainText('slower')
  // What chance makes of the same lane twice is not ours to say, only that it is said.
  const same = said.getByRole('row', { name: /the same again/ })
  await expect(same).toHaveCount(3)
  await expect(same.first()).toContainText(/no difference seen|slower|faster/)
  expect(complaints).toEqual([])
})

test('the card of a run is in the language that was asked for', async ({ request }) => {
  const card = async (query: string) => {
    const answer = await request.get(`/r/first-look/image${query}`, { headers: { 'Accept-Language': 'en' } })
    expect(answer.headers()['content-type']).toBe('image/png')
    const png = await answer.body()
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630])
    return png.toString('base64')
  }
  const [ko, en, theirs, strange] = [
    await card('?lang=ko'),
    await card('?lang=en'),
    await card(''),
    await card('?lang=xx'),
  ]
  expect(ko).not.toBe(en)
  expect([theirs, strange]).toEqual([en, en])
  expect((await request.get('/r/gone/image')).status()).toBe(404)
})
