/**
 * Frames of the lab's own TCP protocol, big-endian:
 *
 *     frame = length id kind body
 *     length = u32 ; bytes that follow
 *     id     = u32 ; of the request; 0 where no reply is asked for
 *     kind   = u8
 */
import { type ByteField, FieldList, textOf, uint } from './field.ts'
import { decodeProtobuf } from './protobuf.ts'

const HEADER_BYTES = 9
const kinds: Record<number, string> = {
  1: 'order',
  2: 'receipt',
  3: 'refusal',
  4: 'goodbye',
  5: 'order-protobuf',
  6: 'receipt-protobuf',
  7: 'stream-order',
  8: 'stream-order-protobuf',
  9: 'progress',
}
/** Message of orders.proto in the body; the others are JSON. */
const protobufOf: Record<number, 'PlaceOrderRequest' | 'Receipt'> = {
  5: 'PlaceOrderRequest',
  6: 'Receipt',
  8: 'PlaceOrderRequest',
}

export function decodeTcpFrames(bytes: Uint8Array): ByteField[] {
  const list = new FieldList(bytes.length)
  for (let at = 0; at < bytes.length && !list.full; ) {
    const length = uint(bytes, at, 4)
    const id = uint(bytes, at + 4, 4)
    const kind = uint(bytes, at + 8, 1)
    if (length === undefined || id === undefined || kind === undefined || length < HEADER_BYTES - 4) {
      list.add({ from: at, to: bytes.length }, 0, ['not a whole frame'])
      break
    }
    const to = Math.min(at + 4 + length, bytes.length)
    const body = { from: at + HEADER_BYTES, to }
    list.add({ from: at, to }, 0, [`frame ${kinds[kind] ?? '?'}`, `${length + 4} bytes`])
    list.add({ from: at, to: at + 4 }, 1, ['length', String(length)])
    list.add({ from: at + 4, to: at + 8 }, 1, ['id', String(id)])
    list.add({ from: at + 8, to: at + 9 }, 1, ['kind', `${kind} ${kinds[kind] ?? '?'}`])
    const message = protobufOf[kind]
    if (message) {
      list.add(body, 1, ['body', 'protobuf'])
      list.addMapped(decodeProtobuf(bytes.subarray(body.from, body.to), message), [body], 2)
    } else list.add(body, 1, ['body JSON', textOf(bytes, body)])
    at += 4 + length
  }
  return list.fields
}
