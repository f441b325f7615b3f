import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dial, join, startBackend, startEcho, wire } from '../test-peers.ts'
import { Chance, type Item } from './fault.ts'
import { latency } from './latency.ts'
import { settings, VirtualWire } from './virtual-wire.ts'

const US_PER_MS = 1000

const slow = (latencyMs: number, jitterMs = 0, toxicity = 1) =>
  ({
    id: 'slow',
    type: 'latency',
    stream: 'downstream',
    toxicity,
    attributes: { latency: latencyMs, jitter: jitterMs },
  }) as const

function virtualStage(latencyMs: number, jitterMs: number, chance = new Chance(1, 'slow', 1)) {
  const wire = new VirtualWire()
  const stage = latency({ ...settings('latency', { latency: latencyMs, jitter: jitterMs }), chance }).stage?.(wire)
  if (!stage) throw new Error('latency acts on the stream')
  return { wire, stage }
}

const chunk = (offset: number, length = 1): Item => ({ is: 'bytes', bytes: Buffer.alloc(length), offset })

describe('under a virtual clock', () => {
  it('releases everything exactly when it is due, and nothing before what was sent earlier', () => {
    fc.assert(
      fc.property(
        fc.nat(500),
        fc.nat(500),
        fc.array(fc.nat(50_000), { minLength: 1 }),
        (latencyMs, jitterMs, gapsUs) => {
          const chance = new Chance(1, 'slow', 0.7)
          const { wire, stage } = virtualStage(latencyMs, jitterMs, chance)
          let previousUs = 0
          const expected = gapsUs.map((gapUs, offset) => {
            wire.advance(gapUs)
            stage.take(chunk(offset))
            const drawnMs = latencyMs + (2 * chance.draw('jitter', 0, offset) - 1) * jitterMs
            const delayUs = chance.hits(0, offset) ? Math.max(0, drawnMs) * US_PER_MS : 0
            previousUs = Math.max(previousUs, wire.timers.nowUs() + delayUs)
            return { offset, atUs: previousUs }
          })
          wire.advance((latencyMs + jitterMs) * US_PER_MS)
          expect(wire.passed.map(({ item, atUs }) => ({ offset: item.offset, atUs }))).toEqual(expected)
          expect(stage.heldBytes).toBe(0)
          expect(wire.armed).toBe(0)
        },
      ),
    )
  })

  it('spreads the delay evenly over ± jitter', () => {
    const { wire, stage } = virtualStage(100, 50)
    const n = 4000
    const delaysMs = Array.from({ length: n }, (_, i) => {
      stage.take(chunk(i))
      const fromUs = wire.timers.nowUs()
      wire.advance(200 * US_PER_MS)
      return ((wire.passed.at(-1)?.atUs ?? 0) - fromUs) / US_PER_MS
    })
    // Each quarter of 50…150 ms: n/4 ± 5 standard deviations of a binomial count.
    const deviation = 5 * Math.sqrt(n * 0.25 * 0.75)
    for (const fromMs of [50, 75, 100, 125]) {
      const inQuarter = delaysMs.filter((ms) => ms >= fromMs && ms < fromMs + 25).length
      expect(Math.abs(inQuarter - n / 4)).toBeLessThan(deviation)
    }
  })

  it.each([0, 0.3, 1])('hits the share %d of the chunks of one connection, the same ones every time', (toxicity) => {
    const n = 5000
    const play = () => {
      const { wire, stage } = virtualStage(100, 0, new Chance(7, 'slow', toxicity))
      return Array.from({ length: n }, (_, i) => {
        stage.take(chunk(i))
        const delayed = stage.heldBytes > 0
        wire.advance(100 * US_PER_MS)
        return delayed
      })
    }
    const hits = play()
    const share = hits.filter(Boolean).length / n
    expect(Math.abs(share - toxicity)).toBeLessThanOrEqual(5 * Math.sqrt((toxicity * (1 - toxicity)) / n))
    expect(play()).toEqual(hits)
  })

  it('delays FIN and RST behind the bytes', () => {
    const { wire, stage } = virtualStage(100, 0)
    stage.take(chunk(0))
    stage.take({ is: 'fin', offset: 1 })
    stage.take({ is: 'reset', offset: 1 })
    wire.advance(100 * US_PER_MS - 1)
    expect(wire.passed).toEqual([])
    wire.advance(1)
    expect(wire.passed.map(({ item }) => item.is)).toEqual(['bytes', 'fin', 'reset'])
  })

  it('keeps no timer once it is dropped', () => {
    const { wire, stage } = virtualStage(100, 0)
    stage.take(chunk(0))
    expect(wire.armed).toBe(1)
    stage.drop()
    expect(wire.armed).toBe(0)
  })
})

describe('on the wire', () => {
  it('delivers any sequence of writes unchanged', async () => {
    const writes = fc.array(fc.uint8Array({ maxLength: 200_000, size: 'max' }), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(writes, fc.nat(15), fc.nat(15), async (chunks, latencyMs, jitterMs) => {
        await using wired = await wire(await startEcho())
        wired.link.setFault(slow(latencyMs, jitterMs))
        wired.link.setFault({ ...slow(latencyMs, jitterMs), id: 'up', stream: 'upstream' })
        const client = await dial(wired.link.address)
        for (const bytes of chunks) client.socket.write(bytes)
        client.socket.end()
        expect(await client.ended).toEqual({ is: 'fin' })
        expect(client.received.equals(Buffer.concat(chunks))).toBe(true)
      }),
      { numRuns: 25 },
    )
  })

  it('delays a connection that was open before, and both directions add up', async () => {
    await using wired = await wire(await startEcho())
    const client = await dial(wired.link.address)
    client.socket.write('a')
    await client.read(1)
    wired.link.setFault(slow(200))
    wired.link.setFault({ ...slow(100), id: 'up', stream: 'upstream' })
    const sentMs = performance.now()
    client.socket.write('b')
    await client.read(2)
    expect((client.arrivedAtMs.at(-1) as number) - sentMs).toBeGreaterThanOrEqual(300)
    expect((client.arrivedAtMs.at(-1) as number) - sentMs).toBeLessThan(600)
  })

  it('lets go of what it holds the moment it is cleared, in order, and delays nothing after', async () => {
    await using wired = await wire(await startBackend())
    const { client, server } = await join(wired)
    wired.link.setFault(slow(60_000, 30_000))
    for (let i = 0; i < 50; i++) {
      server.socket.write(`${i},`)
      await new Promise(setImmediate)
    }
    const all = Array.from({ length: 50 }, (_, i) => `${i},`).join('')
    await expect.poll(() => wired.link.diagnostics().heldBytes.downstream).toBe(all.length)
    const clearedMs = performance.now()
    await wired.link.clearFault('slow')
    server.socket.end('after')
    await client.ended
    expect(client.received.toString()).toBe(`${all}after`)
    expect(performance.now() - clearedMs).toBeLessThan(5000)
  })

  it('loses nothing of a request whose caller has gone: bytes under way arrive, then the RST', async () => {
    await using wired = await wire(await startBackend())
    const { client, server } = await join(wired)
    wired.link.setFault({ ...slow(150), stream: 'upstream' })
    client.socket.write('order')
    await expect.poll(() => wired.link.diagnostics().heldBytes.upstream).toBe(5)
    client.socket.resetAndDestroy()
    expect((await server.read(5)).toString()).toBe('order')
    expect(await server.ended).toEqual({ is: 'error', code: 'ECONNRESET' })
  })
})
