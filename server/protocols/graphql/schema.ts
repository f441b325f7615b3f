/** The schema: the bench's one workload as a mutation, the last orders as queries, what happens as a subscription. */
import { GraphQLScalarType, Kind } from 'graphql'
import { createGraphQLError, createSchema, type YogaInitialContext } from 'graphql-yoga'
import type { OrderItem, PlaceOrder, Receipt } from '#core/order.ts'
import { DEADLINE_HEADER, untilDeadline } from '../deadline.ts'
import { Jobs } from '../jobs.ts'
import { type ExecutedBy, refusalOf, type Service } from '../protocol.ts'
import { joined, TRACEPARENT } from '../trace-header.ts'
import { DEFAULT_FIRST, MAX_FIRST } from './limits.ts'
import type { OrderEvent, OrderFeed } from './order-feed.ts'
import { type OrderProgress, progressOf } from './order-progress.ts'
import type { OrderStore, StoredOrder } from './order-store.ts'
import { codeByRefusal, UNKNOWN_ORDER } from './outcome.ts'
import type { ProductLoader } from './product-loader.ts'

export interface RequestContext {
  products: ProductLoader
  /** Of the receipt that is answered, where its padding is not selected. */
  padding: string | null
}

type Context = RequestContext & YogaInitialContext
type Input = { input: PlaceOrder }

export interface SchemaParts {
  service: Service
  store: OrderStore
  feed: OrderFeed
  maxSubscribers: number
}

const typeDefs = /* GraphQL */ `
  "A whole number that a double holds exactly: GraphQL's own Int ends at 2³¹ − 1."
  scalar WholeNumber

  type Query {
    "One of the last orders; null where it is not kept (any more)."
    order(orderId: ID!): Order
    "The last orders, newest first; after: the id of the last one of the page before."
    orders(first: Int! = ${DEFAULT_FIRST}, after: ID): [Order!]!
  }

  type Mutation {
    placeOrder(input: PlaceOrderInput!): Receipt!
    "Says yes before the order is done; it is worked on from here on, whoever waits. orderProgress tells how it ends."
    acceptOrder(input: PlaceOrderInput!): AcceptedOrder!
  }

  type Subscription {
    "Every order from now on, as it comes and as it ends."
    orderEvents: OrderEvent!
    "What becomes of an accepted order, until it has ended; asked again, it says the same again."
    orderProgress(orderId: ID!): OrderProgress!
    "Places the order and tells what becomes of it. By POST only, as a mutation: it changes something."
    placeOrder(input: PlaceOrderInput!): OrderProgress!
  }

  input PlaceOrderInput {
    orderId: ID!
    customerId: ID!
    items: [OrderItemInput!]!
    note: String! = ""
  }

  input OrderItemInput {
    sku: ID!
    quantity: WholeNumber!
    unitPriceCents: WholeNumber!
  }

  enum ReceiptStatus {
    placed
  }

  type Receipt {
    orderId: ID!
    status: ReceiptStatus!
    totalCents: WholeNumber!
    "Length of the note that arrived, in UTF-16 code units."
    noteLength: Int!
    "Padding, where there is any."
    note: String
    "Null where it was too large to be kept, or others have come since."
    order: Order
  }

  type Order {
    orderId: ID!
    customerId: ID!
    note: String!
    totalCents: WholeNumber!
    itemCount: Int!
    items(first: Int! = ${DEFAULT_FIRST}): [OrderItem!]!
  }

  type OrderItem {
    sku: ID!
    quantity: WholeNumber!
    unitPriceCents: WholeNumber!
    product: Product!
  }

  "A product, as the orders that are kept know it."
  type Product {
    sku: ID!
    "Orders with this product."
    orders: Int!
    "Units of it in them."
    units: WholeNumber!
  }

  enum OrderEventKind {
    RECEIVED
    COMPLETED
    REFUSED
  }

  type AcceptedOrder {
    orderId: ID!
  }

  type OrderProgress {
    kind: OrderEventKind!
    orderId: ID!
    "Of the last one, where the order is completed."
    receipt: Receipt
    "Of the last one, where the order is refused."
    refusal: Refusal
  }

  type Refusal {
    "As in the extensions of an error."
    code: String!
    message: String!
  }

  type OrderEvent {
    kind: OrderEventKind!
    orderId: ID!
    "Null until it is completed."
    order: Order
    "Events that were not told, just before this one: the subscriber did not keep up."
    missed: Int!
  }
`

const WholeNumber = new GraphQLScalarType<number, number>({
  name: 'WholeNumber',
  serialize: wholeNumber,
  parseValue: wholeNumber,
  parseLiteral: (node) => wholeNumber(node.kind === Kind.INT ? Number(node.value) : undefined),
})

export function makeSchema({ service, store, feed, maxSubscribers }: SchemaParts) {
  const jobs = new Jobs()
  const work = async (order: PlaceOrder, by?: ExecutedBy) => {
    feed.tell('RECEIVED', order)
    try {
      const receipt = await service.execute(order, by)
      store.add(order, receipt.totalCents)
      feed.tell('COMPLETED', order)
      return receipt
    } catch (thrown) {
      feed.tell('REFUSED', order)
      throw thrown
    }
  }
  const place = async (_: unknown, { input }: Input, context: Context) => {
    const { request } = context
    const order = orderIn(input, request)
    const deadline = request.headers.get(DEADLINE_HEADER)
    const receipt = await untilDeadline(deadline, (by) => work(order, by)).catch(refused)
    context.padding = receipt.note ?? null
    return receipt
  }
  const accept = (order: PlaceOrder) => jobs.accept(order.orderId, () => work(order)).catch(refused)
  const acceptOrder = async (_: unknown, { input }: Input, { request }: Context) => {
    await accept(orderIn(input, request))
    return { orderId: input.orderId }
  }
  const watchOrder = (_: unknown, { orderId }: { orderId: string }, { request }: Context) => {
    const job = jobs.find(orderId)
    if (job) return progressOf(orderId, job, request.signal)
    const message = `no order '${orderId}' was accepted lately`
    throw createGraphQLError(message, { extensions: { code: UNKNOWN_ORDER } })
  }
  const followOrder = async (_: unknown, { input }: Input, { request }: Context) => {
    if (request.method !== 'POST') refuseMethod(request.method)
    return progressOf(input.orderId, await accept(orderIn(input, request)), request.signal)
  }
  const subscribe = () => {
    if (feed.subscribers < maxSubscribers) return feed.subscribe()
    const message = `there are ${maxSubscribers} subscribers already, the limit`
    throw createGraphQLError(message, { extensions: { code: codeByRefusal.overloaded } })
  }
  const told = (progress: OrderProgress, _: unknown, context: Context) => {
    context.padding = progress.receipt?.note ?? null
    return progress
  }
  return createSchema<RequestContext>({
    typeDefs,
    resolvers: {
      WholeNumber,
      Query: {
        order: (_: unknown, { orderId }: { orderId: string }) => store.order(orderId),
        orders: (_: unknown, { first, after }: { first: number; after?: string | null }) =>
          store.latest(pageOf(first), after ?? undefined),
      },
      Mutation: { placeOrder: place, acceptOrder },
      Subscription: {
        orderEvents: { subscribe, resolve: (event: OrderEvent) => event },
        orderProgress: { subscribe: watchOrder, resolve: told },
        placeOrder: { subscribe: followOrder, resolve: told },
      },
      Receipt: {
        order: ({ orderId }: { orderId: string }) => store.order(orderId),
        note: ({ note }: Receipt, _: unknown, context: Context) => {
          context.padding = null
          return note ?? null
        },
      },
      Order: {
        itemCount: ({ items }: StoredOrder) => items.length,
        items: ({ items }: StoredOrder, { first }: { first: number }) => items.slice(0, pageOf(first)),
      },
      OrderItem: { product: ({ sku }: OrderItem, _: unknown, { products }: RequestContext) => products.load(sku) },
      OrderEvent: {
        orderId: ({ order }: OrderEvent) => order.orderId,
        order: ({ order }: OrderEvent) => store.order(order.orderId),
      },
    },
  })
}

function orderIn(input: PlaceOrder, { headers }: Request): PlaceOrder {
  return joined({ ...input, items: input.items.map((item) => ({ ...item })) }, headers.get(TRACEPARENT))
}

function refused(thrown: unknown): never {
  const { kind, detail, retryAfterS } = refusalOf(thrown)
  const retry = retryAfterS === undefined ? {} : { retryAfterS }
  throw createGraphQLError(detail, { extensions: { code: codeByRefusal[kind], ...retry } })
}

/** A link on any page sends a GET. Yoga refuses mutations by GET itself, and with the same words. */
function refuseMethod(method: string): never {
  throw createGraphQLError(`an order is placed by POST, not by ${method}`, {
    extensions: { code: 'BAD_REQUEST', http: { status: 405, headers: { Allow: 'POST' } } },
  })
}

function pageOf(first: number): number {
  if (first >= 0 && first <= MAX_FIRST) return first
  const message = `first is ${first}, it may be 0 to ${MAX_FIRST}`
  throw createGraphQLError(message, { extensions: { code: codeByRefusal.invalid } })
}

function wholeNumber(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw createGraphQLError('WholeNumber is a whole number between −(2⁵³ − 1) and 2⁵³ − 1')
}
