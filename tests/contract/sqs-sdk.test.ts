/** The embedded queue judged by the AWS SDK itself: what a user's own program would rely on. */
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultsOf } from '#core/fields.ts'
import { protocols } from '#core/protocols.ts'
import { registry } from '#server/protocols/index.ts'
import type { Engine } from '#server/protocols/protocol.ts'

let engine: Engine
let sdk: SQSClient

beforeAll(async () => {
  const { protocol } = await registry.sqs()
  const env = { scope: 'judge', external: {}, style: 'one-way', seed: 1, lane: 'lane' } as const
  engine = (await protocol.engine?.(defaultsOf(protocols.sqs.options), env)) as Engine
  sdk = new SQSClient({
    endpoint: `http://${engine.address.host}:${engine.address.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  })
})
afterAll(async () => {
  sdk.destroy()
  await engine.close()
})

async function createQueue(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
  const { QueueUrl } = await sdk.send(new CreateQueueCommand({ QueueName, Attributes }))
  return QueueUrl as string
}

async function receive(QueueUrl: string, more: object = {}) {
  const { Messages = [] } = await sdk.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1, ...more }),
  )
  return Messages
}

test('a batch of ten is sent in one call, each message with an id and the MD5 that the SDK checks', async () => {
  const QueueUrl = await createQueue('batch')
  const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: `m${index}`, MessageBody: `주문 ${index}` }))
  const { Successful = [], Failed = [] } = await sdk.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
  expect([Successful.length, Failed.length]).toEqual([10, 0])
  expect((await receive(QueueUrl)).map(({ Body }) => Body).sort()).toEqual(
    Entries.map(({ MessageBody }) => MessageBody),
  )
})

test('a FIFO queue keeps order within a group and takes a repeated deduplication id once', async () => {
  const QueueUrl = await createQueue('orders.fifo', { FifoQueue: 'true' })
  const send = (MessageBody: string, MessageDeduplicationId: string) =>
    sdk.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: 'customer-1', MessageDeduplicationId }))
  for (const number of ['1', '2', '3', '3', '4']) await send(number, number)
  const received: (string | undefined)[] = []
  for (let next = await receive(QueueUrl); next.length > 0; next = await receive(QueueUrl, { WaitTimeSeconds: 0 })) {
    received.push(...next.map(({ Body }) => Body))
    for (const { ReceiptHandle } of next) await sdk.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
  }
  expect(received).toEqual(['1', '2', '3', '4'])
})

test('a group of a FIFO queue waits while one of its messages is being worked on', async () => {
  const QueueUrl = await createQueue('held.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' })
  const send = (MessageBody: string) =>
    sdk.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: 'customer-1' }))
  await send('first')
  const [first] = await receive(QueueUrl)
  await send('second')
  expect(await receive(QueueUrl, { WaitTimeSeconds: 0 })).toEqual([])
  await sdk.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }))
  expect((await receive(QueueUrl)).map(({ Body }) => Body)).toEqual(['second'])
})

test('a message received too often moves to the dead-letter queue', async () => {
  const deadLetters = await createQueue('dead-letters')
  const { Attributes } = await sdk.send(
    new GetQueueAttributesCommand({ QueueUrl: deadLetters, AttributeNames: ['QueueArn'] }),
  )
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 2 })
  const QueueUrl = await createQueue('poisoned', { RedrivePolicy })
  await sdk.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }))
  for (let time = 1; time <= 2; time++) {
    const [message] = await receive(QueueUrl, { VisibilityTimeout: 0, MessageSystemAttributeNames: ['All'] })
    expect(message?.Attributes?.ApproximateReceiveCount).toBe(String(time))
  }
  expect(await receive(QueueUrl, { WaitTimeSeconds: 0 })).toEqual([])
  expect((await receive(deadLetters)).map(({ Body }) => Body)).toEqual(['poison'])
})

test('a queue that lost its memory is as it was created, and empty; what it was sent it takes again', async () => {
  const deadLetters = await createQueue('lost-dead.fifo', { FifoQueue: 'true' })
  const queue = { FifoQueue: 'true', VisibilityTimeout: '7', ContentBasedDeduplication: 'true' }
  const attributesOf = async (QueueUrl: string) =>
    (await sdk.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes ?? {}
  const deadLetterTargetArn = (await attributesOf(deadLetters)).QueueArn
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 })
  const QueueUrl = await createQueue('lost.fifo', { ...queue, RedrivePolicy })
  const send = () => sdk.send(new SendMessageCommand({ QueueUrl, MessageBody: 'same', MessageGroupId: 'g' }))
  await send()
  await receive(QueueUrl)
  await engine.loseMemory()
  expect(await receive(QueueUrl, { WaitTimeSeconds: 0 })).toEqual([])
  expect(await attributesOf(QueueUrl)).toMatchObject({
    ...queue,
    RedrivePolicy,
    ApproximateNumberOfMessagesNotVisible: '0',
  })
  await send()
  expect((await receive(QueueUrl)).map(({ Body }) => Body)).toEqual(['same'])
})
