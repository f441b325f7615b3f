/**
 * The embedded SQS, and where it is not SQS:
 * - It keeps its messages in memory: what a crash of it loses is a loss of this broker, not of SQS.
 * - A standard queue of it is one list: it mixes nothing up and hands nothing out twice by itself, as SQS may.
 * - A receive from a FIFO queue brings one message a group at most; SQS brings as many as there are.
 * - A FIFO queue remembers the newest 10,000 deduplication ids; SQS all of five minutes.
 * - It knows no StartMessageMoveTask; dead letters are sent back one by one instead.
 */
import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { buildApp } from 'fauxqs'
import type { Options } from '#core/protocols.ts'
import { openListener } from '../listener.ts'
import type { Address, Engine, Env } from '../protocol.ts'
import { serverTls } from '../tls.ts'
import { terminated } from '../tls-terminator.ts'

const LOOPBACK = '127.0.0.1'
const TARGET = 'x-amz-target'
const API = 'AmazonSQS'

interface Received {
  raw: IncomingMessage
  headers: IncomingHttpHeaders
  body: unknown
}

export async function engine(options: Options, env: Env): Promise<Engine> {
  const broker = await openBroker(serverTls(options, env, 'http/1.1'))
  return terminated(broker, options, env, 'http/1.1')
}

export async function openBroker(tls: TlsOptions | null = null): Promise<Engine> {
  const app = buildApp({ logger: false })
  // A receive whose caller has hung up must not swallow messages: the emulator would keep them invisible until their
  // timeout, although nobody was ever handed them.
  app.addHook('onSend', async (request: Received, _reply: unknown, payload: unknown) => {
    if (request.raw.socket.destroyed && request.headers[TARGET] === `${API}.ReceiveMessage`) {
      await giveBack(request, payload)
    }
    return payload
  })
  const ask = async <Answer>(action: string, body: object): Promise<Answer> => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      [TARGET]: `${API}.${action}`,
      host: hostOf(address),
    }
    const { payload } = await app.inject({ method: 'POST', url: '/', headers, payload: JSON.stringify(body) })
    return JSON.parse(payload) as Answer
  }
  const giveBack = async (request: Received, payload: unknown) => {
    const { Messages = [] } = JSON.parse(String(payload)) as { Messages?: { ReceiptHandle: string }[] }
    const { QueueUrl } = request.body as { QueueUrl: string }
    for (const { ReceiptHandle } of Messages) {
      await ask('ChangeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })
    }
  }
  const front = tls ? await openTls(app, tls) : null
  if (!front) await app.listen({ host: LOOPBACK, port: 0 })
  const address = front?.address ?? { host: LOOPBACK, port: (app.server.address() as AddressInfo).port }
  /** As it was created, and empty: what it has seen of deduplication ids is gone as well. */
  const createAgain = async (QueueUrl: string) => {
    const { Attributes } = await ask<{ Attributes: Record<string, string> }>('GetQueueAttributes', { QueueUrl })
    const given = Object.entries(Attributes).filter(([name]) => !isReported(name))
    await ask('DeleteQueue', { QueueUrl })
    await ask('CreateQueue', { QueueName: QueueUrl.split('/').at(-1), Attributes: Object.fromEntries(given) })
  }
  return {
    address,
    async loseMemory() {
      const { QueueUrls = [] } = await ask<{ QueueUrls?: string[] }>('ListQueues', {})
      for (const url of QueueUrls) await createAgain(url)
    },
    async close() {
      await front?.close()
      const closed = app.close()
      app.server.closeAllConnections()
      await closed
    },
  }
}

/** The emulator knows no TLS: what a server in front of it has decrypted is handed to it as a connection. */
async function openTls(app: { server: Server; ready(): PromiseLike<unknown> }, tls: TlsOptions): Promise<Front> {
  await app.ready()
  return openListener(createTlsServer({ ...tls, noDelay: true }, (socket) => app.server.emit('connection', socket)))
}

interface Front {
  address: Address
  close(): Promise<void>
}

function hostOf({ host, port }: Address): string {
  return `${host}:${port}`
}

/** What a queue says of itself and nobody sets. */
function isReported(name: string): boolean {
  return name === 'QueueArn' || name.endsWith('Timestamp') || name.startsWith('Approximate')
}
