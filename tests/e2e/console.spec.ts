/** The console in a real browser: one order over every protocol with its bytes, and a load from the page itself. */
import type { Page } from '@playwright/test'
import type { ProtocolId } from '#core/protocols.ts'
import { expect, test } from './lab.ts'

const READY_MS = 60_000
const BENT_MS = 200
const SETTLED_MS = 6_000

const protocols: ProtocolId[] = ['http', 'tcp', 'grpc', 'grpc-web', 'connect', 'graphql', 'websocket', 'sqs', 'mqtt']
const fromBrowser: ProtocolId[] = ['http', 'grpc-web', 'graphql', 'websocket']

/** The backends start one after the other. */
async function untilReady(page: Page, wanted: readonly ProtocolId[]): Promise<void> {
  await expect
    .poll(
      async () => {
        const backends = (await (await page.request.get('/api/backends')).json()) as {
          protocol: ProtocolId
          status: string
        }[]
        return wanted.filter((id) => !backends.some(({ protocol, status }) => protocol === id && status === 'ready'))
      },
      { timeout: READY_MS },
    )
    .toEqual([])
}

test.afterEach(async ({ request }) => {
  await request.delete('/api/backends/faults')
})

for (const { lang, title, done, copied } of [
  { lang: 'ko', title: '보내 보기 · Wirelab', done: /처리됨/, copied: '복사됨' },
  { lang: 'en', title: 'Send one · Wirelab', done: /^done/, copied: 'Copied' },
]) {
  test(`one order over every protocol: what became of it, and its number in the bytes on the link, ${lang}`, async ({
    page,
    complaints,
  }) => {
    await page.goto(`/send?lang=${lang}`)
    await expect(page).toHaveTitle(title)
    await untilReady(page, protocols)
    for (const protocol of protocols) {
      await test.step(protocol, async () => {
        await page.getByTestId(`protocol-${protocol}`).check({ force: true })
        await page.getByTestId('order-customer').fill(`customer-${protocol}`)
        await page.getByTestId('send-button').click()
        const orderId = page.getByTestId('order-id')
        await expect(orderId).toHaveText(new RegExp(`^console[\\w-]*\\.${protocol}\\.\\d+$`))
        await expect(page.getByTestId('outcome')).toHaveAttribute('data-outcome', 'ok')
        await expect(page.getByTestId('executed')).toContainText(done, { timeout: SETTLED_MS })
        const number = (await orderId.textContent()) ?? ''
        const upstream = page.getByTestId('bytes-upstream').first()
        await expect(upstream.getByTestId('fields')).toContainText(number)
        // Masked by WebSocket, the order cannot be read in the dump; everywhere else it stands there as it is.
        const dump = (await upstream.getByTestId('dump-text').allTextContents()).join('')
        if (protocol === 'websocket') expect(dump).not.toContain(number)
        else expect(dump).toContain(number)
        await expect(page.getByTestId(`size-${protocol}`)).toBeVisible()
        await expect(page.getByTestId('request')).toContainText(`customer-${protocol}`)
        await expect(page.getByTestId('command-line')).toHaveValue(new RegExp(`customer-${protocol}`))
      })
    }
    const sums = await page
      .locator('[data-testid^="size-"]')
      .evaluateAll((rows) => rows.map((row) => Number(row.children[3]?.textContent?.replaceAll(',', ''))))
    expect(sums).toHaveLength(protocols.length)
    expect(sums).toEqual([...sums].sort((a, b) => a - b))
    expect(Math.min(...sums)).toBeGreaterThan(0)
    await page.getByTestId('copy-command').click()
    await expect(page.getByTestId('copy-command')).toHaveText(copied)
    expect(complaints).toEqual([])
  })
}

test('in English, a load from this page bends by what the wire is slowed by, and comes back', async ({
  page,
  complaints,
}) => {
  await page.goto('/send?lang=en')
  await untilReady(page, fromBrowser)
  await page.getByRole('button', { name: 'Many' }).click()
  // From 1,000 on there is a comma in it.
  const number = async (cell: string) => Number((await page.getByTestId(cell).textContent())?.replaceAll(',', ''))
  const p50 = (protocol: ProtocolId) => number(`loop-${protocol}-p50`)
  const n = (protocol: ProtocolId) => number(`loop-${protocol}-n`)

  await page.getByTestId('fault-latency-switch').click()
  await expect(page.getByTestId('fault-latency-switch')).toHaveAttribute('aria-checked', 'true')
  await page.getByTestId('loop-start').click()
  for (const protocol of fromBrowser) {
    await expect.poll(() => n(protocol), { timeout: 30_000 }).toBeGreaterThan(10)
    expect(await p50(protocol), protocol).toBeGreaterThanOrEqual(BENT_MS)
    await expect(page.getByTestId(`loop-${protocol}-errors`), protocol).toHaveText('0')
  }
  await page.getByTestId('loop-stop').click()
  await expect(page.getByTestId('loop-status')).toHaveText('Stopped.')

  await page.getByTestId('fault-latency-switch').click()
  await expect(page.getByTestId('fault-latency-switch')).toHaveAttribute('aria-checked', 'false')
  await page.getByTestId('loop-start').click()
  for (const protocol of fromBrowser) {
    await expect.poll(() => n(protocol), { timeout: 30_000 }).toBeGreaterThan(20)
    await expect.poll(() => p50(protocol), { message: protocol, timeout: 30_000 }).toBeLessThan(BENT_MS)
  }
  await page.getByTestId('loop-stop').click()
  expect(complaints).toEqual([])
})

test('on a phone the bytes stand in hex, too, and nothing sticks out', async ({ page, complaints }) => {
  await page.setViewportSize({ width: 375, height: 812 })
  await page.goto('/send')
  await untilReady(page, ['tcp'])
  await page.getByTestId('protocol-tcp').check({ force: true })
  await page.getByTestId('send-button').click()
  const upstream = page.getByTestId('bytes-upstream').first()
  // Of a frame's length, id and kind: eight bytes a line.
  await expect(upstream.getByTestId('dump-hex').first()).toHaveText(/^00 00 00( [0-9a-f]{2}){5}\s*$/)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
  expect(complaints).toEqual([])
})
