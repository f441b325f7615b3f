import { expect, it } from 'vitest'
import { OrderFeed } from './order-feed.ts'

const order = (orderId: string) => ({ orderId, customerId: 'c', items: [], note: '' })

it('tells every subscriber, who waits and who comes later for what was kept', async () => {
  const feed = new OrderFeed()
  const [waits, comesLater] = [feed.subscribe(), feed.subscribe()]
  const next = waits.next()
  feed.tell('RECEIVED', order('a'))
  feed.tell('COMPLETED', order('a'))
  expect((await next).value).toMatchObject({ kind: 'RECEIVED', missed: 0 })
  expect((await comesLater.next()).value).toMatchObject({ kind: 'RECEIVED' })
  expect((await comesLater.next()).value).toMatchObject({ kind: 'COMPLETED' })
})

it('keeps no more than its bound for one who does not keep up, and says how many were missed', async () => {
  const feed = new OrderFeed()
  const slow = feed.subscribe()
  for (let seq = 0; seq < 1000; seq++) feed.tell('RECEIVED', order(String(seq)))
  const first = (await slow.next()).value
  expect(first.missed).toBe(Number(first.order.orderId))
  expect(first.missed).toBeGreaterThan(500)
  expect((await slow.next()).value.missed).toBe(0)
})

it('forgets who leaves, and ends for everybody when it is closed', async () => {
  const feed = new OrderFeed()
  const [leaves, stays] = [feed.subscribe(), feed.subscribe()]
  await leaves.return?.()
  expect(feed.subscribers).toBe(1)
  const next = stays.next()
  feed.close()
  expect(await next).toEqual({ done: true, value: undefined })
  expect(await stays.next()).toEqual({ done: true, value: undefined })
  expect(await feed.subscribe().next()).toEqual({ done: true, value: undefined })
  expect(feed.subscribers).toBe(0)
})
