/** What this client says, by style and by how much it asks back. */
import type { OptionsOf } from '#core/protocols.ts'

type Selection = OptionsOf<'graphql'>['selection']

const RECEIPT = 'orderId status totalCents noteLength'
const ORDER =
  'orderId customerId note totalCents itemCount items(first: 100) { sku quantity unitPriceCents product { sku orders units } }'

/** What is asked back. */
export interface Back {
  selection: Selection
  /** The receipt is padded: the padding is to come, too. */
  padded: boolean
}

function receipt({ selection, padded }: Back): string {
  const fields = padded ? `${RECEIPT} note` : RECEIPT
  return selection === 'everything' ? `{ ${fields} order { ${ORDER} } }` : `{ ${fields} }`
}

const progress = (back: Back) => `{ kind receipt ${receipt(back)} refusal { code message } }`

/** request-reply */
export const placing = (back: Back) =>
  `mutation PlaceOrder($input: PlaceOrderInput!) { placeOrder(input: $input) ${receipt(back)} }`

/** async-request-reply: one mutation, and a subscription for its outcome. */
export const accepting = 'mutation AcceptOrder($input: PlaceOrderInput!) { acceptOrder(input: $input) { orderId } }'
export const watching = (back: Back) =>
  `subscription WatchOrder($orderId: ID!) { orderProgress(orderId: $orderId) ${progress(back)} }`

/** stream */
export const following = (back: Back) =>
  `subscription PlaceOrder($input: PlaceOrderInput!) { placeOrder(input: $input) ${progress(back)} }`
