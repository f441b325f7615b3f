import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { RequestWrites } from './request-writes.ts'

const servers: Server[] = []
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
afterEach(async () => {
  agent.destroy()
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
})

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer(onConnection).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function send(port: number, body: string) {
  const sent = request({ agent, host: '127.0.0.1', port, method: 'POST' })
  const writes = new RequestWrites(sent)
  const ended = new Promise<string>((resolve) => {
    sent.once('error', (error) => resolve(error.message))
    sent.once('response', (response) => response.resume().once('end', () => resolve('response')))
  })
  sent.end(body)
  return { writes, ended: await ended, reused: sent.reusedSocket }
}

it('counts nothing when the connection was refused, though Node counts what was waiting', async () => {
  const port = await listen(() => {})
  await new Promise((resolve) => servers.pop()?.close(resolve))
  const { writes, ended } = await send(port, 'body')
  expect(ended).toContain('ECONNREFUSED')
  expect(writes.any).toBe(false)
})

it('still knows after the socket is gone that something was written', async () => {
  const port = await listen((socket) => socket.once('data', () => socket.resetAndDestroy()))
  const { writes } = await send(port, 'body')
  expect(writes.any).toBe(true)
})

it('does not take the bytes of an earlier request on the same connection for its own', async () => {
  const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'
  const port = await listen((socket) => socket.on('error', () => {}).once('data', () => socket.write(answer)))
  expect((await send(port, 'first')).writes.any).toBe(true)
  const second = request({ agent, host: '127.0.0.1', port, method: 'POST' })
  const writes = new RequestWrites(second)
  second.on('error', () => {})
  const [socket] = (await once(second, 'socket')) as [Socket]
  expect(socket.bytesWritten).toBeGreaterThan(0)
  expect(writes.any).toBe(false)
  second.destroy()
})
