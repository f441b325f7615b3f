/** graphql-request for the mutations; a subscription, which it has no word for, is the same POST that takes events. */
import { Agent, type ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import { ClientError, GraphQLClient } from 'graphql-request'
import type { PlaceOrder } from '#core/order.ts'
import { fieldsBy } from '#core/order-writer.ts'
import type { Outcome } from '#core/outcome.ts'
import { type Options, type OptionsOf, protocols, type Style } from '#core/protocols.ts'
import { type Answer, askUntilTold } from '../ask-again.ts'
import { type Failure, outcomeOfAbort, outcomeOfSize } from '../broken-call.ts'
import { deadlineHeaders } from '../deadline.ts'
import type { Addresses, Client, Env } from '../protocol.ts'
import { receiptOf } from '../receipt.ts'
import { createDialler } from '../tls.ts'
import { apart } from '../trace-header.ts'
import { PATH } from './body.ts'
import { accepting, type Back, following, placing, watching } from './documents.ts'
import { BrokenCall, linkFetch, type Pool } from './link-fetch.ts'
import { onlyReceipt, outcomeOfErrors, outcomeOfStrangeResponse } from './outcome.ts'
import { answerIn, outcomeOfPlacing, subscriptionHeaders, type Told, toldIn } from './subscription.ts'

const { largestPayloadBytes } = protocols.graphql

export async function connect(options: Options, env: Env, at: Addresses): Promise<Client> {
  const link = at.call
  if (!link) throw new Error('graphql: no address for the leg "call"')
  const { connections, writer } = options as OptionsOf<'graphql'>
  const { selection } = options as OptionsOf<'graphql'>
  const asked: Back = { selection, padded: (env.responseBytes ?? 0) > 0 }
  const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections })
  agent.createConnection = createDialler(link, options, env, 'http/1.1')
  const underWay = new Set<ClientRequest>()
  const closing = new AbortController()
  const call = callFor(env.style, asked)
  return {
    async perform(given, signal, timeoutMs) {
      const { bare: order, header } = apart(given)
      const tooLarge = outcomeOfSize(Buffer.byteLength(order.note), largestPayloadBytes)
      if (tooLarge) return tooLarge
      if (signal.aborted) return outcomeOfAbort(signal, false)
      return call({
        pool: { agent, link, underWay, header: { ...header, ...deadlineHeaders(env, timeoutMs) } },
        order,
        input: fieldsBy(writer, order),
        signal,
        closing: closing.signal,
      })
    },
    async close() {
      closing.abort(new Error('the client was closed'))
      // First the calls: an agent that loses a socket dials another for whoever still waits for one.
      for (const each of underWay) each.destroy(new Error('the client was closed'))
      // A socket that was being dialled for one of them would otherwise be kept for the next.
      agent.on('free', (socket: Socket) => socket.destroy())
      agent.destroy()
    },
  }
}

/** With what every request for one order says besides: its trace, and how long it will be waited for. */
type TracedPool = Pool & { header: Record<string, string> }

interface Asked {
  pool: TracedPool
  order: PlaceOrder
  /** The order under its writer's names. */
  input: object
  /** Frees the caller at once. */
  signal: AbortSignal
  /** The client is being closed: nothing is asked any more. */
  closing: AbortSignal
}

function callFor(style: Style, selection: Back): (asked: Asked) => Promise<Outcome> {
  switch (style) {
    case 'async-request-reply':
      return (asked) => accept(asked, watching(selection))
    case 'stream':
      return (asked) => follow(asked, following(selection))
    default:
      return (asked) => place(asked, placing(selection))
  }
}

async function place({ pool, input, signal }: Asked, document: string): Promise<Outcome> {
  const data = await mutate({ pool, signal }, document, input)
  if ('kind' in data) return data
  const receipt = receiptOf(data.placeOrder)
  return receipt ? { kind: 'ok', receipt: onlyReceipt(receipt) } : outcomeOfStrangeResponse('data without one')
}

async function follow({ pool, input, signal }: Asked, document: string): Promise<Outcome> {
  const told = await subscribe({ pool, signal }, document, { input })
  return 'kind' in told ? told : outcomeOfPlacing(told)
}

async function accept({ pool, order, input, signal, closing }: Asked, document: string): Promise<Outcome> {
  const data = await mutate({ pool, signal }, accepting, input)
  if ('kind' in data) return data
  if (!data.acceptOrder) return outcomeOfStrangeResponse('data without an acceptance')
  const until = AbortSignal.any([signal, closing])
  const ask = async (): Promise<Answer> => {
    const told = await subscribe({ pool, signal: until }, document, { orderId: order.orderId })
    if (!('kind' in told)) return answerIn(told)
    return until.aborted ? outcomeOfAbort(until, true) : { broken: told.detail }
  }
  return askUntilTold({ ask, signal: until })
}

interface Wire {
  pool: TracedPool
  signal: AbortSignal
}

type Data = { placeOrder?: unknown; acceptOrder?: unknown }

/** The data of the response: whatever came, but no errors with it. */
async function mutate({ pool, signal }: Wire, document: string, input: object): Promise<Data | Failure> {
  const client = new GraphQLClient(urlOf(pool), {
    fetch: linkFetch(pool, signal),
    headers: pool.header,
    // There is one operation in the document, and nobody has to parse it to find its name.
    excludeOperationName: true,
  })
  try {
    return (await client.request<Data | undefined>(document, { input })) ?? {}
  } catch (thrown) {
    if (thrown instanceof BrokenCall) return thrown.outcome
    if (thrown instanceof ClientError) return outcomeOfErrors(thrown.response)
    return outcomeOfStrangeResponse(thrown instanceof Error ? thrown.message : String(thrown))
  }
}

async function subscribe({ pool, signal }: Wire, query: string, variables: object): Promise<Told | Failure> {
  const body = JSON.stringify({ query, variables })
  try {
    const headers = { ...subscriptionHeaders, ...pool.header }
    return await toldIn(await linkFetch(pool, signal)(urlOf(pool), { body, headers }))
  } catch (thrown) {
    if (thrown instanceof BrokenCall) return thrown.outcome
    throw thrown
  }
}

function urlOf({ link: { host, port } }: Pool): string {
  return `http://${host}:${port}${PATH}`
}
