import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { afterEach, expect, it } from 'vitest'
import type { Address } from '../protocol.ts'
import { openSdk } from './sdk.ts'

const CREDENTIALS = { accessKeyId: 'id', secretAccessKey: 'secret' }
const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** Where a link would stand: keeps the first bytes of a connection and hangs up. */
async function listen(onFirstBytes: (socket: Socket, bytes: Buffer) => void): Promise<Address> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (bytes) => onFirstBytes(socket, bytes))
  }).listen(0, '127.0.0.1')
  closers.push(() => server.close())
  await once(server, 'listening')
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
}

function open(url: string, dial: Address) {
  const endpoint = { url, region: 'eu-west-1', credentials: CREDENTIALS }
  const sdk = openSdk({ endpoint, dial, connections: 1, maxAttempts: 1 })
  closers.push(() => sdk.destroy())
  return sdk
}

it('dials the link and still asks for the broker by its name', async () => {
  let request = ''
  const link = await listen((socket, bytes) => {
    request = bytes.toString('latin1')
    const body = '{"QueueUrls":["http://queue.wirelab.test/1/a"]}'
    socket.end(
      `HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
  })
  const { QueueUrls } = await open('http://queue.wirelab.test:9324', link).send(new ListQueuesCommand({}))
  expect(QueueUrls).toEqual(['http://queue.wirelab.test/1/a'])
  expect(request.toLowerCase()).toContain('host: queue.wirelab.test:9324')
  expect(request).toContain('/eu-west-1/sqs/aws4_request')
})

it('names the broker in the TLS handshake (SNI, RFC 6066 §3), not the link', async () => {
  let hello: Buffer = Buffer.alloc(0)
  const link = await listen((socket, bytes) => {
    hello = bytes
    socket.resetAndDestroy()
  })
  await expect(open('https://sqs.wirelab.test', link).send(new ListQueuesCommand({}))).rejects.toThrow()
  const HANDSHAKE = 0x16
  expect(hello[0]).toBe(HANDSHAKE)
  expect(hello.toString('latin1')).toContain('sqs.wirelab.test')
})

it('gives up a request at its own timeout', async () => {
  const link = await listen(() => {})
  const asked = open('http://queue.wirelab.test', link).send(new ListQueuesCommand({}), { requestTimeout: 100 })
  await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' })
})
