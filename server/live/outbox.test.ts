import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { io } from 'socket.io-client'
import { expect, onTestFinished, test } from 'vitest'
import type { Frame, RunEvent } from '#core/run.ts'
import { createOutbox, type Outbox } from './outbox.ts'

/** Longer than any test: nothing but what is put in moves on the line. */
const NEVER_MS = 600_000

/** A real line over this transport: its outbox, and what its reader was told, message by message. */
async function lineOver(transport: 'websocket' | 'polling') {
  const http = createServer()
  const server = new Server(http, { pingInterval: NEVER_MS })
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))
  const accepted = new Promise<Socket>((connected) => server.once('connection', connected))
  const { port } = http.address() as AddressInfo
  const client = io(`http://127.0.0.1:${port}`, { transports: [transport] })
  onTestFinished(async () => {
    client.close()
    await server.close()
  })
  const told: RunEvent[][] = []
  client.on('events', ({ events }: { events: RunEvent[] }) => told.push(events))
  const socket = await accepted
  return { outbox: createOutbox(socket, 'a-run'), socket, told }
}

const state = (seq: number): RunEvent => ({ seq, atUs: seq, type: 'state', state: { is: 'running' } })
const frame = (seq: number): RunEvent => {
  const [fromUs, toUs] = [seq * 1000, (seq + 1) * 1000]
  const frame: Frame = {
    seq,
    fromUs,
    toUs,
    activeUs: 1000,
    lanes: {},
    lab: { cpu: 0, loopDelayP99Ms: {} },
    partial: false,
  }
  return { seq, atUs: seq, type: 'frame', frame }
}
const seqs = (told: RunEvent[][]) => told.flat().map(({ seq }) => seq)

test.each(['websocket', 'polling'] as const)('%s: what is said at once comes at once, all of it', async (transport) => {
  const { outbox, told } = await lineOver(transport)
  for (const seq of [1, 2, 3]) outbox.put([state(seq)])
  await expect.poll(() => seqs(told)).toEqual([1, 2, 3])
  for (const seq of [4, 5]) outbox.put([state(seq)])
  await expect.poll(() => seqs(told)).toEqual([1, 2, 3, 4, 5])
})

test('behind a line that takes nothing frames are merged, and all that they say comes', async () => {
  const { outbox, told } = await lineOver('websocket')
  // In one turn of the loop: no write is over before the next is asked for.
  for (let seq = 1; seq <= 100; seq++) outbox.put([frame(seq)])
  outbox.put([state(101)])
  await expect.poll(() => seqs(told).at(-1)).toBe(101)
  const frames = told.flat().flatMap((event) => (event.type === 'frame' ? [event.frame] : []))
  expect(frames.length).toBeLessThanOrEqual(3)
  expect(frames.map(({ fromUs }) => fromUs)).toEqual([1000, ...frames.slice(0, -1).map(({ toUs }) => toUs)])
  expect(frames.at(-1)?.toUs).toBe(101_000)
})

test('who is dropped is told nothing more', async () => {
  const { outbox, socket, told } = await lineOver('websocket')
  const others: Outbox = createOutbox(socket, 'another-run')
  outbox.put([state(1)])
  outbox.put([state(2)])
  outbox.put([state(3)])
  outbox.drop()
  outbox.put([state(4)])
  others.put([state(5)])
  await expect.poll(() => seqs(told).at(-1)).toBe(5)
  expect(seqs(told)).not.toContain(3)
  expect(seqs(told)).not.toContain(4)
})
