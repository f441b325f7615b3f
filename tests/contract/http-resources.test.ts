/** `/orders/{id}` as any HTTP client sees it: methods, representations, conditions, codings. */
import { connect } from 'node:http2'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type PlaceOrder, receiptFor } from '#core/order.ts'
import { httpLimits, serveHttp } from '#server/protocols/http/backend.ts'
import { orderEncodings } from '#server/protocols/order-encoding.ts'
import { orderOf } from './lab.ts'

async function serving(limits = httpLimits, version: '1.1' | '2' = '1.1') {
  const executed: PlaceOrder[] = []
  const service = {
    execute: async (order: PlaceOrder) => {
      executed.push(order)
      return receiptFor(order)
    },
  }
  const running = await serveHttp(service, limits, { version, tls: null })
  const origin = `http://127.0.0.1:${running.address?.port}`
  return {
    origin,
    executed,
    ask: (
      method: string,
      path: string,
      { headers = {}, order }: { headers?: Record<string, string>; order?: unknown } = {},
    ) =>
      fetch(origin + path, {
        method,
        headers: { ...(order ? { 'content-type': 'application/json' } : {}), ...headers },
        ...(order ? { body: JSON.stringify(order) } : {}),
      }),
    [Symbol.asyncDispose]: () => running.close(),
  }
}

const first = orderOf(1)
const path = `/orders/${first.orderId}`
const changed = { ...first, note: 'changed' }

describe('HTTP: methods', () => {
  it('POST says where the order is, GET shows it there, HEAD the same without a body', async () => {
    await using server = await serving()
    const placed = await server.ask('POST', '/orders', { order: first })
    expect(placed.headers.get('location')).toBe(path)
    const shown = await server.ask('GET', path)
    expect(await shown.json()).toEqual(first)
    expect(shown.headers.get('etag')).toBe(placed.headers.get('etag'))
    const head = await server.ask('HEAD', path)
    expect([head.status, await head.text()]).toEqual([200, ''])
    for (const name of ['etag', 'content-type', 'content-length'])
      expect(head.headers.get(name)).toBe(shown.headers.get(name))
  })

  it('POST twice places twice; PUT twice places once and leaves the same behind', async () => {
    await using server = await serving()
    for (let time = 0; time < 2; time++) await server.ask('POST', '/orders', { order: first })
    expect(server.executed).toHaveLength(2)
    const second = orderOf(2)
    const put = () => server.ask('PUT', `/orders/${second.orderId}`, { order: second })
    const answers = [await put(), await put(), await put()]
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200])
    for (const answer of answers) expect(await answer.json()).toEqual(receiptFor(second))
    expect(server.executed).toHaveLength(3)
  })

  it('DELETE removes, and what is not there is 404 for every method', async () => {
    await using server = await serving()
    await server.ask('POST', '/orders', { order: first })
    expect((await server.ask('DELETE', path)).status).toBe(204)
    for (const method of ['GET', 'HEAD', 'DELETE']) expect((await server.ask(method, path)).status).toBe(404)
  })

  it('405 names what may be done', async () => {
    await using server = await serving()
    const answer = await server.ask('PATCH', path, { order: first })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT, DELETE'])
  })

  it('409 to an order that is put where another one lives', async () => {
    await using server = await serving()
    expect((await server.ask('PUT', path, { order: orderOf(2) })).status).toBe(409)
    expect((await server.ask('PUT', path, { order: 'null' })).status).toBe(409)
    expect(server.executed).toEqual([])
  })

  it('finds an order by any id that a URL can say', async () => {
    await using server = await serving()
    const odd = { ...first, orderId: 'a/b?c#d %주문' }
    const placed = await server.ask('POST', '/orders', { order: odd })
    const shown = await server.ask('GET', placed.headers.get('location') ?? '')
    expect(await shown.json()).toEqual(odd)
    expect((await server.ask('GET', '/orders/%E0%A4%A')).status).toBe(404)
  })
})

describe('HTTP: conditions', () => {
  it('304 without a body while nothing has changed, 200 once it has', async () => {
    await using server = await serving()
    await server.ask('POST', '/orders', { order: first })
    const etag = (await server.ask('GET', path)).headers.get('etag') ?? ''
    const again = () => server.ask('GET', path, { headers: { 'if-none-match': `"other", W/${etag}` } })
    const unchanged = await again()
    expect([unchanged.status, await unchanged.text(), unchanged.headers.get('etag')]).toEqual([304, '', etag])
    await server.ask('PUT', path, { order: changed, headers: { 'if-match': etag } })
    expect((await again()).status).toBe(200)
  })

  it('428 to who replaces blindly, 412 to who has seen an older state', async () => {
    await using server = await serving()
    await server.ask('POST', '/orders', { order: first })
    const etag = (await server.ask('GET', path)).headers.get('etag') ?? ''
    expect((await server.ask('PUT', path, { order: changed })).status).toBe(428)
    expect((await server.ask('PUT', path, { order: changed, headers: { 'if-match': etag } })).status).toBe(200)
    expect((await server.ask('PUT', path, { order: first, headers: { 'if-match': etag } })).status).toBe(412)
    expect((await server.ask('DELETE', path, { headers: { 'if-match': etag } })).status).toBe(412)
    expect(server.executed).toEqual([first, changed])
    expect(await (await server.ask('GET', path)).json()).toEqual(changed)
  })

  it('If-None-Match: * creates only, If-Match: * replaces only', async () => {
    await using server = await serving()
    expect((await server.ask('PUT', path, { order: first, headers: { 'if-match': '*' } })).status).toBe(412)
    const create = () => server.ask('PUT', path, { order: first, headers: { 'if-none-match': '*' } })
    expect([(await create()).status, (await create()).status]).toEqual([201, 412])
    expect((await server.ask('PUT', path, { order: changed, headers: { 'if-match': '*' } })).status).toBe(200)
  })

  it('lets one of many who saw the same state win', async () => {
    await using server = await serving()
    await server.ask('POST', '/orders', { order: first })
    const etag = (await server.ask('GET', path)).headers.get('etag') ?? ''
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        server.ask('PUT', path, { order: { ...first, note: `${i}` }, headers: { 'if-match': etag } }),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(412)])
  })
})

describe('HTTP: representations', () => {
  it.each([
    ['application/xml', 'application/xml; charset=utf-8', /^<\?xml .*<order><orderId>contract\.lane\.1</s],
    ['text/html', 'text/html; charset=utf-8', /^<!doctype html>.*<h1>Order contract\.lane\.1</s],
    ['application/json;q=0.1, */*;q=0', 'application/json', /^\{"orderId"/],
  ])('%s', async (accept, contentType, body) => {
    await using server = await serving()
    const placed = await server.ask('POST', '/orders', { order: first, headers: { accept } })
    expect([placed.status, placed.headers.get('content-type')]).toEqual([201, contentType])
    const shown = await server.ask('GET', path, { headers: { accept } })
    expect(shown.headers.get('content-type')).toBe(contentType)
    expect(shown.headers.get('vary')).toBe('accept, accept-encoding')
    expect(await shown.text()).toMatch(body)
  })

  it('have tags of their own', async () => {
    await using server = await serving()
    await server.ask('POST', '/orders', { order: { ...first, note: 'x'.repeat(1000) } })
    const tags = new Set<string | null>()
    for (const accept of ['application/json', 'application/protobuf', 'application/xml', 'text/html']) {
      for (const coding of ['gzip', 'identity']) {
        const headers = { accept, 'accept-encoding': coding }
        tags.add((await server.ask('GET', path, { headers })).headers.get('etag'))
      }
    }
    expect(tags.size).toBe(8)
  })

  it('406 places nothing', async () => {
    await using server = await serving()
    expect((await server.ask('POST', '/orders', { order: first, headers: { accept: 'image/png' } })).status).toBe(406)
    expect(server.executed).toEqual([])
  })

  it('protobuf in, protobuf out', async () => {
    await using server = await serving()
    const type = { 'content-type': 'application/protobuf', accept: 'application/protobuf' }
    const body = new Uint8Array(orderEncodings.protobuf.encodeOrder(first))
    const placed = await fetch(`${server.origin}/orders`, { method: 'POST', headers: type, body })
    const receipt = orderEncodings.protobuf.decodeReceipt(Buffer.from(await placed.arrayBuffer()))
    expect(receipt).toEqual(receiptFor(first))
    const broken = await fetch(`${server.origin}/orders`, {
      method: 'POST',
      headers: type,
      body: new Uint8Array([255, 255]),
    })
    expect(broken.status).toBe(400)
  })
})

describe('HTTP: codings', () => {
  it('gzip goes both ways, for who asks, where it pays', async () => {
    await using server = await serving()
    const long = { ...first, note: 'x'.repeat(10_000) }
    const placed = await fetch(`${server.origin}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', 'accept-encoding': 'gzip' },
      body: gzipSync(JSON.stringify(long)),
    })
    expect(placed.status).toBe(201)
    expect(placed.headers.get('content-encoding')).toBeNull()
    expect(server.executed).toEqual([long])
    const shown = await server.ask('GET', path, { headers: { 'accept-encoding': 'gzip' } })
    expect(shown.headers.get('content-encoding')).toBe('gzip')
    expect(Number(shown.headers.get('content-length'))).toBeLessThan(1000)
    expect(await shown.json()).toEqual(long)
    const plain = await server.ask('GET', path, { headers: { 'accept-encoding': 'identity' } })
    expect(plain.headers.get('content-encoding')).toBeNull()
  })

  it('a bomb is 413, and is not unpacked beyond the cap', async () => {
    await using server = await serving()
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024))
    expect(bomb.length).toBeLessThan(httpLimits.bodyBytes)
    const answer = await fetch(`${server.origin}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: bomb,
    })
    expect(answer.status).toBe(413)
    expect(gunzipSync(bomb).length).toBeGreaterThan(httpLimits.bodyBytes)
  })
})

describe('HTTP/2: malformed traffic', () => {
  it('bounds a slow body by time, and leaves the connection to the others', async () => {
    await using server = await serving({ ...httpLimits, requestTimeoutMs: 300 }, '2')
    const session = connect(server.origin)
    const slow = session.request({ ':method': 'POST', ':path': '/orders', 'content-type': 'application/json' })
    slow.write('{')
    const told = new Promise((resolve) => slow.once('response', (headers) => resolve(headers[':status'])))
    slow.resume()
    await new Promise((resolve) => slow.once('close', resolve))
    expect(await told).toBe(408)
    const other = session.request({ ':path': path })
    const status = await new Promise((resolve) => other.once('response', (headers) => resolve(headers[':status'])))
    expect(status).toBe(404)
    session.destroy()
  })

  it('ends a connection that is not HTTP/2, and no other', async () => {
    await using server = await serving(httpLimits, '2')
    const session = connect(server.origin)
    await new Promise((resolve) => session.once('remoteSettings', resolve))
    await expect(fetch(server.origin)).rejects.toThrow()
    const asked = session.request({ ':path': path })
    expect(await new Promise((resolve) => asked.once('response', (headers) => resolve(headers[':status'])))).toBe(404)
    session.destroy()
  })

  it('closes a connection on which nobody asks anything', async () => {
    await using server = await serving({ ...httpLimits, headersTimeoutMs: 200 }, '2')
    const session = connect(server.origin)
    await new Promise((resolve) => session.once('close', resolve))
    expect(session.destroyed).toBe(true)
  })
})
