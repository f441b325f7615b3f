/** What this client says, by style and by how much it asks back. */
import type { OptionsOf } from '#core/protocols.ts'

type Selection = OptionsOf<'graphql'>['selection']

const RECEIPT = 'orderId status totalCents noteLength'
const ORDER =
  'orderId customerId note totalCents itemCount items(first: 100) { sku quantity unitPriceCents product { sku orders units } }'

const receipts: Record<Selection, string> = {
  receipt: `{ ${RECEIPT} }`,
  everything: `{ ${RECEIPT} order { ${ORDER} } }`,
}

const progress = (selection: Selection) => `{ kind receipt ${receipts[selection]} refusal { code message } }`

/** request-reply */
export const placing = (selection: Selection) =>
  `mutation PlaceOrder($input: PlaceOrderInput!) { placeOrder(input: $input) ${receipts[selection]} }`

/** async-request-reply: one mutation, and a subscription for its outcome. */
export const accepting = 'mutation AcceptOrder($input: PlaceOrderInput!) { acceptOrder(input: $input) { orderId } }'
export const watching = (selection: Selection) =>
  `subscription WatchOrder($orderId: ID!) { orderProgress(orderId: $orderId) ${progress(selection)} }`

/** stream */
export const following = (selection: Selection) =>
  `subscription PlaceOrder($input: PlaceOrderInput!) { placeOrder(input: $input) ${progress(selection)} }`
