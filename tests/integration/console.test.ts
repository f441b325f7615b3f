/** The console as its routes use it: backends on threads of their own, real links, real clients, every byte kept. */
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { factsOf, type ProtocolId } from '#core/protocols.ts'
import { type Console, createConsole } from '#server/console/console.ts'
import { consoleFactsOf, consoleProtocols } from '#server/console/facts.ts'

let lab: Console

beforeAll(async () => {
  lab = createConsole({ external: {} })
  await lab.open()
}, 60_000)

afterAll(async () => {
  // Every thread leaves by itself: it has closed all that it opened.
  expect(await lab.close()).toEqual([])
})

function backend(protocol: ProtocolId) {
  const found = lab.backends().find((one) => one.protocol === protocol)
  if (!found) throw new Error(`no backend of ${protocol}`)
  return found
}

async function bytesOf(id: string) {
  const capture = await lab.capture(id)
  const chunks = capture.connections.flatMap((connection) => connection.chunks)
  const of = (stream: 'upstream' | 'downstream') =>
    Buffer.concat(chunks.filter((chunk) => chunk.stream === stream).map(({ base64 }) => Buffer.from(base64, 'base64')))
  return { capture, up: of('upstream'), down: of('downstream') }
}

/** What a client has written; a WebSocket client masks it: RFC 6455 §5.3. */
function plainly(protocol: ProtocolId, up: Buffer): string {
  if (protocol !== 'websocket') return up.toString('latin1')
  let text = ''
  for (let at = up.indexOf('\r\n\r\n') + 4; at + 1 < up.length; ) {
    const short = (up[at + 1] as number) & 0x7f
    const headerBytes = short === 127 ? 10 : short === 126 ? 4 : 2
    const length = short === 127 ? Number(up.readBigUInt64BE(at + 2)) : short === 126 ? up.readUInt16BE(at + 2) : short
    const mask = up.subarray(at + headerBytes, at + headerBytes + 4)
    const data = up.subarray(at + headerBytes + 4, at + headerBytes + 4 + length)
    text += Buffer.from(data.map((byte, i) => byte ^ (mask[i % 4] as number))).toString('latin1')
    at += headerBytes + 4 + length
  }
  return text
}

const patiently = { timeout: 10_000, interval: 20 }

describe('one order, sent by the server', () => {
  test('waits as long as it says, also with the first order, when the client is still to be loaded', async () => {
    await lab.setFault('sqs', {
      id: 'slow',
      type: 'latency',
      target: { leg: 'produce' },
      attributes: { latency: 5000 },
    })
    const sent = await lab.send({ protocol: 'sqs', timeoutMs: 300 })
    await lab.clearFaults('sqs')
    expect(sent.outcome.kind).toBe('timeout')
    expect(sent.timings.doneUs).toBeGreaterThanOrEqual(300_000)
  })

  test.each(consoleProtocols)(
    '%s: acknowledged, executed, and the bytes are those that the link counted',
    async (protocol) => {
      const [first] = factsOf(protocol).legs
      const carried = () => backend(protocol).links[0]?.bytes ?? { up: 0, down: 0, connections: 0 }
      const before = carried()
      const sent = await lab.send({ protocol, order: { note: 'read me on the wire' } })
      expect(sent.outcome).toEqual({ kind: 'ok' })
      expect(sent.verdict).toBe('acknowledged')
      expect(sent.executed).toMatchObject({ is: 'done', times: 1 })
      if (!factsOf(protocol).engine) expect(sent.receipt).toMatchObject({ orderId: sent.order.orderId, noteLength: 19 })

      const { up, down, capture } = await bytesOf(sent.captureIds[first as 'call'] ?? '')
      expect(capture).toMatchObject({ protocol, leg: first, exact: true })
      expect(plainly(protocol, up)).toContain('read me on the wire')
      expect(plainly(protocol, up)).toContain(sent.order.orderId)
      expect({ up: up.length, down: down.length }).toEqual(sent.bytes)
      const after = carried()
      expect({ up: after.up - before.up, down: after.down - before.down }).toEqual(sent.bytes)
      expect(after.connections - before.connections).toBe(capture.connections.length)

      const { connectUs, firstByteUs, doneUs } = sent.timings
      expect(connectUs).toBeGreaterThanOrEqual(0)
      expect(firstByteUs).toBeGreaterThanOrEqual(0)
      expect(doneUs).toBeGreaterThanOrEqual(firstByteUs ?? 0)
    },
  )

  test('what a consumer received is shown as a window of its connection', async () => {
    const sent = await lab.send({ protocol: 'sqs', order: { note: 'through the queue' } })
    const { capture, down } = await bytesOf(sent.captureIds.consume ?? '')
    expect(capture).toMatchObject({ leg: 'consume', exact: false })
    expect(down.toString('latin1')).toContain('through the queue')
  })

  test('options of its own get a backend of their own: TLS hides the order, and its handshake is timed', async () => {
    const sent = await lab.send({ protocol: 'tcp', options: { tls: 'tls' }, order: { note: 'read me on the wire' } })
    expect(sent.outcome).toEqual({ kind: 'ok' })
    expect(sent.timings.tlsUs).toBeGreaterThan(sent.timings.connectUs ?? Infinity)
    const { up } = await bytesOf(sent.captureIds.call ?? '')
    expect(up[0]).toBe(22) // A handshake record, RFC 8446 §5.1
    expect(up.toString('latin1')).not.toContain('read me on the wire')
  })

  test('can be asked for again, and is not known by another id', async () => {
    const sent = await lab.send({ protocol: 'http' })
    expect(await lab.sent(sent.id)).toEqual(sent)
    await expect(lab.sent('nobody')).rejects.toThrow(/no send/)
    await expect(lab.capture('nobody')).rejects.toThrow(/no capture/)
  })

  test.each([
    [{ protocol: 'htpp' }, /protocol: 'htpp'.*did you mean 'http'/],
    [{ protocol: 'in-process' }, /protocol: .*in-process/],
    [{ protocol: 'http', payloadBytes: 300_000 }, /payloadBytes: 300000 is over the cap maxPayloadBytes/],
    [{ protocol: 'http', order: { note: '가'.repeat(100_000) } }, /order.note: 300000 is over the cap/],
    [{ protocol: 'http', payloadBytes: 1, order: { note: 'x' } }, /payloadBytes: /],
    [{ protocol: 'http', timeoutMs: 60_000 }, /timeoutMs: 60000 is not a whole number from 1 to 10000/],
    [{ protocol: 'http', options: { keepalive: true } }, /options.keepalive: /],
    [
      { protocol: 'http', order: { items: [{ sku: 'a', quantity: -1, unitPriceCents: 1 }] } },
      /order.items\[0\].quantity/,
    ],
    [{ protocol: 'http', order: { items: Array(101).fill({}) } }, /order.items: .*at most 100/],
    [{ protocol: 'http', colour: 'red' }, /colour: /],
  ])('%j is refused with the field', async (input, message) => {
    await expect(lab.send(input as Record<string, unknown>)).rejects.toThrow(message)
  })

  test('no more than eight at once', async () => {
    await lab.setFault('tcp', { id: 'hole', type: 'timeout', stream: 'upstream' })
    const sends = Array.from({ length: 9 }, () => lab.send({ protocol: 'tcp', timeoutMs: 300 }))
    const ends = await Promise.allSettled(sends)
    await lab.clearFault('tcp', 'hole')
    const refused = ends.filter((end) => end.status === 'rejected')
    expect(refused.map(({ reason }) => reason.name)).toEqual(['TooMany'])
  })
})

describe('faults while sending', () => {
  test('delay, cut and stop what is sent by hand, until they are lifted', async () => {
    await lab.setFault('http', { type: 'latency', stream: 'downstream', attributes: { latency: 300 } })
    const slow = await lab.send({ protocol: 'http' })
    expect(slow.timings.firstByteUs).toBeGreaterThanOrEqual(300_000)
    expect(backend('http').faults.map(({ type }) => type)).toEqual(['latency'])

    await lab.setFault('http', { id: 'cut', type: 'reset_peer', stream: 'downstream' })
    const cut = await lab.send({ protocol: 'http' })
    expect(cut).toMatchObject({ outcome: { kind: 'reset' }, verdict: 'unknown', executed: { is: 'done' } })

    await lab.setFault('http', { id: 'stopped', type: 'stop' })
    const stopped = await lab.send({ protocol: 'http' })
    expect(stopped.outcome.kind).not.toBe('ok')
    expect(stopped.executed).toEqual({ is: 'pending' })

    await lab.clearFaults()
    expect(backend('http').faults).toEqual([])
    expect((await lab.send({ protocol: 'http' })).outcome).toEqual({ kind: 'ok' })
  })

  test('reach what browsers send, and backends with options of their own', async () => {
    await lab.setFault('tcp', { id: 'gone', type: 'down' })
    const other = await lab.send({ protocol: 'tcp', options: { mode: 'stop-and-wait' } })
    expect(other).toMatchObject({ outcome: { kind: 'unreachable' }, timings: { connectUs: null }, captureIds: {} })
    expect(other.captureIds).toEqual({})
    await lab.clearFault('tcp', 'gone')
  })

  test('must be possible where they are aimed', async () => {
    await expect(lab.setFault('http', { type: 'latency', target: { leg: 'produce' } })).rejects.toThrow(/target.leg/)
    await expect(lab.setFault('sqs', { type: 'latency' })).rejects.toThrow(/target.leg: missing/)
    await expect(lab.setFault('nosuch', { type: 'latency' })).rejects.toThrow(/nosuch/)
    await expect(lab.clearFault('http', 'unknown')).rejects.toThrow(/no fault/)
  })
})

describe('what a browser sends by itself', () => {
  const order = (orderId: string) => ({ orderId, customerId: 'browser', items: [], note: 'from the page' })
  const post = (id: string | null, body: string, more: Record<string, string> = {}) =>
    new Request('http://lab/api/lab/http/orders', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(id ? { 'x-wirelab-send': id } : {}), ...more },
      body,
    })

  test('goes through the link, and its bytes can be asked for by the id it chose', async () => {
    const answer = await lab.pass(
      post('my-send-1', JSON.stringify(order('page.http.1')), { cookie: 'secret=1' }),
      'http',
    )
    expect(answer.status).toBe(201)
    expect(await answer.json()).toMatchObject({ orderId: 'page.http.1' })
    const { capture, up, down } = await bytesOf('my-send-1')
    expect(capture).toMatchObject({ exact: true, protocol: 'http', leg: 'call' })
    expect(up.toString()).toMatch(/^POST \/orders HTTP\/1.1\r\n/)
    expect(up.toString()).toContain('page.http.1')
    expect(up.toString()).not.toMatch(/cookie|x-wirelab|secret/)
    expect(down.toString()).toMatch(/^HTTP\/1.1 201/)
    expect(await lab.executed('http', 'page.http.1')).toMatchObject({ is: 'done', times: 1 })
    expect(await lab.executed('http', 'page.http.2')).toEqual({ is: 'pending' })
  })

  test('shares a connection where nobody asked for its bytes', async () => {
    const before = backend('http').links[0]?.bytes.connections ?? 0
    for (let i = 0; i < 3; i++) {
      const answer = await lab.pass(post(null, JSON.stringify(order(`page.shared.${i}`))), 'http')
      await answer.text()
    }
    expect((backend('http').links[0]?.bytes.connections ?? 0) - before).toBe(1)
  })

  test('is refused over 1 MiB, at a protocol that browsers cannot speak, and where the link is down', async () => {
    await expect(lab.pass(post(null, 'x'.repeat(1024 * 1024 + 1)), 'http')).rejects.toMatchObject({ name: 'TooLarge' })
    await expect(lab.pass(post(null, '{}'), 'tcp')).rejects.toMatchObject({ name: 'NotFound' })
    await lab.setFault('http', { id: 'gone', type: 'down' })
    await expect(lab.pass(post('down', '{}'), 'http')).rejects.toMatchObject({ name: 'BadGateway' })
    await lab.clearFaults('http')
  })

  test('as a WebSocket is piped to the link; any other upgrade is cut', async () => {
    const server = createServer().on('upgrade', (...given) => void lab.upgrade(...given))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const upgrade = (path: string) =>
      new Promise<string>((resolve) => {
        httpRequest({
          host: '127.0.0.1',
          port,
          path,
          headers: {
            connection: 'Upgrade',
            upgrade: 'websocket',
            'sec-websocket-version': '13',
            'sec-websocket-key': Buffer.alloc(16).toString('base64'),
          },
        })
          .on('upgrade', ({ statusCode }, socket) => {
            socket.destroy()
            resolve(String(statusCode))
          })
          .on('response', ({ statusCode }) => resolve(String(statusCode)))
          .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
          .end()
      })
    const path = '/api/lab/websocket/socket.io/?EIO=4&transport=websocket&capture=my-socket'
    expect(await upgrade(path)).toBe('101')
    const { up, down } = await bytesOf('my-socket')
    expect(up.toString('latin1')).toMatch(/^GET \/socket.io\/\?EIO=4&transport=websocket HTTP\/1.1\r\n/)
    expect(down.toString('latin1')).toMatch(/^HTTP\/1.1 101/)
    expect(await upgrade('/api/lab/http/orders')).toBe('ECONNRESET')
    await new Promise((resolve) => server.close(resolve))
  })
})

describe('the backends', () => {
  test('stand side by side: one that dies says so, leaves the others alone, and comes back behind the same link', async () => {
    const [link] = backend('tcp').links
    const other = await lab.send({ protocol: 'http' })
    await lab.kill('tcp')
    await vi.waitFor(() => expect(backend('tcp').status).toBe('failed'), patiently)
    expect(backend('tcp').detail).toMatch(/console:service:tcp ended/)
    await expect(lab.send({ protocol: 'tcp' })).rejects.toMatchObject({ name: 'Unavailable' })
    expect((await lab.send({ protocol: 'http' })).outcome).toEqual(other.outcome)
    await vi.waitFor(() => expect(backend('tcp').status).toBe('ready'), patiently)
    expect(backend('tcp').links[0]?.address).toEqual(link?.address)
    expect(backend('tcp').linkAddress).toEqual(link?.address)
    expect((await lab.send({ protocol: 'tcp' })).outcome).toEqual({ kind: 'ok' })
  })

  test('on fixed ports: a port that is taken fails that one alone, and says why', async () => {
    const { fixedPort: taken = 0 } = consoleFactsOf('tcp')
    const inTheWay = createServer()
    // Held by this test, or by whoever holds it already.
    await new Promise<void>((resolve) => inTheWay.once('error', () => resolve()).listen(taken, '127.0.0.1', resolve))
    const fixed = createConsole({ external: {}, fixedPorts: true })
    await fixed.open()
    const statesNow = () =>
      fixed.backends().map(({ protocol, status, detail, links: [first] }) => {
        const { fixedPort } = consoleFactsOf(protocol)
        // A machine may have another server on a port as well known as these.
        if (detail === `port ${fixedPort} is in use`) return 'taken'
        return { status, asDocumented: fixedPort === undefined || first?.address.port === fixedPort }
      })
    // What has failed is tried again now and then, and is starting meanwhile.
    const states = await vi.waitFor(() => {
      const now = statesNow()
      expect(now).not.toContainEqual(expect.objectContaining({ status: 'starting' }))
      return now
    }, patiently)
    expect(states[consoleProtocols.indexOf('tcp')]).toBe('taken')
    const others = states.filter((state) => state !== 'taken')
    expect(others.length).toBeGreaterThan(0)
    expect(others).toEqual(others.map(() => ({ status: 'ready', asDocumented: true })))
    expect(await fixed.close()).toEqual([])
    await new Promise((resolve) => inTheWay.close(resolve))
  }, 60_000)
})
