/** The AWS SDK with its sockets led through a link: the URL, the signature and the certificate stay the broker's. */
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Socket } from 'node:net'
import { SQSClient } from '@aws-sdk/client-sqs'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { Address } from '../protocol.ts'
import type { Endpoint } from './endpoint.ts'

export interface SdkOptions {
  endpoint: Endpoint
  /** Where its sockets lead. */
  dial: Address
  /** Connections at once; the rest waits for one. */
  connections: number
  /** 1 where an attempt must stay one attempt. */
  maxAttempts: number
  /** Told of every socket that is dialled, for whoever has to reset them. */
  onSocket?: (socket: Socket) => void
}

type CreateConnection = HttpAgent['createConnection']

/** What the SDK would print about busy connections is what the lab is there to show. */
const silent = { debug() {}, info() {}, warn() {}, error() {}, trace() {} }

export function openSdk({ endpoint, dial, connections, maxAttempts, onSocket }: SdkOptions): SQSClient {
  const open = endpoint.diallerTo?.(dial)
  const led = { dial, open, onSocket }
  const settings = { keepAlive: true, maxSockets: connections }
  return new SQSClient({
    endpoint: endpoint.url,
    region: endpoint.region,
    ...(endpoint.credentials ? { credentials: endpoint.credentials } : {}),
    // Else the SDK would follow the queue's own URL, past the link.
    useQueueUrlAsEndpoint: false,
    maxAttempts,
    requestHandler: new NodeHttpHandler({
      httpAgent: dialling(new HttpAgent(settings), led),
      httpsAgent: dialling(new HttpsAgent(settings), led),
      throwOnRequestTimeout: true,
      logger: silent,
    }),
  })
}

interface Led extends Pick<SdkOptions, 'dial' | 'onSocket'> {
  /** Instead of the agent's own way to open a socket. */
  open: (() => Socket) | undefined
}

/** The agent with its sockets led to `dial`. SNI and certificate check keep the name in the URL (`servername`). */
function dialling<A extends HttpAgent>(agent: A, { dial, open, onSocket }: Led): A {
  const original = agent.createConnection.bind(agent) as CreateConnection
  agent.createConnection = (options, callback) => {
    const socket = open?.() ?? (original({ ...options, host: dial.host, port: dial.port }, callback) as Socket)
    onSocket?.(socket)
    return socket
  }
  return agent
}
