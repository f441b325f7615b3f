/** The queue of one lane and the consumers behind it. */
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type QueueAttributeName,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { Options, OptionsOf } from '#core/protocols.ts'
import type { Addresses, Depth, Env, Running, Service } from '../protocol.ts'
import { Consumers } from './consumer.ts'
import { endpointOf, externalAddress } from './endpoint.ts'
import { openSdk } from './sdk.ts'

/** The SDK's own default. */
const MAX_ATTEMPTS = 3
const SETUP_CONNECTIONS = 2
/** Set-up and questions about depth: a broker that does not answer must not hold up a run for ever. */
const requestTimeout = 10_000

export async function serve(service: Service, given: Options, env: Env, at: Addresses): Promise<Running> {
  if (!at.consume || !at.engine) throw new Error('sqs: no address for the leg "consume" or the engine')
  const options = given as OptionsOf<'sqs'>
  const endpoint = endpointOf(env.external, at.engine)
  const direct = openSdk({ endpoint, dial: at.engine, connections: SETUP_CONNECTIONS, maxAttempts: MAX_ATTEMPTS })
  const queueUrl = await createQueue(direct, env.scope, options).catch((error) => {
    direct.destroy()
    throw error
  })
  const connections = options.consumers * options.batch
  const sdk = openSdk({ endpoint, dial: at.consume, connections, maxAttempts: MAX_ATTEMPTS })
  const consumers = new Consumers({ sdk, queueUrl, service, options })
  consumers.start()
  let closed: Promise<void> | undefined
  const close = async () => {
    await consumers.close()
    sdk.destroy()
    // An embedded broker goes with the run; a real one keeps what nobody deletes.
    if (externalAddress(env.external)) await deleteQueue(direct, queueUrl)
    direct.destroy()
  }
  return {
    address: null,
    stop: async () => consumers.stop(),
    start: async () => consumers.start(),
    depth: () => depthOf(direct, queueUrl),
    close: () => (closed ??= close()),
  }
}

async function createQueue(sdk: SQSClient, QueueName: string, options: OptionsOf<'sqs'>): Promise<string> {
  const Attributes = { VisibilityTimeout: String(options.visibilityTimeoutS) }
  const { QueueUrl } = await sdk.send(new CreateQueueCommand({ QueueName, Attributes }), { requestTimeout })
  if (!QueueUrl) throw new Error(`sqs: queue ${QueueName} was created without a URL`)
  return QueueUrl
}

async function deleteQueue(sdk: SQSClient, QueueUrl: string): Promise<void> {
  await sdk.send(new DeleteQueueCommand({ QueueUrl }), { requestTimeout })
}

const AttributeNames = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const satisfies QueueAttributeName[]

async function depthOf(sdk: SQSClient, QueueUrl: string): Promise<Depth> {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] })
  const { Attributes = {} } = await sdk.send(command, { requestTimeout })
  const [visible = 0, invisible = 0, delayed = 0] = AttributeNames.map((name) => Number(Attributes[name] ?? 0))
  return { visible, invisible, delayed }
}
