import { expect, it } from 'vitest'
import { receiptFor } from '#core/order.ts'
import { refusalKinds } from '#core/refusal.ts'
import { outcomeOfFullLine, outcomeOfNoConnection, outcomeOfReply, refusalIn } from './outcome.ts'

it('takes a receipt', () => {
  const receipt = receiptFor({ orderId: 'a', customerId: 'b', items: [], note: '' })
  expect(outcomeOfReply({ receipt })).toEqual({ kind: 'ok', receipt })
})

it.each(refusalKinds)('keeps the refusal %s', (kind) => {
  expect(outcomeOfReply({ refusal: { kind, detail: 'why' } })).toEqual({ kind, detail: 'why' })
})

it.each([undefined, null, 7, 'ok', {}, { receipt: {} }, { refusal: null }, { refusal: { kind: 'ok' } }])(
  'calls the ack %j an error',
  (reply) => {
    expect(outcomeOfReply(reply).kind).toBe('error')
  },
)

it('tells a goodbye from what is none', () => {
  expect(refusalIn({ kind: 'overloaded', detail: 'flood' })).toEqual({ kind: 'overloaded', detail: 'flood' })
  expect(refusalIn('bye')).toBeNull()
})

it('says what nothing was sent for', () => {
  expect(outcomeOfNoConnection('ECONNREFUSED').kind).toBe('unreachable')
  expect(outcomeOfFullLine(3)).toEqual({ kind: 'overloaded', detail: '3 orders wait for the connection already' })
})
