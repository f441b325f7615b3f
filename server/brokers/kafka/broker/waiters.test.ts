import { expect, it } from 'vitest'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { type Wait, Waiters } from './waiters.ts'

function setUp(given: Partial<Wait> = {}) {
  const timers = new VirtualTimers()
  const waiters = new Waiters(timers)
  const connection = new AbortController()
  const state = { isOver: false, ended: false }
  const done = waiters
    .until({ on: ['a-0', 'a-1'], isOver: () => state.isOver, maxMs: 500, gone: connection.signal, ...given })
    .then(() => {
      state.ended = true
    })
  return { timers, waiters, connection, state, done }
}

it('is looked at again when one of its partitions has changed, and only then', async () => {
  const { waiters, state, done } = setUp()
  waiters.wake('a-1')
  state.isOver = true
  waiters.wake('b-0')
  expect(waiters.waiting).toBe(1)
  waiters.wake('a-1')
  await done
  expect(waiters.waiting).toBe(0)
})

it('ends when its time is over, not before', async () => {
  const { timers, waiters, state } = setUp()
  await timers.advanceTo(499_999)
  expect(state.ended).toBe(false)
  await timers.advanceTo(500_000)
  expect(state.ended).toBe(true)
  expect(waiters.waiting).toBe(0)
})

it('is dropped when its connection is gone', async () => {
  const { waiters, connection, done } = setUp()
  connection.abort()
  await done
  expect(waiters.waiting).toBe(0)
})

it('does not begin where there is enough, no time, or nobody', async () => {
  await setUp({ isOver: () => true }).done
  await setUp({ maxMs: 0 }).done
  await setUp({ gone: AbortSignal.abort() }).done
})

it('lets everybody go when the broker closes', async () => {
  const { waiters, done } = setUp()
  waiters.close()
  await done
  expect(waiters.waiting).toBe(0)
})
