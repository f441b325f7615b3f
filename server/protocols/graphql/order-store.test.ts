import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type PlaceOrder, receiptFor } from '#core/order.ts'
import { OrderStore } from './order-store.ts'

const order = (orderId: string, skus: string[] = [], note = ''): PlaceOrder => ({
  orderId,
  customerId: 'c',
  items: skus.map((sku) => ({ sku, quantity: 2, unitPriceCents: 3 })),
  note,
})
const add = (store: OrderStore, given: PlaceOrder) => store.add(given, receiptFor(given).totalCents)
const ids = (orders: { orderId: string }[]) => orders.map(({ orderId }) => orderId)

it('pages from the newest to the oldest', () => {
  const store = new OrderStore()
  for (const id of ['a', 'b', 'c', 'd', 'e']) add(store, order(id))
  expect(ids(store.latest(2))).toEqual(['e', 'd'])
  expect(ids(store.latest(2, 'd'))).toEqual(['c', 'b'])
  expect(ids(store.latest(2, 'b'))).toEqual(['a'])
  expect(store.latest(2, 'gone')).toEqual([])
  expect(store.order('c')).toEqual({ ...order('c'), totalCents: 0 })
  expect(store.order('z')).toBeNull()
})

it('is bounded by size: a large order drives out the oldest, and itself where it is too large', () => {
  const store = new OrderStore({ orders: 10, bytes: 1000 })
  for (const id of ['a', 'b', 'c']) add(store, order(id, [], 'x'.repeat(200)))
  expect(ids(store.latest(10))).toEqual(['c', 'b'])
  add(store, order('d', [], 'x'.repeat(501)))
  expect(store.size).toBe(0)
})

it('keeps the newest and counts the products of those it keeps, whatever comes', async () => {
  const skus = ['p', 'q', 'r']
  const anyOrder = fc.record({
    id: fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8'),
    skus: fc.array(fc.constantFrom(...skus), { maxLength: 4 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(anyOrder, { maxLength: 40 }), async (given) => {
      const store = new OrderStore({ orders: 4, bytes: 1e6 })
      let model: PlaceOrder[] = []
      for (const { id, skus } of given) {
        const next = order(id, skus)
        add(store, next)
        model = [...model.filter(({ orderId }) => orderId !== id), next].slice(-4)
      }
      expect(ids(store.latest(100))).toEqual(ids(model).reverse())
      const expected = skus.map((sku) => ({
        sku,
        orders: model.filter(({ items }) => items.some((item) => item.sku === sku)).length,
        units: 2 * model.flatMap(({ items }) => items).filter((item) => item.sku === sku).length,
      }))
      expect(await store.readProducts(skus)).toEqual(expected)
    }),
  )
})
