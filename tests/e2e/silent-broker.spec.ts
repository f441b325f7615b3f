/** A broker of the operator's that is not there: its lane says so, with the address, and the others run on. */
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Bench } from './bench.ts'
import { expect, RUN_MS, test } from './lab.ts'
import { startServer } from './own-server.ts'

const LOOK = resolve(import.meta.dirname, '../../test-results/look')

/** An address at which nobody listens. */
async function nobody(): Promise<string> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return `127.0.0.1:${port}`
}

test('on the bench at the lane, and in the report', async ({ page, request }) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'wirelab-silent-'))
  const address = await nobody()
  const server = await startServer(dataDir, { env: { SQS_ENDPOINT: `http://${address}` } })
  try {
    const lanes = [
      { id: 'queue', protocol: 'sqs', name: { ko: '큐', en: 'queue' } },
      { id: 'http', protocol: 'http' },
    ]
    const experiment = { v: 1, id: 'silent', title: 'silent', durationS: 3, lanes }
    const response = await request.post(`${server.url}/api/runs`, { data: { experiment } })
    const { id } = (await response.json()) as { id: string }
    const bench = new Bench(page)
    await page.goto(`${server.url}/bench?run=${id}&lang=en`)
    const absent = page.getByTestId('lane-queue-absent')
    await expect(absent).toHaveText(`Takes no part: the SQS broker at ${address} cannot be used.`)
    await expect(page.getByTestId('lane-http-absent')).toHaveCount(0)
    await expect(bench.state).toContainText('finished', { timeout: RUN_MS })
    expect(await bench.ledger('http', 'completed')).toBeGreaterThan(0)
    expect(await bench.ledger('queue', 'sent')).toBe(0)
    await expect(page.getByTestId('status-line')).toContainText(address)
    await page.screenshot({ path: join(LOOK, 'absent-en.png') })

    await page.emulateMedia({ colorScheme: 'dark' })
    await page.setViewportSize({ width: 375, height: 812 })
    await page.goto(`${server.url}/bench?run=${id}&lang=ko`)
    await expect(absent).toHaveText(`참여하지 못했습니다. SQS 브로커(${address})를 쓸 수 없습니다.`)
    await absent.scrollIntoViewIfNeeded()
    await page.screenshot({ path: join(LOOK, 'absent-ko-dark-375.png') })

    await page.goto(`${server.url}/r/${id}?lang=en`)
    const why = `took no part in the run: the broker at ${address} could not be used.`
    await expect(page.getByTestId('verdict')).toContainText(`queue: ${why}`)
    await expect(page.locator('section[aria-labelledby="ledger"]')).toContainText(`It ${why}`)
    await page.screenshot({ path: join(LOOK, 'absent-report-en-375.png') })
  } finally {
    await server.kill()
    rmSync(dataDir, { recursive: true, force: true })
  }
})
