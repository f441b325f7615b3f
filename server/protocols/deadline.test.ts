import { expect, test } from 'vitest'
import { DEADLINE_HEADER, deadlineHeaders, untilDeadline } from './deadline.ts'

test('only who tells, tells; in whole ms', () => {
  expect(deadlineHeaders({ tellsDeadline: true }, 120.7)).toEqual({ [DEADLINE_HEADER]: '120' })
  expect(deadlineHeaders({ tellsDeadline: true }, 0.2)).toEqual({ [DEADLINE_HEADER]: '1' })
  expect(deadlineHeaders({ tellsDeadline: true }, undefined)).toEqual({})
  expect(deadlineHeaders({}, 120)).toEqual({})
})

test.each([undefined, null, '', '0', '-5', '1e3', '12.5', 'soon', '99999999', ['5', '6']])(
  '%j says nothing',
  async (said) => {
    expect(await untilDeadline(said, async (by) => by)).toEqual({})
  },
)

test('the signal is aborted when the time is over, and not before', async () => {
  const seen = await untilDeadline('100', async ({ signal, leftMs }) => {
    const before = signal?.aborted
    await new Promise((resolve) => signal?.addEventListener('abort', resolve))
    return [before, signal?.aborted, leftMs]
  })
  expect(seen).toEqual([false, true, 100])
})
