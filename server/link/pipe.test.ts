import { describe, expect, it } from 'vitest'
import { dial, join, startBackend, startEcho, until, wire } from './test-peers.ts'

const latency = (id: string, latencyMs: number) =>
  ({
    id,
    type: 'latency',
    stream: 'downstream',
    toxicity: 1,
    attributes: { latency: latencyMs, jitter: 0 },
  }) as const

describe('several faults on one link', () => {
  it('act one after the other: delays add up', async () => {
    await using wired = await wire(await startEcho())
    wired.link.setFault(latency('one', 120))
    wired.link.setFault(latency('two', 130))
    const client = await dial(wired.link.address)
    const sentMs = performance.now()
    client.socket.write('x')
    await client.read(1)
    expect((client.arrivedAtMs[0] as number) - sentMs).toBeGreaterThanOrEqual(250)
  })

  it('what a cleared one held goes to the next one, in order', async () => {
    await using wired = await wire(await startBackend())
    const { client, server } = await join(wired)
    wired.link.setFault(latency('first', 60_000))
    wired.link.setFault(latency('second', 100))
    server.socket.write('held')
    await until(() => wired.link.diagnostics().heldBytes.downstream === 4)
    const clearedMs = performance.now()
    await wired.link.clearFault('first')
    server.socket.write(' and after')
    await client.read(14)
    expect(client.received.toString()).toBe('held and after')
    expect((client.arrivedAtMs[0] as number) - clearedMs).toBeGreaterThanOrEqual(100)
  })

  it('an id that is set again is replaced, on connections that are open too', async () => {
    await using wired = await wire(await startBackend())
    const { client, server } = await join(wired)
    wired.link.setFault(latency('slow', 60_000))
    server.socket.write('first ')
    await until(() => wired.link.diagnostics().heldBytes.downstream === 6)
    wired.link.setFault(latency('slow', 100))
    const changedMs = performance.now()
    server.socket.write('second')
    await client.read(12)
    expect(client.received.toString()).toBe('first second')
    expect((client.arrivedAtMs.at(-1) as number) - changedMs).toBeGreaterThanOrEqual(100)
  })
})
