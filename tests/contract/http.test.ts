import { describe, expect, it } from 'vitest'
import { receiptFor } from '#core/order.ts'
import { ServiceRefusal } from '#core/refusal.ts'
import { httpLimits, serveHttp } from '#server/protocols/http/backend.ts'
import type { Running, Service } from '#server/protocols/protocol.ts'
import { watchClientSockets } from './client-sockets.ts'
import { contract } from './contract.ts'
import { eventually, never, openLab, orderOf } from './lab.ts'
import { openRawSocket } from './raw-socket.ts'

contract('http')
contract('http', { options: { tls: 'tls' } })
contract('http', { options: { tls: 'mtls', tlsVersion: '1.2', resumption: false } })
contract('http', { options: { version: '2', encoding: 'protobuf' } })
contract('http', { options: { version: '2', tls: 'mtls' } })
contract('http', { options: { connection: 'per-call' } })
contract('http', { options: { version: '2', connection: 'per-call' } })
contract('http', { style: 'async-request-reply', options: { pollIntervalMs: 50 } })
contract('http', { style: 'async-request-reply', options: { version: '2', encoding: 'protobuf', pollIntervalMs: 50 } })
contract('http', { style: 'one-way' })
contract('http', { style: 'one-way', options: { version: '2', encoding: 'protobuf' } })
contract('http', { style: 'stream' })
contract('http', { style: 'stream', options: { version: '2', encoding: 'protobuf' } })
contract('http', {
  options: { gzip: true },
  skip: [
    {
      reason: 'packed, there are fewer bytes than the payload has',
      tests: ['counts on the link what the client sockets count'],
    },
  ],
})

const placing: Service = { execute: async (order) => receiptFor(order) }

async function serving(service: Service, limits = httpLimits) {
  const running: Running = await serveHttp(service, limits)
  const address = running.address ?? { host: '', port: 0 }
  return {
    address,
    url: `http://${address.host}:${address.port}/orders`,
    [Symbol.asyncDispose]: () => running.close(),
  }
}

const json = { 'content-type': 'application/json' }
const post = (body: string, headers: Record<string, string> = json) => ({ method: 'POST', headers, body })

describe('HTTP: POST /orders', () => {
  it('answers 201 and the receipt to any HTTP client', async () => {
    await using server = await serving(placing)
    const response = await fetch(
      server.url,
      post(JSON.stringify(orderOf(1)), { 'content-type': 'Application/JSON; charset=utf-8' }),
    )
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual(receiptFor(orderOf(1)))
  })

  it.each([
    ['404 elsewhere', '/elsewhere', post('{}'), 404],
    ['405 to another method', '', { method: 'GET' }, 405],
    ['406 to who wants what there is not', '', post('{}', { ...json, accept: 'image/png' }), 406],
    ['415 to another content coding', '', post('{}', { ...json, 'content-encoding': 'br' }), 415],
    ['400 to what is no gzip', '', post('{}', { ...json, 'content-encoding': 'gzip' }), 400],
    ['415 to another media type', '', post('<order/>', { 'content-type': 'text/xml' }), 415],
    ['415 without one', '', { method: 'POST' }, 415],
    ['400 to what is no JSON', '', post('{"orderId":'), 400],
    ['413 over the cap', '', post(`"${'x'.repeat(httpLimits.bodyBytes)}"`), 413],
  ])('answers %s', async (_, path, request, status) => {
    await using server = await serving(placing)
    const response = await fetch(path ? new URL(path, server.url) : server.url, request)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) })
    if (status === 405) expect(response.headers.get('allow')).toBe('POST')
  })

  it('answers 413 to a body over the cap that did not say its length', async () => {
    await using server = await serving(placing, { ...httpLimits, bodyBytes: 10 })
    const raw = openRawSocket(server.address)
    raw.write(
      'POST /orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
    )
    raw.write('20\r\n0123456789012345678901234567890\r\n')
    await raw.ended
    expect(raw.received()).toMatch(/^HTTP\/1\.1 413 /)
  })

  it.each([
    ['overloaded', 503],
    ['invalid', 422],
    ['rejected', 409],
    ['error', 500],
  ] as const)('answers the refusal %s with %i', async (kind, status) => {
    await using server = await serving({
      execute: async () => {
        throw new ServiceRefusal(kind, 'why')
      },
    })
    const response = await fetch(server.url, post(JSON.stringify(orderOf(1))))
    expect(response.status).toBe(status)
    expect(response.headers.has('retry-after')).toBe(kind === 'overloaded')
    expect(await response.json()).toMatchObject({ detail: 'why' })
  })
})

describe('HTTP: malformed traffic', () => {
  it.each([
    ['garbage', '\x16\x03\x01\x02\x00 garbage\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['headers without end', `GET / HTTP/1.1\r\n${'x: y\r\n'.repeat(20_000)}`, /^HTTP\/1\.1 431 /],
    [
      'two lengths',
      'POST /orders HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
  ])('closes the connection that sent %s, and no other', async (_, bytes, answer) => {
    await using lab = await openLab('http', { options: { connections: 1 } })
    await lab.client.perform(orderOf(1), never)
    const raw = openRawSocket(lab.running.address ?? { host: '', port: 0 })
    raw.write(bytes)
    await raw.ended
    expect(raw.received()).toMatch(answer)
    expect((await lab.client.perform(orderOf(2), never)).kind).toBe('ok')
    expect(lab.firstLink().counters.read().connections).toBe(1)
  })

  it('bounds a slow loris by time', async () => {
    await using server = await serving(placing, { ...httpLimits, headersTimeoutMs: 300, requestTimeoutMs: 600 })
    const slowHeaders = openRawSocket(server.address)
    const slowBody = openRawSocket(server.address)
    slowHeaders.write('POST /orders HTTP/1.1\r\nhost: x\r\n')
    slowBody.write('POST /orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{')
    await Promise.all([slowHeaders.ended, slowBody.ended])
    expect(slowHeaders.received()).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('survives a caller that hangs up in the middle of its body', async () => {
    await using server = await serving(placing)
    const raw = openRawSocket(server.address)
    raw.write('POST /orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"ord')
    raw.destroy()
    await raw.ended
    expect((await fetch(server.url, post(JSON.stringify(orderOf(1))))).status).toBe(201)
  })
})

describe('HTTP: connections', () => {
  const sendTogether = (lab: Awaited<ReturnType<typeof openLab>>, calls: number) =>
    Promise.all(Array.from({ length: calls }, (_, seq) => lab.client.perform(orderOf(seq), never)))

  it('are used again with keep-alive, and never more than the limit', async () => {
    using sockets = watchClientSockets()
    await using lab = await openLab('http', { options: { connections: 3 } })
    await sendTogether(lab, 30)
    expect(sockets.bytesTo(lab.firstLink().address.port).connections).toBe(3)
  })

  it.each(['1.1', '2'])('are used again by HTTP/%s unless each call is to have its own', async (version) => {
    for (const [connection, connections] of [
      ['reuse', 1],
      ['per-call', 10],
    ] as const) {
      await using lab = await openLab('http', { options: { version, connection } })
      for (let seq = 0; seq < 10; seq++) await lab.client.perform(orderOf(seq), never)
      expect(lab.firstLink().counters.read().connections).toBe(connections)
    }
  })

  it('carry any number of HTTP/2 calls at once, and outlive one that was given up', async () => {
    await using lab = await openLab('http', { options: { version: '2' } })
    await sendTogether(lab, 100)
    const giveUp = new AbortController()
    lab.firstLink().setFault({
      id: 'slow',
      type: 'latency',
      stream: 'downstream',
      toxicity: 1,
      attributes: { latency: 300, jitter: 0 },
    })
    const given = lab.client.perform(orderOf(100), giveUp.signal)
    await eventually(() => expect(lab.executed).toHaveLength(101))
    const other = lab.client.perform(orderOf(101), never)
    giveUp.abort(new Error('enough'))
    expect((await given).kind).toBe('abandoned')
    expect((await other).kind).toBe('ok')
    expect(lab.firstLink().counters.read().connections).toBe(1)
  })
})
