import type { IPublishPacket, MqttClient } from 'mqtt'
import { expect, it, onTestFinished } from 'vitest'
import type { Address } from '../protocol.ts'
import { dial } from './dial.ts'
import { openBroker } from './engine.ts'

/** Takes messages and acknowledges none. */
async function lazyConsumer(broker: Address, clientId: string): Promise<{ client: MqttClient; got: IPublishPacket[] }> {
  const client = dial(broker, { clientId, clean: false })
  const got: IPublishPacket[] = []
  client.on('error', () => {})
  client.handleMessage = (packet, done) => {
    got.push(packet)
    done(new Error('not acknowledged'))
  }
  onTestFinished(() => void client.stream.destroy())
  await new Promise((resolve) => client.once('connect', resolve))
  await client.subscribeAsync('t', { qos: 1 })
  return { client, got }
}

it('on the next connection a message is marked as sent again, and its packet id is not given to another', async () => {
  const broker = await openBroker()
  onTestFinished(() => broker.close())
  const publisher = dial(broker.address, { clean: true })
  onTestFinished(() => void publisher.stream.destroy())
  const before = await lazyConsumer(broker.address, 'lazy')
  await publisher.publishAsync('t', 'one', { qos: 1 })
  await expect.poll(() => before.got.length).toBe(1)
  const closed = new Promise((resolve) => before.client.once('close', () => resolve(null)))
  before.client.stream.destroy()
  await closed
  const after = await lazyConsumer(broker.address, 'lazy')
  await expect.poll(() => after.got.length).toBe(1)
  await publisher.publishAsync('t', 'two', { qos: 1 })
  await expect.poll(() => after.got.length).toBe(2)
  expect(before.got.map(({ dup }) => dup)).toEqual([false])
  expect(after.got.map(({ dup }) => dup)).toEqual([true, false])
  const first = before.got[0]?.messageId as number
  expect(after.got.map(({ messageId }) => messageId)).toEqual([first, first + 1])
})
