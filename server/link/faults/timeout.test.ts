import { describe, expect, it } from 'vitest'
import { dial, join, pause, startBackend, startEcho, until, wire } from '../test-peers.ts'
import { Chance } from './fault.ts'
import { timeout } from './timeout.ts'
import { settings, VirtualWire } from './virtual-wire.ts'

const hole = (timeoutMs = 0, toxicity = 1) =>
  ({ id: 'hole', type: 'timeout', stream: 'downstream', toxicity, attributes: { timeout: timeoutMs } }) as const
const RESET = { is: 'error', code: 'ECONNRESET' }

describe('timeout', () => {
  it('lets nothing pass, and resets whom it starved when it is lifted', async () => {
    await using wired = await wire(await startBackend())
    const starved = await join(wired)
    const idle = await join(wired)
    wired.link.setFault(hole())
    starved.server.socket.end('reply')
    await pause(150)
    expect(starved.client.received.length).toBe(0)
    expect(wired.link.diagnostics().openConnections).toBe(2)
    await wired.link.clearFault('hole')
    expect(await starved.client.ended).toEqual(RESET)
    idle.server.socket.end('alive')
    expect(await idle.client.ended).toEqual({ is: 'fin' })
    expect(idle.client.received.toString()).toBe('alive')
  })

  it('is a one-way street: the other direction goes on', async () => {
    await using wired = await wire(await startBackend())
    const { client, server } = await join(wired)
    wired.link.setFault(hole())
    server.socket.write('swallowed')
    client.socket.write('request')
    expect((await server.read(7)).toString()).toBe('request')
  })

  it('holds nothing, however much it swallows', async () => {
    await using wired = await wire(await startBackend())
    const { client, server } = await join(wired)
    wired.link.setFault(hole())
    const mib = Buffer.alloc(1024 * 1024)
    for (let i = 0; i < 64; i++) server.socket.write(mib)
    await until(() => server.socket.writableLength === 0)
    expect(wired.link.diagnostics().heldBytes.downstream).toBe(0)
    expect(client.received.length).toBe(0)
    expect(wired.link.counters.read().down).toBe(0)
  })

  it('closes after its timeout, counted from the first byte that it swallowed', async () => {
    await using wired = await wire(await startEcho())
    const client = await dial(wired.link.address)
    const idle = await dial(wired.link.address)
    wired.link.setFault(hole(150))
    const sentMs = performance.now()
    client.socket.write('request')
    expect(await client.ended).toEqual({ is: 'fin' })
    expect(performance.now() - sentMs).toBeGreaterThanOrEqual(150)
    await wired.link.clearFault('hole')
    idle.socket.end('alive')
    expect(await idle.ended).toEqual({ is: 'fin' })
    expect(idle.received.toString()).toBe('alive')
  })

  it('never hits at toxicity 0', async () => {
    await using wired = await wire(await startEcho())
    wired.link.setFault(hole(0, 0))
    const client = await dial(wired.link.address)
    client.socket.end('hello')
    await client.ended
    expect(client.received.toString()).toBe('hello')
  })

  it('swallows everything after the first hit, so that no hole is left in the middle of the bytes', () => {
    const wire = new VirtualWire(3)
    const stage = timeout({ ...settings('timeout'), chance: new Chance(1, 'hole', 0.2) }).stage?.(wire)
    for (let offset = 0; offset < 1000; offset++) stage?.take({ is: 'bytes', bytes: Buffer.alloc(1), offset })
    expect(wire.passed.length).toBeLessThan(1000)
    expect(wire.passed.map(({ item }) => item.offset)).toEqual(wire.passed.map((_, i) => i))
    stage?.lift()
    expect(wire.ends).toEqual(['reset'])
  })
})
