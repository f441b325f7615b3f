import { expect, it } from 'vitest'
import { receiptFor } from '#core/order.ts'
import { contract } from './contract.ts'
import { never, openLab, orderOf } from './lab.ts'

contract('in-process', {
  skip: [
    {
      reason: 'nothing crosses a wire',
      tests: [
        'is unreachable when the link is down',
        'is reset when the connection breaks in the middle',
        'counts on the link what the client sockets count',
      ],
    },
  ],
})

it('in-process: finishes what it was working on when it is stopped, since there is no wire to cut', async () => {
  let finish = () => {}
  await using lab = await openLab('in-process', {
    execute: (order) => new Promise((resolve) => (finish = () => resolve(receiptFor(order)))),
  })
  const outcome = lab.client.perform(orderOf(1), never)
  await lab.running.stop()
  finish()
  expect((await outcome).kind).toBe('ok')
})
