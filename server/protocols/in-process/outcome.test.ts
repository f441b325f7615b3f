import { expect, it } from 'vitest'
import { receiptFor } from '#core/order.ts'
import { refusalKinds } from '#core/refusal.ts'
import { ServiceRefusal } from '../protocol.ts'
import { outcomeOfAbsence, outcomeOfEnd, outcomeOfThrown } from './outcome.ts'

it.each(refusalKinds)('keeps a refusal: %s', (kind) => {
  expect(outcomeOfThrown(new ServiceRefusal(kind, 'why'))).toEqual({ kind, detail: 'why' })
})

it('calls anything else an error', () => {
  expect(outcomeOfThrown(new TypeError('broken'))).toEqual({ kind: 'error', detail: 'broken' })
  expect(outcomeOfThrown('broken')).toEqual({ kind: 'error', detail: 'broken' })
})

it('calls an absent service unreachable', () => {
  expect(outcomeOfAbsence('r1-a').kind).toBe('unreachable')
})

it('takes from the event about an accepted order what it brought', () => {
  const receipt = receiptFor({ orderId: 'a', customerId: 'b', items: [], note: '' })
  expect(outcomeOfEnd({ receipt })).toEqual({ kind: 'ok', receipt })
  expect(outcomeOfEnd({ thrown: new ServiceRefusal('rejected', 'why') })).toEqual({ kind: 'rejected', detail: 'why' })
})
