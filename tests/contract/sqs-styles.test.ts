/** Replies through a queue of their own, and one order for several queues. */
import { setTimeout as delay } from 'node:timers/promises'
import { DeleteQueueCommand, ListQueuesCommand } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { receiptFor } from '#core/order.ts'
import { endpointOf } from '#server/protocols/sqs/endpoint.ts'
import { openSdk } from '#server/protocols/sqs/sdk.ts'
import { contract, type Skip } from './contract.ts'
import { eventually, type Lab, never, openLab, orderOf } from './lab.ts'

const heldBack: Skip[] = [
  {
    reason: 'stopped consumers are not noticed by the caller, who waits until its deadline',
    tests: ['is unreachable when the server is stopped', 'stops and starts on the same port'],
  },
]

// A reply is one more message to send, receive and delete: a few at once keep the thousand calls short.
const options = { batch: 10, concurrency: 10 }
contract('sqs', { style: 'request-reply', options, skip: heldBack })
contract('sqs', { style: 'async-request-reply', options, skip: heldBack })
contract('sqs', {
  style: 'publish-subscribe',
  skip: [
    { reason: 'the queues answer the caller, not the services', tests: ['tells the refusals of the service apart'] },
    {
      reason: 'stopped consumers are not noticed by the caller: that is the point of a queue',
      tests: ['is unreachable when the server is stopped'],
    },
  ],
})

const empty = { visible: 0, invisible: 0, delayed: 0 }
const down = { id: 'down', type: 'down', stream: 'downstream', toxicity: 1, attributes: {} } as const

function sdkOf(lab: Lab) {
  const address = lab.engine
  if (!address) throw new Error('no engine')
  return openSdk({ endpoint: endpointOf({}, address), dial: address, connections: 4, maxAttempts: 1 })
}

describe.each(['request-reply', 'async-request-reply'] as const)('SQS: %s', (style) => {
  it('a caller whose consumers are away waits until its deadline, and its order is done later', async () => {
    await using lab = await openLab('sqs', { style })
    await lab.running.stop()
    await delay(50)
    expect((await lab.client.perform(orderOf(1), AbortSignal.timeout(400))).kind).toBe('timeout')
    await lab.running.start()
    await eventually(() => expect(lab.executed).toHaveLength(1))
    expect(await lab.client.perform(orderOf(2), never)).toEqual({ kind: 'ok', receipt: receiptFor(orderOf(2)) })
  })

  it('a reply that cannot be sent leaves the order to the queue: it is done again, and told then', async () => {
    await using lab = await openLab('sqs', { style, options: { visibilityTimeoutS: 1 } })
    const reply = lab.links.get('reply')
    reply?.setFault(down)
    const asked = lab.client.perform(orderOf(1), never)
    await eventually(() => expect(lab.deliveries).toContain(`returned ${orderOf(1).orderId} 0`))
    await reply?.clearFault(down.id)
    expect((await asked).kind).toBe('ok')
    expect(lab.executed.length).toBeGreaterThan(1)
    await eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
  })

  it('callers are told their own: two of them at once', async () => {
    await using lab = await openLab('sqs', { style })
    const other = await lab.connectDirectly()
    const asked = Array.from({ length: 40 }, (_, seq) => (seq % 2 ? other : lab.client).perform(orderOf(seq), never))
    const told = await Promise.all(asked)
    expect(told).toEqual(told.map((_, seq) => ({ kind: 'ok', receipt: receiptFor(orderOf(seq)) })))
  })
})

describe('SQS: reply queues', () => {
  it('each caller has one of its own, or all share one', async () => {
    const queuesOf = async (style: 'request-reply' | 'async-request-reply') => {
      await using lab = await openLab('sqs', { style })
      await lab.connectDirectly()
      const sdk = sdkOf(lab)
      const { QueueUrls = [] } = await sdk.send(new ListQueuesCommand({}))
      sdk.destroy()
      return QueueUrls.filter((url) => /-repl(y|ies)/.test(url)).length
    }
    expect(await queuesOf('request-reply')).toBe(2)
    expect(await queuesOf('async-request-reply')).toBe(1)
  })
})

describe('SQS: publish-subscribe', () => {
  const style = 'publish-subscribe'

  it('one order is done by every subscriber, once by each', async () => {
    await using lab = await openLab('sqs', { style, options: { subscribers: 3 } })
    for (const seq of [0, 1])
      expect(await lab.client.perform(orderOf(seq), never)).toEqual({ kind: 'ok', receipt: null })
    await eventually(() => expect(lab.executions).toHaveLength(6))
    await eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
    const by = lab.executions.map(({ orderId, subscriber }) => `${orderId} ${subscriber}`).sort()
    expect(by).toEqual([0, 1].flatMap((seq) => [0, 1, 2].map((subscriber) => `${orderOf(seq).orderId} ${subscriber}`)))
    expect(lab.deliveries.filter((line) => line.startsWith('settled'))).toHaveLength(6)
  })

  it('is told no where one of the queues is gone, and how many have it', async () => {
    await using lab = await openLab('sqs', { style, options: { subscribers: 2 } })
    const sdk = sdkOf(lab)
    const { QueueUrls = [] } = await sdk.send(new ListQueuesCommand({}))
    await sdk.send(new DeleteQueueCommand({ QueueUrl: QueueUrls[1] }))
    sdk.destroy()
    const outcome = await lab.client.perform(orderOf(1), never)
    expect(outcome).toMatchObject({ kind: 'rejected', detail: expect.stringContaining('1 of 2 queues have it') })
  })

  it('the depth is that of all queues', async () => {
    await using lab = await openLab('sqs', { style, options: { subscribers: 3 } })
    await lab.running.stop()
    await lab.client.perform(orderOf(1), never)
    await eventually(async () => expect(await lab.running.depth?.()).toEqual({ ...empty, visible: 3 }))
  })
})
