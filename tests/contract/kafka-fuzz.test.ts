import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import type { BrokerEvent } from '#server/brokers/kafka/broker/events.ts'
import { type KafkaBroker, openKafkaBroker } from '#server/brokers/kafka/kafka-broker.ts'
import { apis } from '#server/brokers/kafka/wire/apis.ts'
import { readResponseHeader } from '#server/brokers/kafka/wire/header.ts'
import { Reader } from '#server/brokers/kafka/wire/reader.ts'
import { fuzz } from './kafka-fuzz.ts'

const INPUTS = 20_000

async function open(): Promise<{ broker: KafkaBroker; closed: string[] }> {
  const broker = await openKafkaBroker()
  onTestFinished(() => broker.close())
  const closed: string[] = []
  broker.watch((event: BrokerEvent) => {
    if (event.is === 'connection-closed') closed.push(event.reason)
  })
  return { broker, closed }
}

/** Send these bytes; everything that came until the connection was closed, or as many bytes as are wanted. */
function exchange({ address }: KafkaBroker, sent: Buffer, wantedBytes = Number.POSITIVE_INFINITY): Promise<Buffer> {
  return new Promise((resolve) => {
    const socket = connect(address)
    let got = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk])
      if (got.length >= wantedBytes) socket.destroy()
    })
    socket.on('close', () => resolve(got))
    socket.write(sent)
  })
}

function frame(hex: string): Buffer {
  const body = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  const size = Buffer.alloc(4)
  size.writeInt32BE(body.length)
  return Buffer.concat([size, body])
}

it(`${INPUTS} inputs that no client sends close their own connections, and nothing else`, async () => {
  const { broker, closed } = await open()
  await fuzz(broker.address, { seed: 1, from: 0, to: INPUTS })
  expect(closed.filter((reason) => reason.startsWith('the broker failed'))).toEqual([])
  expect(closed.length).toBeGreaterThan(INPUTS / 10)
  expect(broker.diagnostics()).toMatchObject({ connections: 0, waitingBytes: 0, waitingRequests: 0 })
  expect((await exchange(broker, frame('0012 0000 00000007 ffff'), 10)).length).toBeGreaterThan(10)
})

it.each([
  ['a size that is negative', 'ffffffff', 'a request of -1 bytes is too small'],
  ['a size over the limit', '7fffffff', 'a request of 2147483647 bytes is larger than the 33554432 that are taken'],
  [
    'another protocol',
    Buffer.from('GET / HTTP/1.1\r\n\r\n').toString('hex'),
    'a request of 1195725856 bytes is larger',
  ],
  ['an API that is unknown', frame('0064 0000 00000007 ffff').toString('hex'), 'there is no API 100 here'],
  ['a version that is unknown', frame('0003 0063 00000007 ffff').toString('hex'), 'Metadata v99 is not spoken here'],
  [
    'a request that is cut off',
    frame('0003 0001 00000007 ffff 00000001').toString('hex'),
    'an array of 1 elements in 0 bytes',
  ],
  [
    'a request with something behind it',
    frame('0012 0000 00000007 ffff 00').toString('hex'),
    '1 bytes behind a request of ApiVersions v0',
  ],
])('%s closes the connection, with the reason', async (_name, hex, reason) => {
  const { broker, closed } = await open()
  expect((await exchange(broker, Buffer.from(hex, 'hex'))).length).toBe(0)
  await expect.poll(() => closed).toEqual([expect.stringContaining(reason)])
})

it('tells in v0 which versions of ApiVersions there are to who asks in another one (KIP-511)', async () => {
  const { broker } = await open()
  const got = await exchange(broker, frame('0012 0063 00000007 00ff ff00 aabb'), 14)
  const reader = new Reader(got, 4)
  expect(readResponseHeader(reader, apis.apiVersions as never, 0)).toBe(7)
  const { errorCode, apis: told } = apis.apiVersions.response(0).read(reader)
  expect(errorCode).toBe(35)
  expect(told).toContainEqual({ key: 18, min: 0, max: 4 })
})

it('takes so many connections and no more', async () => {
  const broker = await openKafkaBroker({ limits: { connections: 2 } })
  onTestFinished(() => broker.close())
  const hold = () => {
    const socket = connect(broker.address)
    onTestFinished(() => void socket.destroy())
    return new Promise((resolve) => socket.once('connect', resolve))
  }
  await hold()
  await hold()
  expect((await exchange(broker, frame('0012 0000 00000007 ffff'), 1)).length).toBe(0)
})
