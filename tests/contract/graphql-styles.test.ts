/** Orders that are accepted and subscribed to, or placed by subscribing: as any client sees them, and as ours does. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { defaultsOf } from '#core/fields.ts'
import { receiptFor } from '#core/order.ts'
import { verdictOf } from '#core/outcome.ts'
import { protocols } from '#core/protocols.ts'
import { refusalKinds, ServiceRefusal } from '#core/refusal.ts'
import { graphqlLimits, serveGraphQL } from '#server/protocols/graphql/backend.ts'
import { connect } from '#server/protocols/graphql/client.ts'
import type { Service } from '#server/protocols/protocol.ts'
import { eventsIn } from '#server/protocols/server-sent-events.ts'
import { contract } from './contract.ts'
import { expectNoNewHandles, openHandles } from './handles.ts'
import { heldService } from './held-service.ts'
import { eventually, type Lab, never, openLab, orderOf } from './lab.ts'

const later = 'async-request-reply' as const
const stream = 'stream' as const

contract('graphql', { style: later })
contract('graphql', { style: stream })
contract('graphql', { style: stream, options: { selection: 'everything', tls: 'tls' } })

const order = orderOf(1)
const { orderId } = order
const down = { id: 'down', type: 'down', stream: 'downstream', toxicity: 1, attributes: {} } as const
const LOOK_MS = 20
const QUIET_LOOKS = 10
const SOON_MS = 5000

const PROGRESS = '{ kind orderId receipt { orderId status totalCents noteLength } refusal { code message } }'
const ACCEPT = 'mutation ($input: PlaceOrderInput!) { acceptOrder(input: $input) { orderId } }'
const FOLLOW = `subscription ($input: PlaceOrderInput!) { placeOrder(input: $input) ${PROGRESS} }`
const WATCH = `subscription ($orderId: ID!) { orderProgress(orderId: $orderId) ${PROGRESS} }`

async function serving(service: Service) {
  const server = await serveGraphQL(service, { products: 'batched', limits: graphqlLimits })
  const url = `http://127.0.0.1:${server.address?.port}/graphql`
  const post = (query: string, variables: object, accept = 'text/event-stream', signal?: AbortSignal) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query, variables }),
      ...(signal ? { signal } : {}),
    })
  const resultsIn = async (response: Response) =>
    [...eventsIn(await response.text())].filter(({ name }) => name === 'next').map(({ data }) => JSON.parse(data))
  return {
    url,
    post,
    accept: async () => (await post(ACCEPT, { input: order }, 'application/json')).json(),
    watch: async () => resultsIn(await post(WATCH, { orderId })),
    resultsIn,
    [Symbol.asyncDispose]: () => server.close(),
  }
}

/** The caller has been told that its order is taken, and waits for its end: nothing moves any more. */
async function taken(lab: Lab): Promise<void> {
  const { counters } = lab.firstLink()
  await eventually(() => expect(lab.executed).toHaveLength(1))
  for (let quiet = 0, before = -1; quiet < QUIET_LOOKS; await delay(LOOK_MS)) {
    const { up, down } = counters.read()
    quiet = up + down === before ? quiet + 1 : 0
    before = up + down
  }
}

const completed = { kind: 'COMPLETED', orderId, receipt: receiptFor(order), refusal: null }

describe('GraphQL: accepted, then subscribed to', () => {
  it('is accepted before it is done; whoever subscribes is told how it ends, then and later', async () => {
    const service = heldService()
    await using server = await serving(service)
    expect(await server.accept()).toEqual({ data: { acceptOrder: { orderId } } })
    const response = await server.post(WATCH, { orderId })
    service.finish(order)
    expect(await server.resultsIn(response)).toEqual([
      { data: { orderProgress: { kind: 'RECEIVED', orderId, receipt: null, refusal: null } } },
      { data: { orderProgress: completed } },
    ])
    expect(await server.watch()).toEqual([{ data: { orderProgress: completed } }])
  })

  it('has the refusal as its last event', async () => {
    const service = heldService()
    await using server = await serving(service)
    await server.accept()
    service.reject(order, 'sold out')
    const refusal = { code: 'REJECTED', message: 'sold out' }
    expect((await server.watch()).at(-1)).toEqual({
      data: { orderProgress: { kind: 'REFUSED', orderId, receipt: null, refusal } },
    })
  })

  it('is not accepted when it is refused at once, and nobody knows it', async () => {
    await using server = await serving({
      execute: async () => {
        throw new ServiceRefusal('overloaded', 'the queue is full')
      },
    })
    expect(await server.accept()).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED' } }] })
    expect(await server.watch()).toMatchObject([{ errors: [{ extensions: { code: 'UNKNOWN_ORDER' } }] }])
  })

  it('is unknown, not refused, when the wire stays down after it was accepted', async () => {
    const { execute } = heldService()
    await using lab = await openLab('graphql', { style: later, execute })
    const outcome = lab.client.perform(order, never)
    await taken(lab)
    lab.firstLink().setFault(down)
    expect((await outcome).kind).toBe('reset')
    expect(lab.executed).toEqual([order])
  })

  it('has the receipt although the wire was down for a question', async () => {
    const service = heldService()
    await using lab = await openLab('graphql', { style: later, execute: service.execute })
    const outcome = lab.client.perform(order, never)
    await taken(lab)
    lab.firstLink().setFault(down)
    await lab.firstLink().clearFault(down.id)
    service.finish(order)
    expect(await outcome).toEqual({ kind: 'ok', receipt: receiptFor(order) })
    expect(lab.executed).toEqual([order])
  })

  it('lets go of its caller at the deadline and when the client is closed, and goes on with the work', async () => {
    const service = heldService()
    await using lab = await openLab('graphql', { style: later, execute: service.execute })
    expect((await lab.client.perform(order, AbortSignal.timeout(300))).kind).toBe('timeout')
    const waiting = lab.client.perform(orderOf(2), never)
    await eventually(() => expect(lab.executed).toHaveLength(2))
    const begunMs = performance.now()
    await lab.client.close()
    expect(verdictOf((await waiting).kind)).toBe('unknown')
    expect(performance.now() - begunMs).toBeLessThan(SOON_MS)
    await eventually(() => expect(lab.firstLink().diagnostics().openConnections).toBe(0))
    expect(service.works.get(orderId)?.signal).toBeUndefined()
  })
})

describe('GraphQL: placed by a subscription', () => {
  it('is received, then completed, over SSE; and kept like any other', async () => {
    await using server = await serving({ execute: async (given) => delay(50, receiptFor(given)) })
    const response = await server.post(FOLLOW, { input: order })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect(await server.resultsIn(response)).toEqual([
      { data: { placeOrder: { kind: 'RECEIVED', orderId, receipt: null, refusal: null } } },
      { data: { placeOrder: completed } },
    ])
    const kept = await server.post('query ($orderId: ID!) { order(orderId: $orderId) { note } }', { orderId }, '*/*')
    expect(await kept.json()).toEqual({ data: { order: { note: order.note } } })
  })

  it.each(['text/event-stream', '*/*', 'application/json'])('is placed by no GET that takes %s', async (accept) => {
    const executed: string[] = []
    await using server = await serving({
      execute: async (given) => {
        executed.push(given.orderId)
        return receiptFor(given)
      },
    })
    const query = 'subscription { placeOrder(input: { orderId: "a", customerId: "c", items: [] }) { kind } }'
    const response = await fetch(`${server.url}?query=${encodeURIComponent(query)}`, { headers: { accept } })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
    expect(await response.text()).toContain('BAD_REQUEST')
    expect(executed).toEqual([])
  })

  it('is held to the limits of any query before anything is placed', async () => {
    const service = heldService()
    await using server = await serving(service)
    const costly = Array.from({ length: 40 }, (_, n) => `a${n}: items(first: 100) { sku quantity unitPriceCents }`)
    const query = FOLLOW.replace('noteLength', `noteLength order { ${costly.join(' ')} }`)
    const [result] = await server.resultsIn(await server.post(query, { input: order }))
    expect(result.errors[0].extensions.code).toBe('QUERY_TOO_COSTLY')
    expect(service.works.size).toBe(0)
  })

  it.each(refusalKinds)('tells the caller of the refusal %s that came later, in both styles', async (kind) => {
    for (const style of [later, stream]) {
      const refusal = Promise.withResolvers<never>()
      await using lab = await openLab('graphql', { style, execute: () => refusal.promise })
      const outcome = lab.client.perform(order, never)
      await taken(lab)
      refusal.reject(new ServiceRefusal(kind, 'why'))
      expect(await outcome).toMatchObject({ kind, detail: expect.stringContaining('why') })
    }
  })

  it('is unknown, not refused, when the wire breaks after it was received', async () => {
    const service = heldService()
    await using lab = await openLab('graphql', { style: stream, execute: service.execute })
    const outcome = lab.client.perform(order, never)
    await taken(lab)
    lab.firstLink().setFault(down)
    expect((await outcome).kind).toBe('reset')
    expect(lab.executed).toEqual([order])
  })

  it('leaves nothing behind of a subscriber who hangs up while it is worked on', async () => {
    const before = openHandles()
    {
      await using server = await serving(heldService())
      const leave = new AbortController()
      const response = await server.post(FOLLOW, { input: order }, 'text/event-stream', leave.signal)
      expect(response.status).toBe(200)
      leave.abort()
      await expect(response.text()).rejects.toThrow()
      expect(await server.accept()).toEqual({ data: { acceptOrder: { orderId } } })
    }
    await expectNoNewHandles(before)
  })
})

describe('GraphQL: after an acceptance, a server that answers the question with', () => {
  const accepted = '{"data":{"acceptOrder":{"orderId":"a"}}}'
  const sse = 'text/event-stream'
  it.each([
    ['503', 503, 'text/html', '<html>'],
    ['an error', 200, sse, 'event: next\ndata: {"errors":[{"message":"no","extensions":{"code":"OVERLOADED"}}]}\n\n'],
    ['what it does not know', 200, sse, 'event: next\ndata: {"errors":[{"extensions":{"code":"UNKNOWN_ORDER"}}]}\n\n'],
    ['nothing', 200, sse, 'event: complete\ndata:\n\n'],
    ['a page', 200, 'text/html', '<html>'],
  ])('%s has refused nothing', async (_, status, type, body) => {
    const server = createServer((request, response) => {
      const isQuestion = request.headers.accept === sse
      response.writeHead(isQuestion ? status : 200, { 'content-type': isQuestion ? type : 'application/json' })
      response.end(isQuestion ? body : accepted)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const call = { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
    const env = { scope: 'test', external: {}, style: later, seed: 1, lane: 'lane' }
    const client = await connect(defaultsOf(protocols.graphql.options), env, { call })
    expect(verdictOf((await client.perform(order, never)).kind)).toBe('unknown')
    await client.close()
    await new Promise((resolve) => server.close(resolve))
  })
})
