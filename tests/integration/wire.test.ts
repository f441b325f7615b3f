/** One order of a run: the bytes that crossed its links while it was under way. */
import { afterAll, expect, test } from 'vitest'
import { KEPT_ORDERS } from '#server/runs/kept-orders.ts'
import { createLab } from '#server/runs/lab.ts'
import { KEPT_BYTES, type OrderWire } from '#server/runs/wire.ts'

const lab = createLab({ external: {} })
afterAll(() => lab.close())

const textOf = (wire: OrderWire, leg: string) =>
  wire.legs
    .filter((one) => one.leg === leg)
    .flatMap(({ connections }) => connections.filter(({ named }) => named).flatMap(({ chunks }) => chunks))
    .map(({ base64 }) => Buffer.from(base64, 'base64').toString('latin1'))
    .join('')

test('of the first orders, on every leg, while the run is on and after it', async () => {
  const { id, token, run } = await lab.start({
    v: 1,
    id: 'wire',
    title: 'wire',
    durationS: 60,
    workload: { open: { rateRps: 10, arrival: 'constant' } },
    lanes: [
      { id: 'http', protocol: 'http', options: { connection: 'per-call' } },
      { id: 'sqs', protocol: 'sqs' },
      { id: 'tls', protocol: 'http', options: { tls: 'tls' } },
      { id: 'in-process', protocol: 'in-process' },
    ],
  })
  for (let waitedMs = 0; run.view.elapsedUs < 3_000_000; waitedMs += 50) {
    if (waitedMs > 60_000) throw new Error('it did not run')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const last = await lab.wire(id, 'http', '12')
  expect(textOf(last, 'call')).toContain(`"${id}.http.12"`)
  await lab.steer(id, token, 'stopping')
  await run.over
  const http = await lab.wire(id, 'http', '1')
  expect(textOf(http, 'call')).toMatch(/^POST \/orders HTTP\/1\.1\r\n/)
  expect(textOf(http, 'call')).toContain('HTTP/1.1 201')
  expect(textOf(http, 'call')).toContain(`"${id}.http.1"`)
  // Its call had a connection to itself.
  expect(textOf(http, 'call')).not.toContain(`"${id}.http.0"`)
  const sqs = await lab.wire(id, 'sqs', '0')
  for (const leg of ['produce', 'consume']) expect(textOf(sqs, leg), leg).toContain(`${id}.sqs.0`)
  const { legs } = await lab.wire(id, 'tls', '0')
  expect(legs[0]?.connections.map(({ named }) => named)).not.toContain(true)
  for (const { connections } of [...sqs.legs, ...legs]) {
    const chunks = connections.flatMap((connection) => connection.chunks)
    const bytes = chunks.reduce((sum, { base64 }) => sum + Buffer.from(base64, 'base64').length, 0)
    expect(bytes).toBeGreaterThan(0)
    expect(bytes).toBeLessThanOrEqual(KEPT_BYTES)
  }
  expect((await lab.wire(id, 'in-process', '0')).legs).toEqual([])
  // A run that is over keeps those of its first orders; these all went well.
  await expect(lab.wire(id, 'http', String(KEPT_ORDERS))).rejects.toMatchObject({ name: 'NotFound' })
  await expect(lab.wire(id, 'http', '999999')).rejects.toMatchObject({ name: 'NotFound' })
})

test('after the end, of the first orders behind each number of the ledger', async () => {
  const lanes = ['early', 'late'].map((id) => ({ id, protocol: 'http', options: { connection: 'per-call' } }))
  const { id, run } = await lab.start({
    v: 1,
    id: 'wire-by-cell',
    title: 'wire by cell',
    seed: 4,
    durationS: 3,
    workload: { open: { rateRps: 20, arrival: 'constant' } },
    lanes,
    faults: [
      { id: 'cut', type: 'reset_peer', target: { lane: 'early' }, forS: 1 },
      { id: 'cut-late', type: 'reset_peer', target: { lane: 'late' }, atS: 1.5, forS: 1 },
    ],
  })
  await run.over
  for (const { id: lane } of lanes) {
    const { orders } = await lab.orders(id, [
      ['lane', lane],
      ['limit', '1000'],
    ])
    const byCell = Map.groupBy(orders, ({ verdict, work }) => `${verdict} ${work}`)
    expect(byCell.size, lane).toBeGreaterThan(1)
    for (const [cell, of] of byCell) {
      for (const { seq } of of.slice(0, KEPT_ORDERS))
        expect((await lab.wire(id, lane, String(seq))).seq, `${lane} ${cell}`).toBe(seq)
    }
  }
})
