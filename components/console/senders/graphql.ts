/** graphql-request, over the browser's fetch. */
import { ClientError, GraphQLClient } from 'graphql-request'
import type { PlaceOrder } from '#core/order.ts'
import { fieldsBy, type Writer } from '#core/order-writer.ts'
import {
  type BrowserSender,
  pretty,
  receiptIn,
  type SendOptions,
  type SendResult,
  shortened,
  timed,
} from './exchange.ts'
import { type BrowserOutcome, outcomeOfStatus, outcomeOfThrown } from './outcome.ts'

const PATH = '/api/lab/graphql/graphql'
const RECEIPT = 'orderId status totalCents noteLength'
const ORDER =
  'order { orderId customerId note totalCents itemCount items(first: 100) { sku quantity unitPriceCents product { sku orders units } } }'

export function openGraphql(): BrowserSender {
  return { send, close: () => {} }
}

function send({ order, options, timeoutMs, captureId }: SendOptions): Promise<SendResult> {
  const fields = options.selection === 'everything' ? `${RECEIPT} ${ORDER}` : RECEIPT
  const inputOf = (given: PlaceOrder) => fieldsBy(options.writer as Writer, given)
  const document = `mutation PlaceOrder($input: PlaceOrderInput!) {\n  placeOrder(input: $input) { ${fields} }\n}`
  const resourceUrl = captureId === null ? null : `${PATH}?capture=${captureId}`
  const request = `${document}\n\nvariables: ${pretty({ input: inputOf(shortened(order)) })}`
  return timed(timeoutMs, async (signal) => {
    const client = new GraphQLClient(`${location.origin}${resourceUrl ?? PATH}`, { excludeOperationName: true })
    try {
      const data = await client.request<{ placeOrder?: unknown }>({
        document,
        variables: { input: inputOf(order) },
        signal,
      })
      // GraphQL's enum stands in capitals.
      const placed = data.placeOrder as { status?: string } | undefined
      const receipt = receiptIn({ ...placed, status: placed?.status?.toLowerCase() })
      const outcome: BrowserOutcome = receipt ? { kind: 'ok' } : { kind: 'error', detail: 'data without a receipt' }
      return { outcome, receipt, exchange: { request, response: pretty({ data }) }, resourceUrl }
    } catch (thrown) {
      const known = thrown instanceof ClientError ? thrown.response : null
      const outcome = known ? outcomeOfResponse(known) : outcomeOfThrown(thrown, signal.aborted)
      const response = known ? pretty({ status: known.status, errors: known.errors, body: known.body }) : null
      return { outcome, receipt: null, exchange: { request, response }, resourceUrl }
    }
  })
}

function outcomeOfResponse({ status, errors, body }: ClientError['response']): BrowserOutcome {
  const [first] = errors ?? []
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? '')
  if (!first) return outcomeOfStatus(status, text)
  const code = String(first.extensions?.code ?? first.extensions?.kind ?? '').toLowerCase()
  const kind = /overload|exhausted/.test(code)
    ? 'overloaded'
    : /invalid|bad_user_input/.test(code)
      ? 'invalid'
      : 'rejected'
  return { kind, detail: first.message }
}
