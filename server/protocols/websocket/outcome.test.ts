import { expect, it } from 'vitest'
import { receiptFor } from '#core/order.ts'
import { refusalKinds } from '#core/refusal.ts'
import {
  outcomeOfFullLine,
  outcomeOfNoConnection,
  outcomeOfPublished,
  outcomeOfReply,
  outcomeOfStep,
  refusalIn,
} from './outcome.ts'

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

it('takes that an order was handed out, to however many, or refused', () => {
  for (const subscribers of [0, 3]) expect(outcomeOfPublished({ subscribers })).toEqual({ kind: 'ok', receipt: null })
  const refusal = { kind: 'overloaded', detail: 'why' }
  expect(outcomeOfPublished({ refusal })).toEqual(refusal)
  for (const strange of [undefined, {}, { subscribers: 'many' }]) expect(outcomeOfPublished(strange).kind).toBe('error')
})

it('waits for the last step of an order that is followed', () => {
  const receipt = receiptFor({ orderId: 'a', customerId: 'b', items: [], note: '' })
  for (const is of ['received', 'working']) expect(outcomeOfStep({ is })).toBeNull()
  expect(outcomeOfStep({ is: 'completed', receipt })).toEqual({ kind: 'ok', receipt })
  const refusal = { kind: 'rejected', detail: 'why' }
  expect(outcomeOfStep({ is: 'refused', refusal })).toEqual(refusal)
  for (const strange of [undefined, null, {}, { is: 'completed' }, { is: 'refused' }, { is: 'received?' }])
    expect(outcomeOfStep(strange)?.kind).toBe('error')
})
