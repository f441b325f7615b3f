import { expect, it } from 'vitest'
import { receiptFor } from '#core/order.ts'
import { orderEvent, outcomeOfEvents } from './event-stream.ts'

const receipt = receiptFor({ orderId: 'a.b.1', customerId: 'c', items: [], note: 'two\nlines' })
const received = orderEvent('received', { orderId: 'a.b.1' })

it('is ok once the receipt has come', () => {
  expect(outcomeOfEvents(received + orderEvent('completed', receipt), 200)).toEqual({ kind: 'ok', receipt })
})

it.each([
  [503, 'overloaded'],
  [422, 'invalid'],
  [409, 'rejected'],
  [500, 'error'],
])('reads the status %i of a refusal as %s', (status, kind) => {
  const refused = orderEvent('refused', { title: 'No', status, detail: 'why' })
  expect(outcomeOfEvents(received + refused, 200)).toEqual({ kind, detail: `${status} why` })
})

it.each([
  ['nothing', ''],
  ['no end', received],
  ['half an end', received + orderEvent('completed', receipt).slice(0, -1)],
])('does not know what became of an order when it was told %s', (_, text) => {
  expect(outcomeOfEvents(text, 200).kind).toBe('reset')
})

it.each([
  ['completed', 'event: completed\ndata: {}\n\n'],
  ['refused', 'event: refused\ndata: <no>\n\n'],
])('calls a %s that it cannot read an error', (_, text) => {
  expect(outcomeOfEvents(text, 200).kind).toBe('error')
})

it('reads what others write: line ends, comments, other fields, no space, several lines of data', () => {
  const [first, ...rest] = JSON.stringify(receipt, null, 1).split('\n')
  const lines = [
    ': hello',
    '',
    'id: 7',
    'event:completed',
    `data:${first}`,
    ...rest.map((line) => `data: ${line}`),
    '',
    '',
  ]
  for (const end of ['\n', '\r\n', '\r']) expect(outcomeOfEvents(lines.join(end), 200)).toEqual({ kind: 'ok', receipt })
})
