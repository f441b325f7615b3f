/** The queues of one lane: one, or one a subscriber; behind each its dead-letter queue where the options ask for it. */
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type QueueAttributeName,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { type OptionsOf, subscribersOf } from '#core/protocols.ts'
import type { Depth, Env } from '../protocol.ts'

/** Set-up and questions about depth: a broker that does not answer must not hold up a run for ever. */
const requestTimeout = 10_000
/** SQS: the name of a FIFO queue ends so. */
const FIFO = '.fifo'

type Attributes = Record<string, string>

export interface Queue {
  url: string
  dead: { url: string; arn: string } | null
}

/** One queue a subscriber. SQS has no topic: the producer sends to each. */
export function queueNames({ scope, style }: Pick<Env, 'scope' | 'style'>, options: OptionsOf<'sqs'>): string[] {
  const suffix = options.queue === 'fifo' ? FIFO : ''
  if (style !== 'publish-subscribe') return [`${scope}${suffix}`]
  return Array.from({ length: subscribersOf({ style, options }) }, (_, index) => `${scope}-${index}${suffix}`)
}

export async function createQueues(sdk: SQSClient, env: Env, options: OptionsOf<'sqs'>): Promise<Queue[]> {
  return Promise.all(queueNames(env, options).map((name) => createQueue(sdk, name, options)))
}

async function createQueue(sdk: SQSClient, name: string, options: OptionsOf<'sqs'>): Promise<Queue> {
  // The dead letters of a FIFO queue go to a FIFO queue.
  const kind: Attributes = options.queue === 'fifo' ? { FifoQueue: 'true' } : {}
  const attributes: Attributes = { ...kind, VisibilityTimeout: String(options.visibilityTimeoutS) }
  if (options.queue === 'fifo' && options.deduplicateBy === 'content') attributes.ContentBasedDeduplication = 'true'
  const dead = options.maxReceives > 0 ? await createDeadLetterQueue(sdk, name, kind) : null
  if (dead) {
    const policy = { deadLetterTargetArn: dead.arn, maxReceiveCount: options.maxReceives }
    attributes.RedrivePolicy = JSON.stringify(policy)
  }
  return { url: await create(sdk, name, attributes), dead }
}

async function createDeadLetterQueue(sdk: SQSClient, name: string, kind: Attributes) {
  const url = await create(
    sdk,
    name.endsWith(FIFO) ? `${name.slice(0, -FIFO.length)}-dead${FIFO}` : `${name}-dead`,
    kind,
  )
  const arn = (await attributesOf(sdk, url, ['QueueArn'])).QueueArn
  if (!arn) throw new Error(`sqs: queue ${url} has no ARN`)
  return { url, arn }
}

export async function create(sdk: SQSClient, QueueName: string, Attributes: Attributes): Promise<string> {
  const { QueueUrl } = await sdk.send(new CreateQueueCommand({ QueueName, Attributes }), { requestTimeout })
  if (!QueueUrl) throw new Error(`sqs: queue ${QueueName} was created without a URL`)
  return QueueUrl
}

export async function urlOf(sdk: SQSClient, QueueName: string): Promise<string> {
  const { QueueUrl } = await sdk.send(new GetQueueUrlCommand({ QueueName }), { requestTimeout })
  if (!QueueUrl) throw new Error(`sqs: queue ${QueueName} has no URL`)
  return QueueUrl
}

export async function remove(sdk: SQSClient, QueueUrl: string): Promise<void> {
  await sdk.send(new DeleteQueueCommand({ QueueUrl }), { requestTimeout })
}

const depthNames = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const satisfies QueueAttributeName[]

export async function depthOf(sdk: SQSClient, url: string): Promise<Depth> {
  const attributes = await attributesOf(sdk, url, [...depthNames])
  const [visible = 0, invisible = 0, delayed = 0] = depthNames.map((name) => Number(attributes[name] ?? 0))
  return { visible, invisible, delayed }
}

async function attributesOf(sdk: SQSClient, QueueUrl: string, AttributeNames: QueueAttributeName[]) {
  const { Attributes = {} } = await sdk.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }), {
    requestTimeout,
  })
  return Attributes
}
