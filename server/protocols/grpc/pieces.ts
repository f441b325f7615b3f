/** One order on a stream, in pieces, and put together again. */
import { create } from '@bufbuild/protobuf'
import {
  type OrderHead,
  type OrderItem,
  type OrderPiece,
  OrderPieceSchema,
  type PlaceOrderRequest,
  PlaceOrderRequestSchema,
} from '../../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { ServiceRefusal } from '../protocol.ts'
import { MAX_MESSAGE_BYTES } from './message-size.ts'

/** Of the note in one piece, UTF-16 code units. */
const NOTE_PIECE_LENGTH = 16 * 1024
/** What a piece takes in memory besides its text, so that no number of empty ones is too many. */
const PIECE_BYTES = 64
const BYTES_PER_CODE_UNIT = 2
const MAX_ORDER_BYTES = MAX_MESSAGE_BYTES * BYTES_PER_CODE_UNIT

export function* piecesOf({ orderId, customerId, items, note }: PlaceOrderRequest): Generator<OrderPiece> {
  const head = { orderId, customerId, itemCount: items.length, noteLength: note.length }
  yield create(OrderPieceSchema, { piece: { case: 'head', value: head } })
  for (const item of items) yield create(OrderPieceSchema, { piece: { case: 'item', value: item } })
  for (let from = 0; from < note.length; ) {
    const to = endOfPiece(note, from + NOTE_PIECE_LENGTH)
    yield create(OrderPieceSchema, { piece: { case: 'note', value: note.slice(from, to) } })
    from = to
  }
}

/** A pair of surrogates is one character: half of it is no text that protobuf can carry. */
function endOfPiece(note: string, at: number): number {
  const cutsCharacter = (note.codePointAt(at - 1) ?? 0) > 0xffff
  return cutsCharacter ? at + 1 : at
}

/** Rejects with a {@link ServiceRefusal} what grows over any order, has no head or two, or is not whole. */
export async function assembled(pieces: AsyncIterable<OrderPiece>): Promise<PlaceOrderRequest> {
  let head: OrderHead | null = null
  const items: OrderItem[] = []
  const notes: string[] = []
  let bytes = 0
  const take = (codeUnits: number) => {
    bytes += PIECE_BYTES + codeUnits * BYTES_PER_CODE_UNIT
    if (bytes > MAX_ORDER_BYTES) throw new ServiceRefusal('invalid', 'the pieces are more than an order holds')
  }
  for await (const { piece } of pieces) {
    if (piece.case === 'head' ? head !== null : head === null) {
      throw new ServiceRefusal('invalid', 'the head of an order comes first, and once')
    }
    switch (piece.case) {
      case 'head':
        take(piece.value.orderId.length + piece.value.customerId.length)
        head = piece.value
        break
      case 'item':
        take(piece.value.sku.length)
        items.push(piece.value)
        break
      case 'note':
        take(piece.value.length)
        notes.push(piece.value)
        break
      case undefined:
        throw new ServiceRefusal('invalid', 'a piece is the head, an item or a part of the note')
    }
  }
  if (!head) throw new ServiceRefusal('invalid', 'no piece of an order came')
  const { orderId, customerId, itemCount, noteLength } = head
  const note = notes.join('')
  if (items.length !== itemCount || note.length !== noteLength) {
    throw new ServiceRefusal('invalid', 'the pieces are not what the head says is to come')
  }
  return create(PlaceOrderRequestSchema, { orderId, customerId, items, note })
}
