/** Orders and receipts as bytes, in text and in binary, for the protocols that leave the choice. */
import { fromBinary, toBinary } from '@bufbuild/protobuf'
import type { PlaceOrder, Receipt } from '#core/order.ts'
import { fieldsBy, type Writer } from '#core/order-writer.ts'
import { PlaceOrderRequestSchema, ReceiptSchema } from '../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { messageOf, orderIn, receiptIn as receiptInMessage, requestBytesBy } from './order-message.ts'
import { receiptIn } from './receipt.ts'

export type Encoding = 'json' | 'protobuf'

export interface OrderEncoding {
  /** @param writer whose names and fields: the reader's own unless given */
  encodeOrder(order: PlaceOrder, writer?: Writer): Buffer
  /** Whether it is an order is for the service to say. Throws on what is not of this encoding. */
  decodeOrder(bytes: Uint8Array): PlaceOrder
  encodeReceipt(receipt: Receipt): Buffer
  /** Null where the bytes are no receipt. */
  decodeReceipt(bytes: Buffer): Receipt | null
}

const json: OrderEncoding = {
  encodeOrder: (order, writer = 'current') => Buffer.from(JSON.stringify(fieldsBy(writer, order))),
  decodeOrder: (bytes) => knownIn(JSON.parse(Buffer.from(bytes).toString('utf8'))) as PlaceOrder,
  encodeReceipt: (receipt) => Buffer.from(JSON.stringify(receipt)),
  decodeReceipt: (bytes) => receiptIn(bytes.toString('utf8')),
}

/** `proto/wirelab/orders/v1/orders.proto` */
const protobuf: OrderEncoding = {
  encodeOrder: (order, writer = 'current') => Buffer.from(requestBytesBy(writer, order)),
  decodeOrder: (bytes) => orderIn(fromBinary(PlaceOrderRequestSchema, bytes)),
  encodeReceipt: (receipt) => Buffer.from(toBinary(ReceiptSchema, messageOf(receipt))),
  decodeReceipt(bytes) {
    try {
      return receiptInMessage(fromBinary(ReceiptSchema, bytes))
    } catch {
      return null
    }
  },
}

export const orderEncodings: Record<Encoding, OrderEncoding> = { json, protobuf }

/** What a reader of JSON does not know it leaves alone; what is missing or wrong is for the service to say. */
function knownIn(value: unknown): unknown {
  if (!isRecord(value)) return value
  const { orderId, customerId, items, note, traceparent } = value
  const known = { orderId, customerId, items: Array.isArray(items) ? items.map(knownInItem) : items, note }
  return typeof traceparent === 'string' ? { ...known, traceparent } : known
}

function knownInItem(item: unknown): unknown {
  if (!isRecord(item)) return item
  const { sku, quantity, unitPriceCents } = item
  return { sku, quantity, unitPriceCents }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
