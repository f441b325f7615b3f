import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { hangUp } from './listener.ts'

test('in the middle of a handshake that is being given up, a connection is closed and not wedged by a reset', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.on('error', () => {})
  onTestFinished(() => void client.destroy())
  const [raw] = (await once(server, 'connection')) as [Socket]
  const tls = new TLSSocket(raw, { isServer: true })
  tls.on('error', () => {})
  const errors: Error[] = []
  raw.on('error', (error) => errors.push(error))
  // What the TLS does here, the TCP socket under it does not hear of.
  tls.end()
  await new Promise(process.nextTick)
  hangUp(raw, undefined)
  await once(raw, 'close')
  expect(errors).toEqual([])
})
