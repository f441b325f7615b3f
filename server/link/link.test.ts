import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { Address } from '#core/address.ts'
import { createLinkCounters, readLinkCounters } from './counters.ts'
import type { Stage, StreamFilter, Wire } from './filter.ts'
import { openLink } from './link.ts'
import { HELD_LIMIT_BYTES } from './pipe.ts'
import { dial, join, listen, pause, startBackend, startEcho, until, wire } from './test-peers.ts'

const MIB = 1024 * 1024
/** A stage that lets everything pass, and is told of it. */
function passing(wire: Wire, onItem: () => void = () => {}): Stage {
  const take: Stage['take'] = (item) => {
    onItem()
    wire.pass(item)
  }
  return { heldBytes: 0, take, lift: () => {}, drop: () => {} }
}

/** Socket buffers of the kernel (both sockets, both ends) and of Node, generously. */
const BUFFERS_BYTES = 32 * MIB

describe('bytes', () => {
  it.each([0, 1, 65_536, 5 * MIB + 1])('carries %i bytes both ways unchanged, and then the FIN', async (length) => {
    await using wired = await wire(await startEcho())
    const client = await dial(wired.link.address)
    const sent = randomBytes(length)
    client.socket.end(sent)
    expect(await client.ended).toEqual({ is: 'fin' })
    expect(client.received.equals(sent)).toBe(true)
    await until(() => wired.link.diagnostics().openConnections === 0)
  })

  it('keeps many connections apart', async () => {
    await using wired = await wire(await startEcho())
    const clients = await Promise.all(Array.from({ length: 200 }, () => dial(wired.link.address)))
    clients.forEach((client, number) => {
      client.socket.end(`${number},`.repeat(100))
    })
    await Promise.all(clients.map((client) => client.ended))
    expect(clients.map((client) => client.received.toString())).toEqual(
      clients.map((_, number) => `${number},`.repeat(100)),
    )
    expect(wired.link.counters.read().connections).toBe(200)
  })
})

describe('counters', () => {
  it("equal the bytes of the clients' sockets, in memory that another thread can read", async () => {
    const counters = createLinkCounters()
    await using wired = await wire(await startEcho(), { counters: new Float64Array(counters) })
    const clients = await Promise.all([1, 1000, MIB].map(() => dial(wired.link.address)))
    clients.forEach(({ socket }, i) => {
      socket.end(randomBytes([1, 1000, MIB][i] as number))
    })
    await Promise.all(clients.map((client) => client.ended))
    const sum = (of: 'bytesWritten' | 'bytesRead') => clients.reduce((total, { socket }) => total + socket[of], 0)
    expect(readLinkCounters(new Float64Array(counters))).toEqual({
      up: sum('bytesWritten'),
      down: sum('bytesRead'),
      connections: 3,
    })
    expect(sum('bytesRead')).toBe(1 + 1000 + MIB)
  })

  it('refuse memory that is too small', async () => {
    await expect(
      openLink({ upstream: { host: '127.0.0.1', port: 1 }, seed: 1, counters: new Float64Array(2) }),
    ).rejects.toThrow(RangeError)
  })
})

describe('back-pressure', () => {
  it.each([
    ['a clean link', false],
    ['a delayed link', true],
  ])('stops the source when nobody reads behind %s, and loses nothing', async (_name, delayed) => {
    await using wired = await wire(await startBackend())
    if (delayed) {
      const attributes = { latency: 20, jitter: 0 }
      wired.link.setFault({ id: 'slow', type: 'latency', stream: 'upstream', toxicity: 1, attributes })
    }
    const { client, server } = await join(wired)
    server.socket.pause()
    const total = 128 * MIB
    const block = randomBytes(MIB)
    let written = 0
    let largestHeld = 0
    const watch = setInterval(() => {
      largestHeld = Math.max(largestHeld, wired.link.diagnostics().heldBytes.upstream)
    }, 1)
    const writing = (async () => {
      for (; written < total; written += block.length) {
        if (!client.socket.write(block)) await once(client.socket, 'drain')
      }
      client.socket.end()
    })()
    await pause(500)
    const stalledAt = written
    expect(stalledAt).toBeGreaterThan(0)
    expect(stalledAt).toBeLessThan(BUFFERS_BYTES)
    await pause(200)
    expect(written).toBe(stalledAt)
    let received = 0
    let intact = true
    server.socket.removeAllListeners('data')
    server.socket.on('data', (bytes: Buffer) => {
      const at = received % MIB
      const head = bytes.subarray(0, MIB - at)
      intact &&= head.equals(block.subarray(at, at + head.length))
      received += bytes.length
    })
    server.socket.resume()
    await writing
    await server.ended
    clearInterval(watch)
    expect({ received, intact }).toEqual({ received: total, intact: true })
    // One chunk may be under way when the source is paused.
    expect(largestHeld).toBeLessThan(HELD_LIMIT_BYTES + MIB)
  })
})

describe('closing', () => {
  it('passes on the half-close of either end, and the other half goes on', async () => {
    await using wired = await wire(await startBackend())
    const first = await join(wired)
    first.client.socket.end('request')
    expect(await first.server.ended).toEqual({ is: 'fin' })
    first.server.socket.end('reply after the FIN')
    await first.client.ended
    expect(first.client.received.toString()).toBe('reply after the FIN')
    const second = await join(wired)
    second.server.socket.end('greeting')
    expect(await second.client.ended).toEqual({ is: 'fin' })
    second.client.socket.end('still sending')
    await second.server.ended
    expect(second.server.received.toString()).toBe('still sending')
  })

  it('passes on the RST of either end, behind the bytes', async () => {
    await using wired = await wire(await startBackend())
    const first = await join(wired)
    first.client.socket.write('last words')
    await first.server.read(10)
    first.client.socket.resetAndDestroy()
    expect(await first.server.ended).toEqual({ is: 'error', code: 'ECONNRESET' })
    const second = await join(wired)
    second.server.socket.resetAndDestroy()
    expect(await second.client.ended).toEqual({ is: 'error', code: 'ECONNRESET' })
    await until(() => wired.link.diagnostics().openConnections === 0)
  })

  it('resets the client when the upstream cannot be reached', async () => {
    const backend = await startBackend()
    const link = await openLink({ upstream: backend.address, seed: 1 })
    await backend.close()
    const client = await dial(link.address)
    expect(await client.ended).toEqual({ is: 'error', code: 'ECONNRESET' })
    await link.close()
  })

  it('leads to another server that the first one has named, when that one is gone', async () => {
    const [first, second] = [await startEcho(), await startEcho()]
    const reached: Address[] = []
    const filter: StreamFilter = {
      open: ({ upstream, downstream, reach }) => ({
        upstream: passing(upstream, () => void reach(second.address).then((at) => reached.push(at))),
        downstream: passing(downstream),
      }),
      setFault: () => false,
      clearFault: () => {},
    }
    const link = await openLink({ upstream: first.address, seed: 1, filter })
    const before = await dial(link.address)
    before.socket.write('hello')
    await until(() => reached.length === 1)
    before.socket.destroy()
    await first.close()
    const refused = await dial(link.address)
    expect(await refused.ended).toEqual({ is: 'error', code: 'ECONNRESET' })
    const after = await dial(link.address)
    after.socket.end('again')
    expect(await after.ended).toEqual({ is: 'fin' })
    expect(after.received.toString()).toBe('again')
    // What leads to the second one is the link's own port now.
    await until(() => reached.at(-1)?.port === link.address.port)
    await link.close()
    await second.close()
  })

  it('resets a connection whose FIN was being sent at that moment', async () => {
    await using wired = await wire(await startBackend())
    for (let i = 0; i < 20; i++) {
      const { client, server } = await join(wired)
      client.socket.end('x')
      await server.ended
      client.socket.resetAndDestroy()
      server.socket.resetAndDestroy()
    }
    await until(() => wired.link.diagnostics().openConnections === 0)
  })

  it('leaves no socket, timer or port, whatever was held', async () => {
    const active = () => process.getActiveResourcesInfo().filter((type) => /^(TCP|Timeout)/.test(type))
    const before = active().length
    const backend = await startBackend()
    const link = await openLink({ upstream: backend.address, seed: 1 })
    const fault = { toxicity: 1, stream: 'upstream' } as const
    link.setFault({ ...fault, id: 'a', type: 'latency', attributes: { latency: 60_000, jitter: 0 } })
    link.setFault({ ...fault, id: 'b', type: 'reset_peer', stream: 'downstream', attributes: { timeout: 60_000 } })
    const client = await dial(link.address)
    const server = await backend.next()
    client.socket.write('held')
    server.socket.write('held too')
    await until(() => link.diagnostics().heldBytes.upstream > 0 && link.diagnostics().heldBytes.downstream > 0)
    await link.close()
    await link.close()
    expect(await client.ended).toEqual({ is: 'error', code: 'ECONNRESET' })
    await expect(dial(link.address)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await backend.close()
    // Handles are closed in the turn of the event loop that follows.
    await until(() => active().length <= before)
  })

  it('ends while the port of a link that was down cannot be had', async () => {
    await using wired = await wire(await startBackend())
    const { link } = wired
    link.setFault({ id: 'cut', type: 'down', stream: 'downstream', toxicity: 1, attributes: {} })
    const squatter = createServer()
    await listen(squatter, link.address.port)
    await link.clearFault('cut')
    expect(link.diagnostics().listening).toBe(false)
    await link.close()
    squatter.close()
  })
})

/** What is not loopback, however it is written, and what only some resolvers take for it. */
const elsewhere = [
  '10.0.0.1',
  '0.0.0.0',
  '::',
  '128.0.0.1',
  '169.254.169.254',
  // Names are not looked up, so none can lead here today and elsewhere tomorrow.
  'example.com',
  '127.0.0.1.example.com',
  'localhost.example.com',
  'rebind.localhost.',
  // IPv4 in IPv6 (RFC 4291 §2.5.5), beyond loopback.
  '::ffff:10.0.0.1',
  '::ffff:a9fe:a9fe',
  '::127.0.0.1',
  // Decimal, octal, hexadecimal, short: forms of 127.0.0.1 and of others that inet_aton would take.
  '2130706433',
  '0177.0.0.1',
  '0x7f.0.0.1',
  '0x7f000001',
  '127.1',
  '2852039166',
  '0251.0376.0251.0376',
  '',
  '127.0.0.1 ',
]

describe('upstream', () => {
  it('can be changed: new connections go to the new one, old ones stay', async () => {
    await using wired = await wire(await startBackend())
    const other = await startBackend()
    const before = await join(wired)
    await wired.link.retarget(other.address)
    const client = await dial(wired.link.address)
    client.socket.write('new')
    const server = await other.next()
    expect((await server.read(3)).toString()).toBe('new')
    before.client.socket.write('old')
    expect((await before.server.read(3)).toString()).toBe('old')
    await other.close()
  })

  it('is refused beyond loopback unless the operator allowed the host', async () => {
    for (const host of elsewhere) {
      await expect(openLink({ upstream: { host, port: 80 }, seed: 1 }), host).rejects.toThrow(`'${host}'`)
    }
    for (const host of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', 'localhost', 'Broker.internal']) {
      const link = await openLink({ upstream: { host, port: 80 }, seed: 1, allowedHosts: ['broker.internal'] })
      await expect(link.retarget({ host: 'example.com', port: 80 })).rejects.toThrow('example.com')
      await link.close()
    }
    await expect(openLink({ upstream: { host: '127.0.0.1', port: 0 }, seed: 1 })).rejects.toThrow(RangeError)
  })

  it('is reached by the name localhost', async () => {
    const echo = await startEcho()
    const { port } = echo.address
    await using wired = await wire(echo, { upstream: { host: 'localhost', port } })
    const client = await dial(wired.link.address)
    client.socket.write('hello')
    expect((await client.read(5)).toString()).toBe('hello')
  })
})
