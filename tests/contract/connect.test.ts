import { describe, expect, it } from 'vitest'
import type { Address } from '#server/protocols/protocol.ts'
import { OrderService } from '../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { contract } from './contract.ts'
import { never, openLab, orderOf } from './lab.ts'
import { openRawSocket } from './raw-socket.ts'
import { openRpc, rpcBehaviour } from './rpc.ts'
import { rpcStream } from './rpc-stream.ts'

contract('connect')
contract('connect', { options: { tls: 'tls', encoding: 'json' } })
contract('connect', { style: 'stream' })
contract('connect', { style: 'stream', options: { encoding: 'json', tls: 'tls' } })
contract('connect', { options: { tls: 'mtls', tlsVersion: '1.2' } })
rpcBehaviour('connect')
rpcStream('connect')

const PATH = `/${OrderService.typeName}/PlaceOrder`
const json = { 'content-type': 'application/json' }

describe('Connect on HTTP/1.1', () => {
  it('is a POST with JSON to anybody', async () => {
    await using server = await openRpc('connect')
    const url = `http://${server.address.host}:${server.address.port}${PATH}`
    const body = JSON.stringify({ orderId: 'a', note: '주문' })
    const response = await fetch(url, { method: 'POST', headers: json, body })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ orderId: 'a', status: 'ORDER_STATUS_PLACED', noteLength: '2' })
  })

  it.each([
    ['no JSON', json, '{"orderId":', 400, 'invalid_argument'],
    ['a field of another type', json, '{"orderId":[]}', 400, 'invalid_argument'],
    ['a body over the cap', json, `{"note":"${'x'.repeat(600_000)}"}`, 429, 'resource_exhausted'],
    ['a deadline that is none', { ...json, 'connect-timeout-ms': 'soon' }, '{}', 400, 'invalid_argument'],
  ])('refuses %s', async (_, headers, body, status, code) => {
    await using server = await openRpc('connect')
    const url = `http://${server.address.host}:${server.address.port}${PATH}`
    const response = await fetch(url, { method: 'POST', headers, body })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ code })
  })

  it.each([
    ['garbage', '\x16\x03\x01\r\n\r\n'],
    [
      'HTTP/1.0 without a host',
      `POST ${PATH} HTTP/1.0\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`,
    ],
    [
      'a host that is none',
      `POST ${PATH} HTTP/1.1\r\nhost: a b\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`,
    ],
  ])('answers 400 to %s, and nobody else notices', async (_, bytes) => {
    await using lab = await openLab('connect')
    await lab.client.perform(orderOf(1), never)
    const raw = openRawSocket(lab.running.address as Address)
    raw.write(bytes)
    await raw.ended
    expect(raw.received()).toMatch(/^HTTP\/1\.1 400 /)
    expect((await lab.client.perform(orderOf(2), never)).kind).toBe('ok')
    expect(lab.firstLink().counters.read().connections).toBe(1)
  })
})
