/**
 * Protobuf on the wire (protobuf.dev/programming-guides/encoding): records of a tag — field number and wire type in
 * one varint — and a value. Names come from a table of the order's messages; numbers alone tell nothing.
 */
import { type ByteField, FieldList, hexOf, isPrintable, textOf } from './field.ts'

interface Known {
  name: string
  is: 'string' | 'int' | 'status' | MessageName
}

export type MessageName = 'PlaceOrderRequest' | 'OrderItem' | 'Receipt'

/** proto/wirelab/orders/v1/orders.proto */
const messages: Record<MessageName, Record<number, Known>> = {
  PlaceOrderRequest: {
    1: { name: 'order_id', is: 'string' },
    2: { name: 'customer_id', is: 'string' },
    3: { name: 'items', is: 'OrderItem' },
    4: { name: 'note', is: 'string' },
  },
  OrderItem: {
    1: { name: 'sku', is: 'string' },
    2: { name: 'quantity', is: 'int' },
    3: { name: 'unit_price_cents', is: 'int' },
  },
  Receipt: {
    1: { name: 'order_id', is: 'string' },
    2: { name: 'status', is: 'status' },
    3: { name: 'total_cents', is: 'int' },
    4: { name: 'note_length', is: 'int' },
  },
}

const wireTypes: Record<number, string> = { 0: 'VARINT', 1: 'I64', 2: 'LEN', 5: 'I32' }
const MOST_VARINT_BYTES = 10
const MOST_DEPTH = 4

interface Varint {
  value: bigint
  end: number
}

/** Null where there is none, or one longer than 64 bits. */
function readVarint(bytes: Uint8Array, from: number): Varint | null {
  let value = 0n
  for (let i = 0; i < MOST_VARINT_BYTES; i++) {
    const byte = bytes[from + i]
    if (byte === undefined) return null
    value |= BigInt(byte & 0x7f) << BigInt(7 * i)
    if (byte < 0x80) return { value, end: from + i + 1 }
  }
  return null
}

/** Each record as one field, what it holds one level deeper; what is no record any more as one field to the end. */
export function decodeProtobuf(bytes: Uint8Array, message: MessageName): ByteField[] {
  const list = new FieldList(bytes.length)
  decodeInto(list, { bytes, from: 0, to: bytes.length, message, depth: 0 })
  return list.fields
}

interface Part {
  bytes: Uint8Array
  from: number
  to: number
  message: MessageName | null
  depth: number
}

function decodeInto(list: FieldList, { bytes, from, to, message, depth }: Part): void {
  const part = bytes.subarray(0, to)
  for (let at = from; at < to && !list.full; ) {
    const tag = readVarint(part, at)
    const number = tag ? Number(tag.value >> 3n) : 0
    const wireType = tag ? Number(tag.value & 7n) : -1
    const value = tag ? endOfValue(part, tag.end, wireType) : null
    if (!tag || number === 0 || !value) {
      list.add({ from: at, to }, depth, ['not a record'])
      return
    }
    const known = message ? messages[message][number] : undefined
    const name = `${number} ${known?.name ?? '?'} · ${wireTypes[wireType]}`
    const body = { from: value.from, to: value.to }
    const nested = known && wireType === 2 && known.is in messages ? (known.is as MessageName) : null
    list.add({ from: at, to: value.to }, depth, [name, nested ?? spoken(part, { ...body, wireType, is: known?.is })])
    if (nested && depth < MOST_DEPTH) decodeInto(list, { bytes: part, ...body, message: nested, depth: depth + 1 })
    at = value.to
  }
}

function endOfValue(bytes: Uint8Array, at: number, wireType: number): { from: number; to: number } | null {
  switch (wireType) {
    case 0: {
      const varint = readVarint(bytes, at)
      return varint && { from: at, to: varint.end }
    }
    case 1:
      return at + 8 <= bytes.length ? { from: at, to: at + 8 } : null
    case 2: {
      const length = readVarint(bytes, at)
      if (!length || BigInt(bytes.length - length.end) < length.value) return null
      return { from: length.end, to: length.end + Number(length.value) }
    }
    case 5:
      return at + 4 <= bytes.length ? { from: at, to: at + 4 } : null
    default:
      return null
  }
}

function spoken(
  bytes: Uint8Array,
  { from, to, wireType, is }: { from: number; to: number; wireType: number; is: Known['is'] | undefined },
): string {
  if (wireType === 0) {
    const value = BigInt.asIntN(64, readVarint(bytes, from)?.value ?? 0n)
    return is === 'status' && value === 1n ? '1 ORDER_STATUS_PLACED' : String(value)
  }
  const text = textOf(bytes, { from, to })
  return wireType === 2 && isPrintable(text) ? `"${text}"` : hexOf(bytes, { from, to })
}
