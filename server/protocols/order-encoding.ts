/** Orders and receipts as bytes, in text and in binary, for the protocols that leave the choice. */
import { fromBinary, toBinary } from '@bufbuild/protobuf'
import type { PlaceOrder, Receipt } from '#core/order.ts'
import { PlaceOrderRequestSchema, ReceiptSchema } from '../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { messageOf, orderIn, receiptIn as receiptInMessage, requestOf } from './order-message.ts'
import { receiptIn } from './receipt.ts'

export type Encoding = 'json' | 'protobuf'

export interface OrderEncoding {
  encodeOrder(order: PlaceOrder): Buffer
  /** Whether it is an order is for the service to say. Throws on what is not of this encoding. */
  decodeOrder(bytes: Uint8Array): PlaceOrder
  encodeReceipt(receipt: Receipt): Buffer
  /** Null where the bytes are no receipt. */
  decodeReceipt(bytes: Buffer): Receipt | null
}

const json: OrderEncoding = {
  encodeOrder: (order) => Buffer.from(JSON.stringify(order)),
  decodeOrder: (bytes) => JSON.parse(Buffer.from(bytes).toString('utf8')) as PlaceOrder,
  encodeReceipt: (receipt) => Buffer.from(JSON.stringify(receipt)),
  decodeReceipt: (bytes) => receiptIn(bytes.toString('utf8')),
}

/** `proto/wirelab/orders/v1/orders.proto` */
const protobuf: OrderEncoding = {
  encodeOrder: (order) => Buffer.from(toBinary(PlaceOrderRequestSchema, requestOf(order))),
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
