import { describe, expect, it } from 'vitest'
import { type Backend, dial, join, startBackend, startEcho, wire } from '../test-peers.ts'
import { Chance } from './fault.ts'

const SEED = 42
const cut = (stream: 'upstream' | 'downstream', toxicity = 1, timeout = 0) =>
  ({ id: 'cut', type: 'reset_peer', stream, toxicity, attributes: { timeout } }) as const
const RESET = { is: 'error', code: 'ECONNRESET' }

describe('reset_peer', () => {
  it('upstream: the request is lost and both ends are reset', async () => {
    await using wired = await wire(await startBackend())
    const { client, server } = await join(wired)
    wired.link.setFault(cut('upstream'))
    client.socket.write('request')
    expect(await client.ended).toEqual(RESET)
    expect(await server.ended).toEqual(RESET)
    expect(server.received.length).toBe(0)
  })

  it('downstream: the request has arrived and its reply is lost', async () => {
    await using wired = await wire(await startBackend())
    const { client, server } = await join(wired)
    wired.link.setFault(cut('downstream'))
    client.socket.write('request')
    expect((await server.read(7)).toString()).toBe('request')
    server.socket.write('reply')
    expect(await client.ended).toEqual(RESET)
    expect(client.received.length).toBe(0)
  })

  it('waits for its timeout, and lifted before that it has done nothing', async () => {
    await using wired = await wire(await startEcho())
    const first = await dial(wired.link.address)
    wired.link.setFault(cut('downstream', 1, 150))
    const sentMs = performance.now()
    first.socket.write('hello')
    expect(await first.ended).toEqual(RESET)
    expect(performance.now() - sentMs).toBeGreaterThanOrEqual(150)
    wired.link.setFault(cut('downstream', 1, 60_000))
    const second = await dial(wired.link.address)
    second.socket.write('hello')
    await expect.poll(() => wired.link.diagnostics().heldBytes.downstream).toBe(5)
    await wired.link.clearFault('cut')
    second.socket.end(' again')
    expect(await second.ended).toEqual({ is: 'fin' })
    expect(second.received.toString()).toBe('hello again')
  })

  it.each([0, 0.3, 1])('toxicity %d: as many connections as that, and the ones the seed names', async (toxicity) => {
    const n = 300
    await using wired = await wire(await startEcho(), { seed: SEED })
    wired.link.setFault(cut('upstream', toxicity))
    const hit: boolean[] = []
    // One after the other, so that the n-th dialled is the n-th accepted.
    for (let i = 0; i < n; i++) {
      const client = await dial(wired.link.address)
      client.socket.end('x')
      hit.push((await client.ended).is === 'error')
    }
    const chance = new Chance(SEED, 'cut', toxicity)
    expect(hit).toEqual(hit.map((_, ordinal) => chance.hits(ordinal, 0)))
    const share = hit.filter(Boolean).length / n
    expect(Math.abs(share - toxicity)).toBeLessThanOrEqual(5 * Math.sqrt((toxicity * (1 - toxicity)) / n))
  })

  it('draws anew for each chunk: one connection lives through some requests and not through all', async () => {
    const lives = async (backend: Backend) => {
      await using wired = await wire(backend, { seed: SEED })
      wired.link.setFault(cut('upstream', 0.02))
      const client = await dial(wired.link.address)
      let ended = false
      void client.ended.then(() => {
        ended = true
      })
      let replies = 0
      while (!ended) {
        client.socket.write('x')
        await Promise.race([client.read(replies + 1), client.ended])
        if (!ended) replies = client.received.length
      }
      return replies
    }
    const chance = new Chance(SEED, 'cut', 0.02)
    const firstHit = Array.from({ length: 1000 }, (_, offset) => offset).find((offset) => chance.hits(0, offset))
    expect(firstHit).toBeGreaterThan(1)
    expect(await lives(await startEcho())).toBe(firstHit)
  })
})
