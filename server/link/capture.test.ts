import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CapturedConnection, LinkCapture } from './capture.ts'
import { dial, startEcho, until, wire } from './test-peers.ts'

const generous = { connectionBytes: 1000, connections: 10, linkBytes: 10_000 }

function bytesOf({ chunks }: CapturedConnection, stream: 'upstream' | 'downstream'): Buffer {
  return Buffer.concat(chunks.filter((chunk) => chunk.stream === stream).map(({ bytes }) => bytes))
}

function everything(capture: LinkCapture): CapturedConnection[] {
  return capture.window(-Infinity, Infinity)
}

describe('captured bytes', () => {
  it('are those that crossed the link, in both directions, as many as it counted', async () => {
    await using wired = await wire(await startEcho(), { capture: true })
    const client = await dial(wired.link.address)
    client.socket.write('hello ')
    await client.read(6)
    client.socket.write('world')
    await client.read(11)
    const dials = [{ port: client.socket.localPort ?? 0, fromUs: 0, toUs: Infinity }]
    const [captured] = wired.link.capture?.dialled(dials) ?? []
    if (!captured) throw new Error('nothing captured')
    expect(bytesOf(captured, 'upstream').toString()).toBe('hello world')
    expect(bytesOf(captured, 'downstream').toString()).toBe('hello world')
    expect(captured.bytes).toEqual({ up: 11, down: 11 })
    expect(wired.link.counters.read()).toMatchObject(captured.bytes)
    expect(captured.closedUs).toBeNull()
    client.socket.end()
    await until(() => wired.link.capture?.dialled(dials)[0]?.closedUs !== null)
  })

  it('are those that arrived where a fault lets nothing through', async () => {
    await using wired = await wire(await startEcho(), { capture: true })
    const client = await dial(wired.link.address)
    wired.link.setFault({ id: 'hole', type: 'timeout', stream: 'downstream', toxicity: 1, attributes: { timeout: 0 } })
    client.socket.write('asked')
    await until(() => wired.link.counters.read().up === 5)
    const [captured] = everything(wired.link.capture as LinkCapture)
    expect(captured && bytesOf(captured, 'upstream').toString()).toBe('asked')
    expect(captured && bytesOf(captured, 'downstream').length).toBe(0)
  })

  it('are not kept where nobody asked', async () => {
    await using wired = await wire(await startEcho())
    expect(wired.link.capture).toBeNull()
  })

  it('belong to the connection of a port that was opened at that time, not to one before or after', () => {
    let nowUs = 0
    const capture = new LinkCapture(() => nowUs, generous)
    for (const at of [10, 20, 30]) {
      nowUs = at
      capture.open(at, 5000).add('upstream', new Uint8Array(at))
    }
    expect(capture.dialled([{ port: 5000, fromUs: 15, toUs: 25 }]).map(({ ordinal }) => ordinal)).toEqual([20])
    expect(capture.dialled([{ port: 5000, fromUs: 31, toUs: 40 }])).toEqual([])
    expect(capture.dialled([{ port: 5001, fromUs: 0, toUs: 40 }])).toEqual([])
  })

  it('are cut to the stretch of time that was asked for', () => {
    let nowUs = 0
    const capture = new LinkCapture(() => nowUs, generous)
    const shared = capture.open(0, 1)
    capture.open(1, 2)
    for (nowUs = 0; nowUs < 10; nowUs++) shared.add('downstream', Uint8Array.of(nowUs))
    const [window, ...others] = capture.window(3, 5)
    expect(others).toEqual([])
    expect(window?.chunks.map(({ atUs, offset }) => [atUs, offset])).toEqual([
      [3, 3],
      [4, 4],
      [5, 5],
    ])
  })
})

describe('the bounds of a capture', () => {
  const written = fc.array(
    fc.record({ connection: fc.nat(5), stream: fc.constantFrom('upstream', 'downstream'), length: fc.nat(120) }),
    { maxLength: 200 },
  )

  it('hold whatever is written, and what is kept lies at its own offset', () => {
    const limits = { connectionBytes: 400, connections: 4, linkBytes: 1000 }
    fc.assert(
      fc.property(written, (writes) => {
        const capture = new LinkCapture(() => 0, limits)
        const open = Array.from({ length: 6 }, (_, ordinal) => capture.open(ordinal, ordinal))
        const sent = open.map(() => ({ upstream: 0, downstream: 0 }))
        for (const { connection, stream, length } of writes) {
          const before = sent[connection]?.[stream as 'upstream'] ?? 0
          // Each byte says where it stands.
          const bytes = Uint8Array.from({ length }, (_, i) => (before + i) % 251)
          open[connection]?.add(stream as 'upstream', bytes)
          if (sent[connection]) sent[connection][stream as 'upstream'] += length
        }
        const kept = everything(capture)
        expect(kept.length).toBeLessThanOrEqual(limits.connections)
        let total = 0
        for (const one of kept) {
          const bytes = one.chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0)
          total += bytes
          expect(bytes).toBeLessThanOrEqual(limits.connectionBytes)
          expect(one.truncated).toBe(bytes < one.bytes.up + one.bytes.down)
          for (const { offset, bytes } of one.chunks) {
            expect([...bytes]).toEqual(Array.from(bytes, (_, i) => (offset + i) % 251))
          }
        }
        expect(total).toBeLessThanOrEqual(limits.linkBytes)
        expect(capture.keptBytes).toBe(total)
      }),
    )
  })

  it('keep the beginning of a long connection and its end', () => {
    const capture = new LinkCapture(() => 0, { connectionBytes: 10, connections: 1, linkBytes: 100 })
    const long = capture.open(0, 1)
    for (let i = 0; i < 100; i++) long.add('upstream', Uint8Array.of(i))
    const [kept] = everything(capture)
    expect(kept?.truncated).toBe(true)
    expect(kept && [...bytesOf(kept, 'upstream')]).toEqual([0, 1, 2, 3, 4, 95, 96, 97, 98, 99])
  })

  it('let closed connections go before open ones', () => {
    const capture = new LinkCapture(() => 0, { ...generous, connections: 2 })
    const [first, second] = [capture.open(0, 1), capture.open(1, 2)]
    first.add('upstream', Uint8Array.of(1))
    second.add('upstream', Uint8Array.of(2))
    second.close()
    capture.open(2, 3).add('upstream', Uint8Array.of(3))
    expect(everything(capture).map(({ ordinal }) => ordinal)).toEqual([0, 2])
  })
})
