import { expect, test } from 'vitest'
import { parseOrderQuery } from './order-query.ts'
import { orderSamples, ordersAmong } from './order-samples.ts'

test('what is asked for can be asked for', () => {
  for (const filters of orderSamples) expect(parseOrderQuery(filters, ['http'])).toMatchObject({ ok: true })
})

test('an order that is of two kinds comes once, the worst kind first', () => {
  const page = (...seqs: number[]) =>
    ({ orders: seqs.map((seq) => ({ lane: 'http', seq })) }) as unknown as Parameters<typeof ordersAmong>[0][number]
  expect(ordersAmong([page(4), null, page(), page(1, 4, 2)]).map(({ seq }) => seq)).toEqual([4, 1, 2])
  expect(ordersAmong([null, null])).toEqual([])
})
