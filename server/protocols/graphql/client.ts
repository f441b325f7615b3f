/** graphql-request: the mutation `placeOrder`, with few fields asked for or all of them. */
import { Agent, type ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import { ClientError, GraphQLClient } from 'graphql-request'
import type { PlaceOrder } from '#core/order.ts'
import type { Outcome } from '#core/outcome.ts'
import { type Options, type OptionsOf, protocols } from '#core/protocols.ts'
import { outcomeOfAbort, outcomeOfSize } from '../broken-call.ts'
import type { Addresses, Client, Env } from '../protocol.ts'
import { receiptOf } from '../receipt.ts'
import { createDialler } from '../tls.ts'
import { PATH } from './body.ts'
import { BrokenCall, linkFetch, type Pool } from './link-fetch.ts'
import { outcomeOfErrors, outcomeOfStrangeResponse } from './outcome.ts'

const { largestPayloadBytes } = protocols.graphql

const RECEIPT = 'orderId status totalCents noteLength'
const ORDER =
  'orderId customerId note totalCents itemCount items(first: 100) { sku quantity unitPriceCents product { sku orders units } }'

const documents: Record<OptionsOf<'graphql'>['selection'], string> = {
  receipt: `mutation PlaceOrder($input: PlaceOrderInput!) { placeOrder(input: $input) { ${RECEIPT} } }`,
  everything: `mutation PlaceOrder($input: PlaceOrderInput!) { placeOrder(input: $input) { ${RECEIPT} order { ${ORDER} } } }`,
}

export async function connect(options: Options, env: Env, at: Addresses): Promise<Client> {
  const link = at.call
  if (!link) throw new Error('graphql: no address for the leg "call"')
  const { connections, selection } = options as OptionsOf<'graphql'>
  const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections })
  agent.createConnection = createDialler(link, options, env, 'http/1.1')
  const underWay = new Set<ClientRequest>()
  return {
    async perform(order, signal) {
      const tooLarge = outcomeOfSize(Buffer.byteLength(order.note), largestPayloadBytes)
      if (tooLarge) return tooLarge
      if (signal.aborted) return outcomeOfAbort(signal, false)
      return send({ agent, link, underWay }, { document: documents[selection], order, signal })
    },
    async close() {
      // First the calls: an agent that loses a socket dials another for whoever still waits for one.
      for (const call of underWay) call.destroy(new Error('the client was closed'))
      // A socket that was being dialled for one of them would otherwise be kept for the next.
      agent.on('free', (socket: Socket) => socket.destroy())
      agent.destroy()
    },
  }
}

interface Operation {
  document: string
  order: PlaceOrder
  signal: AbortSignal
}

async function send(pool: Pool, { document, order, signal }: Operation): Promise<Outcome> {
  const { host, port } = pool.link
  const client = new GraphQLClient(`http://${host}:${port}${PATH}`, {
    fetch: linkFetch(pool, signal),
    // There is one operation in the document, and nobody has to parse it to find its name.
    excludeOperationName: true,
  })
  try {
    const data = await client.request<{ placeOrder?: unknown } | undefined>(document, { input: order })
    const receipt = receiptOf(data?.placeOrder)
    return receipt ? { kind: 'ok', receipt: onlyReceipt(receipt) } : outcomeOfStrangeResponse('data without one')
  } catch (thrown) {
    if (thrown instanceof BrokenCall) return thrown.outcome
    if (thrown instanceof ClientError) return outcomeOfErrors(thrown.response)
    return outcomeOfStrangeResponse(thrown instanceof Error ? thrown.message : String(thrown))
  }
}

/** Without the order that came with it. */
function onlyReceipt({ orderId, status, totalCents, noteLength }: NonNullable<ReturnType<typeof receiptOf>>) {
  return { orderId, status, totalCents, noteLength }
}
