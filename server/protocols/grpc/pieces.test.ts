import { create } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OrderPiece, OrderPieceSchema } from '../../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { orderIn, requestOf } from '../order-message.ts'
import { assembled, piecesOf } from './pieces.ts'

async function* sent(pieces: Iterable<OrderPiece>) {
  yield* pieces
}

const piece = (is: OrderPiece['piece']) => create(OrderPieceSchema, { piece: is })
const empty = { orderId: 'a', customerId: 'c', items: [], note: '' }
const head = () => piecesOf(requestOf(empty)).next().value as OrderPiece

describe('an order in pieces', () => {
  it('is the same order when it is put together, whatever its note holds and wherever it is cut', async () => {
    const text = fc.string({ unit: 'binary' })
    const item = fc.record({ sku: text, quantity: fc.maxSafeNat(), unitPriceCents: fc.maxSafeNat() })
    const note = fc.tuple(text, fc.constantFrom('x', '주', '🧾', 'x🧾'), fc.nat(20_000))
    await fc.assert(
      fc.asyncProperty(text, fc.array(item), note, async (orderId, items, [before, unit, times]) => {
        const order = { orderId, customerId: 'c', items, note: before + unit.repeat(times) }
        const pieces = [...piecesOf(requestOf(order))]
        // Half a character is no text that protobuf can carry.
        for (const { piece: is } of pieces) if (is.case === 'note') expect(is.value.isWellFormed()).toBe(true)
        expect(orderIn(await assembled(sent(pieces)))).toEqual(order)
      }),
      { numRuns: 50 },
    )
  })

  it.each([
    ['nothing', () => []],
    ['no head', () => [piece({ case: 'note', value: 'x' })]],
    ['two heads', () => [head(), head()]],
    ['less than its head says', () => [...piecesOf(requestOf({ ...empty, note: 'x' }))].slice(0, -1)],
    ['more than its head says', () => [head(), piece({ case: 'note', value: 'x' })]],
    ['a piece that is none', () => [head(), piece({ case: undefined })]],
    [
      'more than any order holds',
      () => [head(), ...Array(40).fill(piece({ case: 'note', value: 'x'.repeat(16_384) }))],
    ],
    ['any number of empty pieces', () => [head(), ...Array(20_000).fill(piece({ case: 'note', value: '' }))]],
  ] as const)('is refused where there is %s', async (_, pieces) => {
    await expect(assembled(sent(pieces()))).rejects.toMatchObject({ kind: 'invalid' })
  })
})
