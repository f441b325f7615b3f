import { type AddressInfo, createServer } from 'node:net'
import { type AuditResult, serverAudits } from 'graphql-http'
import { describe, expect, it } from 'vitest'
import { type PlaceOrder, receiptFor } from '#core/order.ts'
import { graphqlLimits, serveGraphQL } from '#server/protocols/graphql/backend.ts'
import { connect } from '#server/protocols/graphql/client.ts'
import { MAX_QUERY_CHARACTERS } from '#server/protocols/graphql/limits.ts'
import type { Address, Service } from '#server/protocols/protocol.ts'
import { contract } from './contract.ts'
import { expectNoNewHandles, openHandles } from './handles.ts'
import { eventually, never, openLab, orderOf } from './lab.ts'
import { openRawSocket } from './raw-socket.ts'

contract('graphql')

const placing: Service = { execute: async (order) => receiptFor(order) }

interface GraphQLBody {
  data?: Record<string, unknown> | null
  errors?: { message: string; extensions: { code?: string } }[]
  extensions?: Record<string, unknown>
}

async function serving({ service = placing, limits = graphqlLimits, products = 'batched' as const } = {}) {
  return running(await serveGraphQL(service, { products, limits }))
}

function running(server: Awaited<ReturnType<typeof serveGraphQL>>) {
  const address = server.address as Address
  const url = `http://${address.host}:${address.port}/graphql`
  const post = (query: unknown, variables?: unknown) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify({ query, variables }),
    })
  return {
    address,
    url,
    post,
    ask: async (query: unknown, variables?: unknown) => (await (await post(query, variables)).json()) as GraphQLBody,
    [Symbol.asyncDispose]: () => server.close(),
  }
}

const PLACE =
  'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { orderId status totalCents noteLength } }'
type Server = Awaited<ReturnType<typeof serving>>
const place = (server: Server, order: PlaceOrder) => server.ask(PLACE, { input: order })

/** Deep enough to exhaust any parser that recurses. */
const nested = (levels: number) => `${'{ a '.repeat(levels)}${'}'.repeat(levels)}`

describe('GraphQL over HTTP: the audit suite of graphql-http', async () => {
  await using server = await serving()
  const results: AuditResult[] = []
  for (const audit of serverAudits({ url: server.url })) results.push(await audit.fn())

  it('has run', () => {
    expect(results.length).toBeGreaterThan(50)
  })

  it.each(results.map((result) => [result.id, result.name, result] as const))('%s %s', (_id, _name, result) => {
    expect('reason' in result ? result.reason : 'ok').toBe('ok')
  })
})

describe('GraphQL: orders', () => {
  it('are placed by any client, and asked for with few fields or all of them', async () => {
    await using server = await serving()
    expect(await place(server, orderOf(1, 'note'))).toEqual({ data: { placeOrder: receiptFor(orderOf(1, 'note')) } })
    const few = await server.ask('{ order(orderId: "contract.lane.1") { orderId } }')
    expect(few).toEqual({ data: { order: { orderId: 'contract.lane.1' } } })
    const all = await server.ask(
      '{ order(orderId: "contract.lane.1") { orderId customerId note itemCount items { sku quantity unitPriceCents } } }',
    )
    expect(all.data?.order).toEqual({ ...orderOf(1, 'note'), itemCount: 2 })
    expect(await server.ask('{ order(orderId: "gone") { orderId } }')).toEqual({ data: { order: null } })
  })

  it('are paged from the newest on', async () => {
    await using server = await serving()
    for (let seq = 0; seq < 5; seq++) await place(server, orderOf(seq))
    const page = await server.ask('{ orders(first: 2, after: "contract.lane.3") { orderId } }')
    expect(page.data?.orders).toEqual([{ orderId: 'contract.lane.2' }, { orderId: 'contract.lane.1' }])
    const { errors } = await server.ask('{ orders(first: 101) { orderId } }')
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })

  it.each([
    ['batched', 1],
    ['one-by-one', 10],
  ] as const)('read their products %s: %i reads for ten items', async (products, reads) => {
    await using server = running(await serveGraphQL(placing, { products, limits: graphqlLimits }))
    for (let seq = 0; seq < 5; seq++) await place(server, orderOf(seq))
    const { data, extensions } = await server.ask('{ orders { items { sku product { sku orders units } } } }')
    expect(extensions).toEqual({ productReads: reads })
    const [newest] = (data?.orders ?? []) as { items: unknown[] }[]
    const shared = orderOf(0).items[1]?.sku
    expect(newest?.items[1]).toEqual({ sku: shared, product: { sku: shared, orders: 5, units: 10 } })
  })

  it('come back whole where the lane asks for everything', async () => {
    await using few = await openLab('graphql')
    await using all = await openLab('graphql', { options: { selection: 'everything' } })
    const order = orderOf(1, 'x'.repeat(1000))
    for (const lab of [few, all]) {
      expect(await lab.client.perform(order, never)).toEqual({ kind: 'ok', receipt: receiptFor(order) })
    }
    const down = (lab: typeof few) => lab.firstLink().counters.read().down
    await eventually(() => expect(down(all)).toBeGreaterThan(down(few) + 1000))
  })

  it('may hold whole numbers over the range of Int', async () => {
    await using lab = await openLab('graphql')
    const order = { ...orderOf(1), items: [{ sku: 'island', quantity: 1, unitPriceCents: 2 ** 40 }] }
    expect(await lab.client.perform(order, never)).toEqual({ kind: 'ok', receipt: receiptFor(order) })
  })
})

describe('GraphQL: a server that is none', () => {
  const http = (status: string, body: string, type = 'application/json') =>
    `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

  it.each([
    ['a status out of range', http('999 Odd', ''), 'error'],
    ['no content', 'HTTP/1.1 204 No Content\r\n\r\n', 'error'],
    ['a page', http('200 OK', '<html>', 'text/html'), 'error'],
    ['broken JSON', http('200 OK', '{"data":'), 'error'],
    ['null', http('200 OK', 'null'), 'error'],
    ['data without a receipt', http('200 OK', '{"data":{"placeOrder":{"orderId":1}}}'), 'error'],
    ['503 from a proxy', http('503 Service Unavailable', '<html>', 'text/html'), 'overloaded'],
    ['404', http('404 Not Found', ''), 'rejected'],
    ['what is no HTTP', 'SSH-2.0-OpenSSH\r\n', 'reset'],
    ['more than an answer holds', http('200 OK', `"${'x'.repeat(2 ** 21)}"`), 'reset'],
  ])('%s', async (_, answer, kind) => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.write(answer))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const call: Address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
    const options = { selection: 'receipt', products: 'batched', connections: 1 }
    const client = await connect(
      options,
      { scope: 'test', external: {}, style: 'request-reply', seed: 1, lane: 'lane' },
      { call },
    )
    expect((await client.perform(orderOf(1), never)).kind).toBe(kind)
    await client.close()
    await new Promise((resolve) => server.close(resolve))
  })
})

describe('GraphQL: the subscription', () => {
  const SUBSCRIBE = 'subscription { orderEvents { kind orderId missed order { note } } }'

  async function subscribe(server: Server) {
    const leave = new AbortController()
    const url = `${server.url}?query=${encodeURIComponent(SUBSCRIBE)}`
    const response = await fetch(url, { headers: { accept: 'text/event-stream' }, signal: leave.signal })
    const events: unknown[] = []
    const errors: string[] = []
    const read = async () => {
      let text = ''
      for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk).toString('utf8')
        const whole = text.split('\n\n')
        text = whole.pop() ?? ''
        for (const event of whole) {
          const data = /^event: next\ndata: (.*)$/m.exec(event)?.[1]
          const result = data ? (JSON.parse(data) as GraphQLBody) : {}
          if (result.data) events.push(result.data.orderEvents)
          errors.push(...(result.errors ?? []).map(({ extensions }) => String(extensions.code)))
        }
      }
    }
    const ended = read().catch(() => {})
    return { response, events, errors, ended, leave: () => leave.abort() }
  }

  it('tells over SSE what comes and how it ends', async () => {
    await using server = await serving({
      service: {
        execute: async (order) => {
          if (order.note === 'bad') throw new Error('no')
          return receiptFor(order)
        },
      },
    })
    const subscriber = await subscribe(server)
    expect(subscriber.response.headers.get('content-type')).toContain('text/event-stream')
    await place(server, orderOf(1, 'good'))
    await place(server, orderOf(2, 'bad'))
    const [one, two] = [orderOf(1).orderId, orderOf(2).orderId]
    await eventually(() =>
      expect(subscriber.events).toEqual([
        { kind: 'RECEIVED', orderId: one, missed: 0, order: null },
        { kind: 'COMPLETED', orderId: one, missed: 0, order: { note: 'good' } },
        { kind: 'RECEIVED', orderId: two, missed: 0, order: null },
        { kind: 'REFUSED', orderId: two, missed: 0, order: null },
      ]),
    )
    subscriber.leave()
    await subscriber.ended
  })

  it('has room again when a subscriber has gone, and leaves nothing behind at the end', async () => {
    const before = openHandles()
    {
      await using server = await serving({ limits: { ...graphqlLimits, subscribers: 1 } })
      const first = await subscribe(server)
      const refused = await subscribe(server)
      await refused.ended
      expect(refused.errors).toEqual(['OVERLOADED'])
      first.leave()
      await first.ended
      // The server hears a little later that the first one has gone.
      let next = await subscribe(server)
      await eventually(async () => {
        await place(server, orderOf(1))
        if (next.errors.length > 0) next = await subscribe(server)
        expect(next.events).not.toEqual([])
      })
      expect(refused.events).toEqual([])
    }
    await expectNoNewHandles(before)
  })
})

describe('GraphQL: what is too much', () => {
  it.each([
    ['10,000 levels', nested(1700), 'GRAPHQL_PARSE_FAILED', 400],
    ['a query that is too long', nested(10_000), 'QUERY_TOO_LONG', 413],
    ['many tokens', `{ ${'a '.repeat(2000)} }`, 'GRAPHQL_PARSE_FAILED', 400],
    ['levels over the limit', nested(9), 'QUERY_TOO_DEEP', 400],
    ['cost', '{ orders(first: 100) { items(first: 100) { sku quantity } } }', 'QUERY_TOO_COSTLY', 400],
    [
      'deep introspection',
      `{ __schema { types { ${'fields { type { '.repeat(4)} name ${'} } '.repeat(4)} } } }`,
      'GRAPHQL_VALIDATION_FAILED',
      400,
    ],
  ])('refuses %s', async (_, query, code, status) => {
    await using server = await serving()
    const response = await server.post(query)
    const { errors = [], data } = (await response.json()) as GraphQLBody
    expect(errors.map(({ extensions }) => extensions.code)).toContain(code)
    expect(data).toBeUndefined()
    expect(response.status).toBe(status)
    expect((await server.ask('{ orders { orderId } }')).data).toEqual({ orders: [] })
  })

  it('answers introspection, as its tools ask for it', async () => {
    const { buildClientSchema, getIntrospectionQuery, printSchema } = await import('graphql')
    await using server = await serving()
    const { data } = await server.ask(getIntrospectionQuery())
    expect(printSchema(buildClientSchema(data as never))).toContain('placeOrder(input: PlaceOrderInput!): Receipt!')
  })

  it('refuses a body over the cap, told or not', async () => {
    await using server = await serving({ limits: { ...graphqlLimits, bodyBytes: 1000 } })
    const told = await server.post(`{ orders { orderId } } #${'x'.repeat(2000)}`)
    expect(told.status).toBe(413)
    const raw = openRawSocket(server.address)
    raw.write(
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
    )
    raw.write(`800\r\n${' '.repeat(2048)}\r\n`)
    await eventually(() => expect(raw.received()).toMatch(/^HTTP\/1\.1 413 /))
    raw.destroy()
  })
})

describe('GraphQL: malformed traffic', () => {
  it.each([
    ['garbage', '\x16\x03\x01\x02\x00 garbage\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['headers without end', `GET / HTTP/1.1\r\n${'x: y\r\n'.repeat(20_000)}`, /^HTTP\/1\.1 431 /],
  ])('closes the connection that sent %s, and no other', async (_, bytes, answer) => {
    await using lab = await openLab('graphql', { options: { connections: 1 } })
    await lab.client.perform(orderOf(1), never)
    const raw = openRawSocket(lab.running.address as Address)
    raw.write(bytes)
    await raw.ended
    expect(raw.received()).toMatch(answer)
    expect((await lab.client.perform(orderOf(2), never)).kind).toBe('ok')
    expect(lab.firstLink().counters.read().connections).toBe(1)
  })

  it.each([
    ['what is no JSON', '{"query":', 400],
    ['a query that is no text', '{"query": {"a": 1}}', 400],
    [
      'nesting in the variables',
      `{"query": "{ orders { orderId } }", "variables": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      400,
    ],
  ])('answers %s', async (_, body, status) => {
    await using server = await serving()
    const response = await fetch(server.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    expect(response.status).toBe(status)
    expect((await response.json()) as GraphQLBody).toMatchObject({ errors: [{ message: expect.any(String) }] })
  })

  it.each([
    ['text/plain', JSON.stringify({ query: 'mutation { a }' })],
    ['application/x-www-form-urlencoded', 'query=mutation%20%7B%20a%20%7D'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/graphql', 'mutation { a }'],
  ])('takes no POST as %s, which another page could send unasked', async (type, body) => {
    await using server = await serving()
    const response = await fetch(server.url, { method: 'POST', headers: { 'content-type': type }, body })
    expect(response.status).toBe(415)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('takes no mutation by GET', async () => {
    let executed = 0
    await using server = await serving({
      service: {
        execute: async (order) => {
          executed++
          return receiptFor(order)
        },
      },
    })
    const mutation = 'mutation { placeOrder(input: { orderId: 1, customerId: 1, items: [] }) { orderId } }'
    const response = await fetch(`${server.url}?query=${encodeURIComponent(mutation)}`)
    expect(response.status).toBe(405)
    expect(executed).toBe(0)
    expect((await server.ask(mutation)).errors).toBeUndefined()
    expect(executed).toBe(1)
  })

  it('names the field of an order that is none', async () => {
    await using server = await serving()
    const wrong = { ...orderOf(1), items: [{ sku: 'a', quantity: 1.5, unitPriceCents: 1 }] }
    const { errors } = await place(server, wrong)
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
    expect(errors?.[0]?.message).toContain('quantity')
  })

  it('bounds a slow loris by time', async () => {
    await using server = await serving({ limits: { ...graphqlLimits, headersTimeoutMs: 300, requestTimeoutMs: 600 } })
    const slowHeaders = openRawSocket(server.address)
    const slowBody = openRawSocket(server.address)
    slowHeaders.write('POST /graphql HTTP/1.1\r\nhost: x\r\n')
    slowBody.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{')
    await Promise.all([slowHeaders.ended, slowBody.ended])
    expect(slowHeaders.received()).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('shows no page that loads anything from elsewhere', async () => {
    await using server = await serving()
    const response = await fetch(server.url, { headers: { accept: 'text/html' } })
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(await response.text()).not.toContain('<script')
  })

  it('has a cap on the length of a query that fits what its tools send', () => {
    expect(MAX_QUERY_CHARACTERS).toBeGreaterThanOrEqual(8 * 1024)
  })
})
