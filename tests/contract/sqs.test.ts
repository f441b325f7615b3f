import { CreateQueueCommand, ListQueuesCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { defaultsOf } from '#core/fields.ts'
import { receiptFor } from '#core/order.ts'
import { protocols } from '#core/protocols.ts'
import { ServiceRefusal } from '#core/refusal.ts'
import type { Address, Env } from '#server/protocols/protocol.ts'
import { endpointOf } from '#server/protocols/sqs/endpoint.ts'
import { openBroker } from '#server/protocols/sqs/engine.ts'
import { protocol } from '#server/protocols/sqs/protocol.ts'
import { openSdk } from '#server/protocols/sqs/sdk.ts'
import { contract, type Skip } from './contract.ts'
import { eventually, never, openLab, orderOf } from './lab.ts'

const skip = [
  { reason: 'the queue answers the caller, not the service', tests: ['tells the refusals of the service apart'] },
  {
    reason: 'stopped consumers are not noticed by the caller: that is the point of a queue',
    tests: ['is unreachable when the server is stopped'],
  },
] satisfies Skip[]

contract('sqs', { skip })
contract('sqs', { skip, options: { tls: 'tls' } })
contract('sqs', { skip, options: { tls: 'mtls', tlsVersion: '1.2', resumption: false } })

const empty = { visible: 0, invisible: 0, delayed: 0 }

function openDirectSdk(address: Address) {
  const sdk = openSdk({ endpoint: endpointOf({}, address), dial: address, connections: 8, maxAttempts: 1 })
  onTestFinished(() => sdk.destroy())
  return sdk
}

describe('SQS: consumers', () => {
  it('leave the backlog to the queue while they are stopped, and drain it when they are back', async () => {
    await using lab = await openLab('sqs')
    await lab.running.stop()
    const orders = Array.from({ length: 20 }, (_, seq) => orderOf(seq))
    const told = await Promise.all(orders.map((order) => lab.client.perform(order, never)))
    expect(told.map(({ kind }) => kind)).toEqual(Array(20).fill('ok'))
    // Polls that were hung up may hold a message for an instant; none stays invisible for its timeout.
    await eventually(async () => expect(await lab.running.depth?.()).toEqual({ ...empty, visible: 20 }))
    expect(lab.executed).toEqual([])
    await lab.running.start()
    await eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
    expect(lab.executed.map(({ orderId }) => orderId).sort()).toEqual(orders.map(({ orderId }) => orderId).sort())
  })

  it('finish and delete what they had received when they were stopped', async () => {
    let finish = () => {}
    await using lab = await openLab('sqs', {
      execute: (order) =>
        new Promise((resolve) => {
          finish = () => resolve(receiptFor(order))
        }),
    })
    await lab.client.perform(orderOf(1), never)
    await eventually(() => expect(lab.executed).toHaveLength(1))
    await lab.running.stop()
    expect(await lab.running.depth?.()).toEqual({ ...empty, invisible: 1 })
    finish()
    await eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
  })

  it('get an order again that failed, after its visibility timeout', async () => {
    let failures = 0
    await using lab = await openLab('sqs', {
      options: { visibilityTimeoutS: 1 },
      execute: async (order) => {
        if (failures++ === 0) throw new Error('the work failed')
        return receiptFor(order)
      },
    })
    await lab.client.perform(orderOf(1), never)
    await eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
    expect(lab.executed).toEqual([orderOf(1), orderOf(1)])
  })

  it('keep an order for which there is no room, and ask again', async () => {
    let refused = 0
    await using lab = await openLab('sqs', {
      execute: async (order) => {
        if (refused++ < 3) throw new ServiceRefusal('overloaded', 'no room')
        return receiptFor(order)
      },
    })
    await lab.client.perform(orderOf(1), never)
    await eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
    expect(lab.executed).toHaveLength(4)
  })

  it('work on a batch at once', async () => {
    const waiting: (() => void)[] = []
    await using lab = await openLab('sqs', {
      options: { consumers: 1, batch: 10, concurrency: 10 },
      execute: (order) => new Promise((resolve) => void waiting.push(() => resolve(receiptFor(order)))),
    })
    await lab.running.stop()
    await Promise.all(Array.from({ length: 10 }, (_, seq) => lab.client.perform(orderOf(seq), never)))
    await eventually(async () => expect(await lab.running.depth?.()).toEqual({ ...empty, visible: 10 }))
    await lab.running.start()
    await eventually(() => expect(waiting).toHaveLength(10))
    for (const done of waiting) done()
    await eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
  })

  it('throw away what would be refused for ever', async () => {
    await using lab = await openLab('sqs', {
      execute: async () => {
        throw new ServiceRefusal('invalid', 'no order')
      },
    })
    await lab.client.perform(orderOf(1), never)
    await eventually(() => expect(lab.executed).toHaveLength(1))
    await eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
  })

  it('go on after their link was down', async () => {
    await using lab = await openLab('sqs')
    const consume = lab.links.get('consume')
    consume?.setFault({ id: 'down', type: 'down', stream: 'downstream', toxicity: 1, attributes: {} })
    expect((await lab.client.perform(orderOf(1), never)).kind).toBe('ok')
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(lab.executed).toEqual([])
    await consume?.clearFault('down')
    await eventually(() => expect(lab.executed).toEqual([orderOf(1)]))
  })
})

describe('SQS: the embedded broker', () => {
  it('gives back at once what it handed to a receiver who had hung up', async () => {
    const broker = await openBroker()
    onTestFinished(() => broker.close())
    const sdk = openDirectSdk(broker.address)
    const { QueueUrl } = await sdk.send(new CreateQueueCommand({ QueueName: 'hung-up' }))
    const hangUp = new AbortController()
    const poll = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 })
    const hungUp = sdk.send(poll, { abortSignal: hangUp.signal }).catch((error: Error) => error.name)
    await new Promise((resolve) => setTimeout(resolve, 200))
    hangUp.abort()
    expect(await hungUp).toBe('AbortError')
    await sdk.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }))
    const { Messages } = await sdk.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }))
    expect(Messages?.map(({ Body }) => Body)).toEqual(['one'])
  })
})

describe('SQS: the broker at SQS_ENDPOINT', () => {
  it('is used through the link like the embedded one, and its queue is deleted in the end', async () => {
    const broker = await openBroker()
    onTestFinished(() => broker.close())
    const external = { SQS_ENDPOINT: `http://localhost:${broker.address.port}` }
    const env: Env = { scope: 'external-1', external, style: 'one-way', seed: 1, lane: 'lane' }
    expect(protocol.externalEngine?.(env)).toEqual({ host: 'localhost', port: broker.address.port })
    const at = { engine: broker.address, produce: broker.address, consume: broker.address }
    const options = defaultsOf(protocols.sqs.options)
    const executed: string[] = []
    const service = {
      execute: async (order: ReturnType<typeof orderOf>) => {
        executed.push(order.orderId)
        return receiptFor(order)
      },
    }
    const running = await protocol.serve(service, options, env, at)
    const client = await protocol.connect(options, env, at)
    expect((await client.perform(orderOf(1), never)).kind).toBe('ok')
    await eventually(() => expect(executed).toEqual([orderOf(1).orderId]))
    await client.close()
    await running.close()
    await running.close()
    const { QueueUrls = [] } = await openDirectSdk(broker.address).send(new ListQueuesCommand({}))
    expect(QueueUrls).toEqual([])
  })
})
