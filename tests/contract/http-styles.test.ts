/** `Prefer: respond-async` and `Accept: text/event-stream` as any HTTP client sees them, and as ours does. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { defaultsOf } from '#core/fields.ts'
import { type PlaceOrder, type Receipt, receiptFor } from '#core/order.ts'
import { protocols } from '#core/protocols.ts'
import { refusalKinds, ServiceRefusal } from '#core/refusal.ts'
import { httpLimits, serveHttp } from '#server/protocols/http/backend.ts'
import { connect } from '#server/protocols/http/client.ts'
import { eventually, type Lab, never, openLab, orderOf } from './lab.ts'

const POLL_MS = 1000
const LONG_POLL_MS = 10_000
const SOON_MS = 5000

/** Works until it is told how each order ends. */
function heldService() {
  const works = new Map<string, PromiseWithResolvers<Receipt>>()
  const execute = ({ orderId }: PlaceOrder) => {
    const work = Promise.withResolvers<Receipt>()
    works.set(orderId, work)
    return work.promise
  }
  return { works, execute, finish: (order: PlaceOrder) => works.get(order.orderId)?.resolve(receiptFor(order)) }
}

async function serving(service = heldService()) {
  const running = await serveHttp(service, httpLimits)
  const origin = `http://127.0.0.1:${running.address?.port}`
  return {
    ...service,
    origin,
    place: (order: unknown, headers: Record<string, string>) =>
      fetch(`${origin}/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(order),
      }),
    [Symbol.asyncDispose]: () => running.close(),
  }
}

const order = orderOf(1)
const status = `/orders/${order.orderId}/status`
const later = { prefer: 'respond-async' }
const events = { accept: 'text/event-stream' }

describe('HTTP: 202 and a status monitor', () => {
  it('says where to ask, 202 while it is worked on, 200 with the receipt in the end', async () => {
    await using server = await serving()
    const accepted = await server.place(order, later)
    expect(accepted.status).toBe(202)
    expect(accepted.headers.get('location')).toBe(status)
    expect(accepted.headers.get('preference-applied')).toBe('respond-async')
    expect(Number(accepted.headers.get('retry-after'))).toBeGreaterThan(0)
    const working = await fetch(server.origin + status)
    expect([working.status, await working.text()]).toEqual([202, ''])
    server.finish(order)
    await eventually(async () => expect((await fetch(server.origin + status)).status).toBe(200))
    const done = await fetch(server.origin + status)
    expect(await done.json()).toEqual(receiptFor(order))
    expect(done.headers.get('cache-control')).toBe('no-store')
    expect(await (await fetch(`${server.origin}/orders/${order.orderId}`)).json()).toEqual(order)
  })

  it('answers 404 for an order that was not accepted, 405 to other methods, 422 without an id', async () => {
    await using server = await serving()
    expect((await fetch(server.origin + status)).status).toBe(404)
    const put = await fetch(server.origin + status, { method: 'PUT', body: '{}' })
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    for (const nothing of [null, {}, []]) expect((await server.place(nothing, later)).status).toBe(422)
  })

  it('has the status of the refusal, whether it comes at once or later', async () => {
    await using server = await serving()
    for (const [seq, kind] of refusalKinds.entries()) {
      const refused = orderOf(seq)
      await server.place(refused, later)
      server.works.get(refused.orderId)?.reject(new ServiceRefusal(kind, `it is ${kind}`))
      const path = `${server.origin}/orders/${refused.orderId}/status`
      await eventually(async () => expect((await fetch(path)).status).not.toBe(202))
      expect(await (await fetch(path)).json()).toMatchObject({ detail: `it is ${kind}` })
    }
  })

  it('accepts nothing that is refused at once', async () => {
    const execute = async () => {
      throw new ServiceRefusal('overloaded', 'the queue is full')
    }
    await using server = await serving({ ...heldService(), execute })
    const refused = await server.place(order, later)
    expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true])
    expect((await fetch(server.origin + status)).status).toBe(404)
  })

  it.each(['1.1', '2'])('says over HTTP/%s when to ask again, and its client asks no sooner', async (version) => {
    const options = { version, pollIntervalMs: 50, retryAfterS: 1 }
    await using lab = await openLab('http', { style: 'async-request-reply', options })
    const begunMs = performance.now()
    expect((await lab.client.perform(order, never)).kind).toBe('ok')
    // The order was done at once: what took so long is that nobody asked.
    expect(performance.now() - begunMs).toBeGreaterThan(900)
  })

  it.each(['1.1', '2'])('lets a caller of HTTP/%s go who waits between two questions', async (version) => {
    const { execute } = heldService()
    const options = { version, pollIntervalMs: LONG_POLL_MS }
    await using lab = await openLab('http', { style: 'async-request-reply', options, execute })
    const begunMs = performance.now()
    expect((await lab.client.perform(order, AbortSignal.timeout(300))).kind).toBe('timeout')
    const pending = lab.client.perform(orderOf(2), never)
    await eventually(() => expect(lab.executed).toHaveLength(2))
    await lab.client.close()
    expect((await pending).kind).toBe('reset')
    expect(performance.now() - begunMs).toBeLessThan(SOON_MS)
  })

  it('learns of a refusal that comes after the 202', async () => {
    const service = heldService()
    const options = { pollIntervalMs: 50 }
    await using lab = await openLab('http', { style: 'async-request-reply', options, execute: service.execute })
    const outcome = lab.client.perform(order, never)
    await firstQuestion(lab)
    service.works.get(order.orderId)?.reject(new ServiceRefusal('rejected', 'sold out'))
    expect(await outcome).toEqual({ kind: 'rejected', detail: '409 sold out' })
  })

  it('has the receipt although the wire was down for a question', async () => {
    const service = heldService()
    const options = { pollIntervalMs: POLL_MS }
    await using lab = await openLab('http', { style: 'async-request-reply', options, execute: service.execute })
    const outcome = lab.client.perform(order, never)
    await firstQuestion(lab)
    lab.firstLink().setFault({ id: 'down', type: 'down', stream: 'downstream', toxicity: 1, attributes: {} })
    service.finish(order)
    // One question falls into this, or two; a third would be one too many.
    await delay(1.3 * POLL_MS)
    await lab.firstLink().clearFault('down')
    expect(await outcome).toEqual({ kind: 'ok', receipt: receiptFor(order) })
  })
})

describe('HTTP: a 202 and no question', () => {
  it.each(['1.1', '2'])(
    'HTTP/%s: is acknowledged before it is done, and nothing is asked afterwards',
    async (version) => {
      const service = heldService()
      await using lab = await openLab('http', { style: 'one-way', options: { version }, execute: service.execute })
      expect(await lab.client.perform(order, never)).toEqual({ kind: 'ok', receipt: null })
      const { counters } = lab.firstLink()
      await eventually(() => expect(counters.read().down).toBeGreaterThan(0))
      await delay(50)
      const toldBytes = counters.read().down
      service.finish(order)
      await delay(300)
      expect(counters.read().down).toBe(toldBytes)
    },
  )

  it('tells nobody of a refusal that comes after the 202', async () => {
    const service = heldService()
    await using lab = await openLab('http', { style: 'one-way', execute: service.execute })
    expect((await lab.client.perform(order, never)).kind).toBe('ok')
    service.works.get(order.orderId)?.reject(new ServiceRefusal('rejected', 'sold out'))
    const told = await fetch(`http://127.0.0.1:${lab.running.address?.port}${status}`)
    expect(await told.json()).toMatchObject({ detail: 'sold out' })
  })

  it('takes an answer, too, from a server that does not put it off', async () => {
    const server = createServer((_request, response) => response.end(JSON.stringify(receiptFor(order))))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const call = { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
    const env = { scope: 'test', external: {}, style: 'one-way', seed: 1, lane: 'lane' } as const
    const client = await connect(defaultsOf(protocols.http.options), env, { call })
    expect(await client.perform(order, never)).toEqual({ kind: 'ok', receipt: receiptFor(order) })
    await client.close()
    await new Promise((resolve) => server.close(resolve))
  })
})

/** From then on the caller has its 202. */
async function firstQuestion(lab: Lab): Promise<void> {
  const { counters } = lab.firstLink()
  await eventually(() => expect(counters.read().down).toBeGreaterThan(0))
  const placed = counters.read().up
  await eventually(() => expect(counters.read().up).toBeGreaterThan(placed))
}

describe('HTTP: an order as an event stream', () => {
  it('tells that it was received before it is done, then the receipt, and ends', async () => {
    await using server = await serving()
    const response = await server.place(order, events)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    const first = await reader?.read()
    expect(first?.value).toBe(`event: received\ndata: {"orderId":"${order.orderId}"}\n\n`)
    server.finish(order)
    expect((await reader?.read())?.value).toBe(`event: completed\ndata: ${JSON.stringify(receiptFor(order))}\n\n`)
    expect((await reader?.read())?.done).toBe(true)
  })

  it('is for who asks for it by name; whoever takes anything gets the receipt', async () => {
    await using server = await serving()
    const placing = server.place(order, { accept: '*/*' })
    await eventually(() => expect(server.works.size).toBe(1))
    server.finish(order)
    expect((await placing).status).toBe(201)
    expect((await server.place('{', { ...events, 'content-type': 'text/plain' })).status).toBe(415)
  })

  it('ends the work all the same when the caller hangs up', async () => {
    await using server = await serving()
    const response = await server.place(order, events)
    await response.body?.cancel()
    server.finish(order)
    await eventually(async () => expect((await fetch(`${server.origin}/orders/${order.orderId}`)).status).toBe(200))
  })
})
