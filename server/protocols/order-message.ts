/** Orders and receipts as protobuf messages, and back. */
import { create, toBinary } from '@bufbuild/protobuf'
import type { PlaceOrder, Receipt } from '#core/order.ts'
import { COUPON, type Writer } from '#core/order-writer.ts'
import {
  OrderStatus,
  type PlaceOrderRequest,
  PlaceOrderRequestSchema,
  type Receipt as ReceiptMessage,
  ReceiptSchema,
} from '../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { OrderOfBuyerSchema, OrderWithCouponSchema } from '../../proto/gen/wirelab/writers/v1/newer_orders_pb.ts'

/** Throws RangeError where a number is not whole: an int64 cannot carry it. */
export function requestOf(order: PlaceOrder): PlaceOrderRequest {
  return create(PlaceOrderRequestSchema, {
    orderId: order.orderId,
    customerId: order.customerId,
    items: order.items.map(({ sku, quantity, unitPriceCents }) => ({
      sku,
      quantity: BigInt(quantity),
      unitPriceCents: BigInt(unitPriceCents),
    })),
    note: order.note,
    traceparent: order.traceparent ?? '',
  })
}

/** The order as its writer's schema has it on the wire. */
export function requestBytesBy(writer: Writer, order: PlaceOrder): Uint8Array {
  const request = requestOf(order)
  const { orderId, customerId, items, note } = request
  switch (writer) {
    case 'current':
      return toBinary(PlaceOrderRequestSchema, request)
    case 'adds-field': {
      const newer = create(OrderWithCouponSchema, { orderId, customerId, items, note, coupon: COUPON })
      return toBinary(OrderWithCouponSchema, newer)
    }
    case 'renames-field':
      return toBinary(OrderOfBuyerSchema, create(OrderOfBuyerSchema, { orderId, buyerId: customerId, items, note }))
  }
}

export function orderIn({ orderId, customerId, items, note, traceparent }: PlaceOrderRequest): PlaceOrder {
  return {
    orderId,
    customerId,
    items: items.map(({ sku, quantity, unitPriceCents }) => ({
      sku,
      quantity: Number(quantity),
      unitPriceCents: Number(unitPriceCents),
    })),
    note,
    ...(traceparent === '' ? {} : { traceparent }),
  }
}

export function messageOf(receipt: Receipt): ReceiptMessage {
  return create(ReceiptSchema, {
    orderId: receipt.orderId,
    status: OrderStatus.PLACED,
    totalCents: BigInt(receipt.totalCents),
    noteLength: BigInt(receipt.noteLength),
    note: receipt.note ?? '',
  })
}

/** Null where the message does not say that the order was placed. */
export function receiptIn(message: ReceiptMessage): Receipt | null {
  if (message.status !== OrderStatus.PLACED) return null
  return {
    orderId: message.orderId,
    status: 'placed',
    totalCents: Number(message.totalCents),
    noteLength: Number(message.noteLength),
    ...(message.note === '' ? {} : { note: message.note }),
  }
}
