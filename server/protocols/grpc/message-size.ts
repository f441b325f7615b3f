import { toBinary, toJsonString } from '@bufbuild/protobuf'
import { type PlaceOrderRequest, PlaceOrderRequestSchema } from '../../../proto/gen/wirelab/orders/v1/orders_pb.ts'

const KIB = 1024
/** Largest message: room for the largest payload, its escapes in JSON and the rest of the order. */
export const MAX_MESSAGE_BYTES = 512 * KIB

/** A character of one UTF-16 code unit takes at most six bytes, as `\u0000` in JSON. */
const MAX_BYTES_PER_CODE_UNIT = 6
/** More than the field names, the numbers and the names that an order or an item carries besides its texts. */
const FRAME_BYTES = 256

export type Encoding = 'protobuf' | 'json'

/** Bytes of the message as it is encoded, or 0 where it is far from the largest: measuring is encoding it once more. */
export function messageBytesOf(request: PlaceOrderRequest, encoding: Encoding): number {
  const { orderId, customerId, items, note } = request
  const codeUnits = items.reduce((sum, { sku }) => sum + sku.length + FRAME_BYTES, 0)
  const atMost = (orderId.length + customerId.length + note.length + codeUnits + FRAME_BYTES) * MAX_BYTES_PER_CODE_UNIT
  if (atMost <= MAX_MESSAGE_BYTES) return 0
  if (encoding === 'json') return Buffer.byteLength(toJsonString(PlaceOrderRequestSchema, request))
  return toBinary(PlaceOrderRequestSchema, request).byteLength
}
