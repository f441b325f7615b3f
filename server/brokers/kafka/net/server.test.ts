import { getEventListeners } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { Handle } from './connection.ts'
import { type NetLimits, openServer } from './server.ts'

const limits: NetLimits = { connections: 10, requestBytes: 100_000, waitingBytes: 200_000, idleMs: 60_000 }

async function open(handle: Handle, over: Partial<NetLimits> = {}) {
  const closed: string[] = []
  const server = await openServer({
    host: '127.0.0.1',
    port: 0,
    limits: { ...limits, ...over },
    handle,
    onClosed: (_peer, reason) => closed.push(reason),
  })
  onTestFinished(() => server.close())
  const dial = () => {
    const socket = connect(server.address)
    const got: string[] = []
    socket.on('error', () => {})
    socket.on('data', (chunk) => got.push(...chunk.toString()))
    onTestFinished(() => void socket.destroy())
    return { socket, got, gone: new Promise((resolve) => socket.once('close', resolve)) }
  }
  return { server, closed, dial }
}

/** Eight bytes are the least that a request has: the first one names it. */
function request(name: string, bytes = 8): Buffer {
  const whole = Buffer.alloc(4 + bytes)
  whole.writeInt32BE(bytes)
  whole.write(name, 4)
  return whole
}

function sendAll(socket: Socket, names: string): void {
  for (const name of names) socket.write(request(name))
}

const nameOf = (request: Buffer) => String.fromCharCode(request[0] as number)

it('works on the requests of a connection one after the other, and of others meanwhile', async () => {
  const held = Promise.withResolvers<void>()
  const begun: string[] = []
  const { dial } = await open(async (request) => {
    const name = nameOf(request)
    begun.push(name)
    if (name === 'a') await held.promise
    return [Buffer.from(name)]
  })
  const [one, other] = [dial(), dial()]
  sendAll(one.socket, 'abc')
  await vi.waitFor(() => expect(begun).toEqual(['a']))
  sendAll(other.socket, 'xy')
  await vi.waitFor(() => expect(other.got).toEqual(['x', 'y']))
  expect(begun).toEqual(['a', 'x', 'y'])
  held.resolve()
  await vi.waitFor(() => expect(one.got).toEqual(['a', 'b', 'c']))
})

it('tells who waits that nobody is there to be answered any more', async () => {
  const gone = Promise.withResolvers<void>()
  const { dial, server } = await open(async (_request, peer) => {
    await new Promise((resolve) => peer.gone.addEventListener('abort', resolve))
    gone.resolve()
    return [Buffer.from('late')]
  })
  const { socket } = dial()
  sendAll(socket, 'ab')
  await vi.waitFor(() => expect(server.diagnostics().connections).toBe(1))
  socket.destroy()
  await gone.promise
  await vi.waitFor(() => expect(server.diagnostics()).toEqual({ connections: 0, waitingBytes: 0 }))
})

it('sends nothing where nothing is to be sent', async () => {
  const { dial } = await open((request) => (nameOf(request) === 'a' ? null : [Buffer.from(nameOf(request))]))
  const { socket, got } = dial()
  sendAll(socket, 'abac')
  await vi.waitFor(() => expect(got).toEqual(['b', 'c']))
})

it('closes the one connection whose handler failed', async () => {
  const { dial, closed } = await open((request) => {
    if (nameOf(request) === 'a') throw new Error('a bug')
    return [Buffer.from('x')]
  })
  const [one, other] = [dial(), dial()]
  sendAll(one.socket, 'a')
  await one.gone
  await vi.waitFor(() => expect(closed).toEqual([expect.stringContaining('the broker failed: Error: a bug')]))
  sendAll(other.socket, 'b')
  await vi.waitFor(() => expect(other.got).toEqual(['x']))
})

it('keeps no more than so much of what all of them send', async () => {
  const { dial, closed, server } = await open(() => new Promise(() => {}))
  const all = Array.from({ length: 5 }, dial)
  for (const { socket } of all) socket.write(request('a', 80_000))
  await vi.waitFor(() => expect(closed.length).toBeGreaterThan(1))
  expect(closed[0]).toBe('all connections together have sent more than is kept')
  expect(server.diagnostics().waitingBytes).toBeLessThanOrEqual(limits.waitingBytes)
})

it('gives back what was worked on, though the client always sends the next before it has the last answer', async () => {
  const { dial, closed, server } = await open(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    return [Buffer.from('x')]
  })
  const { socket, got } = dial()
  const total = 60
  let sent = 0
  const send = () => {
    if (sent++ < total) socket.write(request('a', 10_000))
  }
  socket.on('data', (chunk) => {
    for (const _ of chunk) send()
  })
  for (let ahead = 0; ahead < 10; ahead++) send()
  await vi.waitFor(() => expect(closed.length + got.length / total).toBe(1), 30_000)
  expect(closed).toEqual([])
  expect(server.diagnostics().waitingBytes).toBe(0)
})

const LARGE = Buffer.alloc(16_000_000, 'x')

it('takes nothing for a connection that is gone', async () => {
  const { dial, server } = await open(() => [LARGE])
  const { socket } = dial()
  socket.pause()
  socket.write(Buffer.concat([request('a'), request('b').subarray(0, 9)]))
  await vi.waitFor(() => expect(server.diagnostics().waitingBytes).toBeGreaterThan(0))
  // The answer does not fit into the sockets' buffers: it is being sent.
  await new Promise((resolve) => setTimeout(resolve, 50))
  socket.destroy()
  await vi.waitFor(() => expect(server.diagnostics().connections).toBe(0))
  await new Promise(setImmediate)
  expect(server.diagnostics().waitingBytes).toBe(0)
})

it('listens for the end of a connection only as long as it sends', async () => {
  const gone: AbortSignal[] = []
  const { dial } = await open((request, peer) => {
    gone.push(peer.gone)
    return nameOf(request) === 'a' ? [LARGE] : [Buffer.from('.')]
  })
  const { socket } = dial()
  let end = ''
  socket.on('data', (chunk: Buffer) => {
    end = String.fromCharCode(chunk.at(-1) as number)
  })
  sendAll(socket, 'aaab')
  await vi.waitFor(() => expect(end).toBe('.'), 30_000)
  expect(gone.length).toBe(4)
  expect(getEventListeners(gone[0] as AbortSignal, 'abort')).toEqual([])
})

it('closes a connection that says nothing for too long', async () => {
  const { dial, closed } = await open(() => null, { idleMs: 50 })
  await dial().gone
  await vi.waitFor(() => expect(closed).toEqual(['nothing was sent for 50 ms']))
})

it('resets every connection when it is closed, and refuses new ones', async () => {
  const { dial, server } = await open(() => new Promise(() => {}))
  const one = dial()
  await new Promise((resolve) => one.socket.once('connect', resolve))
  await server.close()
  await server.close()
  await one.gone
  await dial().gone
})
