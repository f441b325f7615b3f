import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PlaceOrder } from '#core/order.ts'
import { OrderStore } from './order-store.ts'

const orderOf = (orderId: string): PlaceOrder => ({ orderId, customerId: 'c', items: [], note: '' })

it('keeps the last orders within both bounds, and the newest of all that fit', () => {
  const limits = { orders: 5, bytes: 100 }
  const change = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
    bytes: fc.integer({ min: 0, max: 120 }),
    remove: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      const store = new OrderStore(limits)
      let model: { id: string; bytes: number }[] = []
      for (const { id, bytes, remove } of changes) {
        const had = model.some((one) => one.id === id)
        model = model.filter((one) => one.id !== id)
        if (remove) expect(store.delete(id)).toBe(had)
        else {
          store.set(orderOf(id), bytes)
          model.push({ id, bytes })
        }
        const sum = () => model.reduce((total, one) => total + one.bytes, 0)
        while (model.length > limits.orders || sum() > limits.bytes) model.shift()
        expect(store.size).toBe(model.length)
        for (const one of model) expect(store.get(one.id)?.order.orderId).toBe(one.id)
      }
    }),
  )
})

it('never gives the same version twice, not even to the same order', () => {
  const store = new OrderStore()
  const versions = Array.from({ length: 50 }, () => store.set(orderOf('a'), 1).version)
  versions.push(new OrderStore().set(orderOf('a'), 1).version)
  expect(new Set(versions).size).toBe(51)
})

it('lets one change of an order finish before the next begins, and others alone', async () => {
  const store = new OrderStore()
  const said: string[] = []
  const first = Promise.withResolvers<void>()
  const slow = store.exclusively('a', async () => {
    said.push('first begins')
    await first.promise
    said.push('first ends')
    throw new Error('and fails')
  })
  const next = store.exclusively('a', async () => void said.push('second'))
  await store.exclusively('b', async () => void said.push('other'))
  first.resolve()
  await expect(slow).rejects.toThrow('and fails')
  await next
  expect(said).toEqual(['first begins', 'other', 'first ends', 'second'])
})
