/** What is said on the socket, in Socket.IO's words: events, acks and two rooms. */
import type { PlaceOrder, Receipt } from '#core/order.ts'
import type { RefusalKind } from '#core/refusal.ts'
import type { Progress } from '../progress.ts'

export interface RefusalBody {
  kind: RefusalKind
  detail: string
}

/** The ack of `order:place`. */
export type Reply = { receipt: Receipt } | { refusal: RefusalBody }

/** The ack of `order:publish`: how many were in the room when it was handed out. */
export type Published = { subscribers: number } | { refusal: RefusalBody }

/** How an order goes that is followed; the last is `completed` or `refused`. */
export type Step = Progress | { is: 'refused'; refusal: RefusalBody }

export interface ClientEvents {
  /** An order, with an ack. */
  'order:place': (order: PlaceOrder, ack: (reply: Reply) => void) => void
  /** An order without one: worked on where it can be, and nobody is told. Made for `volatile` emits. */
  'order:hint': (order: PlaceOrder) => void
  /** An order whose progress is pushed to this connection, under the number that is given with it. */
  'order:follow': (number: number, order: PlaceOrder) => void
  /** An order for whoever is in the room {@link SUBSCRIBERS_ROOM}, none of whom answers. */
  'order:publish': (order: PlaceOrder, ack: (reply: Published) => void) => void
  /** From now on be handed every order that is published; acked once that is so. */
  'orders:subscribe': (ack: () => void) => void
  /** From now on hear of every order that is placed; acked once that is so. */
  'orders:join': (ack: () => void) => void
  'orders:leave': (ack: () => void) => void
}

export interface ServerEvents {
  /** To the room {@link ORDERS_ROOM}: an order was placed, by whomever. */
  'order:placed': (receipt: Receipt) => void
  /** To the room {@link SUBSCRIBERS_ROOM}. */
  'order:published': (order: PlaceOrder) => void
  'order:progress': (number: number, step: Step) => void
  /** The last event of a connection: why it is closed. */
  goodbye: (refusal: RefusalBody) => void
}

export const ORDERS_ROOM = 'orders'
export const SUBSCRIBERS_ROOM = 'subscribers'

const KIB = 1024
/** Largest order as JSON: room for the largest payload, its escapes and the rest of the order. */
export const MAX_BODY_BYTES = 512 * KIB
/** Largest WebSocket message: an order, its event name and its ack id. */
export const MAX_MESSAGE_BYTES = MAX_BODY_BYTES + KIB
