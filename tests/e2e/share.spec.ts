/** Links: one that carries an experiment, one that lets others watch a run, and the stream for readers without a screen. */
import { deflateRawSync } from 'node:zlib'
import { parseExperiment } from '#core/parse-experiment.ts'
import { decodeShareLink, encodeShareLink } from '#core/share-link.ts'
import { Bench } from './bench.ts'
import { expect, quietLanes, RUN_MS, test } from './lab.ts'

const LAN = ['http://192.0.2.10:3000', 'http://192.0.2.77:3000']

async function linkOf(more: Parameters<typeof quietLanes>[0]): Promise<string> {
  const parsed = parseExperiment(quietLanes(more))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return encodeShareLink(parsed.experiment)
}

function writtenIn(url: string): Promise<unknown> {
  return decodeShareLink(new URL(url).searchParams.get('x') ?? '')
}

test('a link opens its experiment ready to run, and the run shares the same link', async ({
  page,
  lab,
  complaints,
}) => {
  const link = await linkOf({
    durationS: 2,
    lanes: [{ id: 'only', protocol: 'tcp', name: { ko: '한 길', en: 'one way' } }],
  })
  const bench = new Bench(page)
  await page.goto(`/bench?x=${link}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('조용한 네 길')
  await expect(page.getByTestId('topology')).toContainText('한 길')
  await expect(page.getByTestId('seed')).toHaveValue('4711')

  await page.getByTestId('share-button').click()
  const field = page.getByTestId('experiment-link')
  await expect(field).toHaveValue(new RegExp(`^${new URL(page.url()).origin}/bench\\?x=1\\.`))
  // Two deflaters say the same in other bytes.
  expect(await writtenIn(await field.inputValue())).toEqual(await decodeShareLink(link))
  await field.click()
  const selected = await field.evaluate((input: HTMLInputElement) =>
    input.value.slice(input.selectionStart ?? 0, input.selectionEnd ?? 0),
  )
  expect(selected, 'one click selects all of it').toBe(await field.inputValue())
  await expect(page.getByTestId('watch'), 'there is no run to watch yet').toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('share-dialog')).toHaveCount(0)

  const id = await bench.start()
  const { summary } = await lab.until(id, ({ state }) => state.is === 'finished')
  expect(summary.lanes.map((lane) => lane.id)).toEqual(['only'])
  expect(summary.seed).toBe(4711)
  await page.getByTestId('share-button').click()
  await expect(field).toHaveValue(/x=1\./)
  expect(await writtenIn(await field.inputValue())).toEqual(await decodeShareLink(link))
  expect(complaints).toEqual([])
})

test('a link that holds no experiment says why, and the bench stays of use', async ({ page }) => {
  const link = await linkOf({})
  const bench = new Bench(page)
  await page.goto(`/bench?x=${link.slice(0, -20)}&lang=en`)
  await expect(page.getByTestId('problem')).toContainText('The experiment of this link cannot be opened.')
  await expect(page.getByTestId('problem')).toContainText('cut off or altered')
  await expect(bench.run).toBeEnabled()

  const written = deflateRawSync('{"lanes":[{"id":"a","protocol":"htp"}]}').toString('base64url')
  await page.goto(`/bench?x=1.${written}`)
  await expect(page.getByTestId('problem')).toContainText('lanes[0].protocol')
  await expect(page.getByTestId('problem')).toContainText("did you mean 'http'?")
  await page.goto('/bench?x=1.a&lang=ko')
  await expect(page.getByTestId('problem')).toContainText('링크의 실험을 열 수 없습니다.')
})

test('a run is shared as a link and a QR code, where the network can reach the lab', async ({ page, lab }) => {
  const { id } = await lab.start(quietLanes())
  await page.goto(`/bench?run=${id}`)
  await page.getByTestId('share-button').click()
  await expect(page.getByTestId('only-here'), 'this lab listens on loopback alone').toContainText(
    'HOST=0.0.0.0 npm start',
  )
  await expect(page.getByTestId('qr-code')).toHaveCount(0)

  await page.route('**/api/health', (route) => route.fulfill({ json: { status: 'ok', limits: {}, addresses: LAN } }))
  await page.reload()
  await page.getByTestId('share-button').click()
  const watch = page.getByTestId('watch-link')
  await expect(watch).toHaveValue(`${LAN[0]}/bench?run=${id}`)
  const first = await page.getByTestId('qr-code').innerHTML()
  await page
    .getByTestId('watch')
    .getByRole('combobox')
    .selectOption(LAN[1] ?? '')
  await expect(watch).toHaveValue(`${LAN[1]}/bench?run=${id}`)
  expect(await page.getByTestId('qr-code').innerHTML()).not.toBe(first)
  await page.mouse.click(5, 300)
  await expect(page.getByTestId('share-dialog'), 'a click beside it closes it').toHaveCount(0)
})

test('an EventSource follows a run to its end, and does not come back', async ({ page, lab }) => {
  const { id } = await lab.start(quietLanes({ durationS: 2 }))
  let asked = 0
  page.on('request', (request) => {
    if (request.url().endsWith('/events')) asked += 1
  })
  await page.goto('/')
  const seen = await page.evaluate(
    ({ url, giveUpMs }) =>
      new Promise<{ ids: number[]; last: string }>((resolve, reject) => {
        const ids: number[] = []
        let last = ''
        const source = new EventSource(url)
        source.onmessage = (event) => {
          ids.push(Number(event.lastEventId))
          last = event.data
        }
        // Closed for good only by the 204 that answers its next attempt.
        source.onerror = () => source.readyState === EventSource.CLOSED && resolve({ ids, last })
        setTimeout(() => reject(new Error(`after ${ids.length} events: ${last}`)), giveUpMs)
      }),
    { url: `/api/runs/${id}/events`, giveUpMs: RUN_MS },
  )
  expect(seen.ids).toEqual(seen.ids.map((_, index) => index + 1))
  expect(seen.last).toContain('"is":"finished"')
  expect(asked).toBe(2)
})
