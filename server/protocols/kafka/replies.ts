/** Answers on the reply topic, by their correlation id. Everybody reads all of it: a consumer group of one. */
import { randomUUID } from 'node:crypto'
import { Consumer } from '@platformatic/kafka'
import type { Outcome } from '#core/outcome.ts'
import type { Address } from '../protocol.ts'
import { Connections } from './connections.ts'
import { CORRELATION_ID, decodeReply } from './message.ts'

const FETCH_WAIT_MS = 500
const RETRY_DELAY_MS = 100
const SESSION_TIMEOUT_MS = 6000
const HEARTBEAT_MS = 1000

export interface Replies {
  expect(correlationId: string): Promise<Outcome>
  forget(correlationId: string): void
  close(): Promise<void>
}

/** Resolves when it listens. */
export async function openReplies(link: Address, topic: string): Promise<Replies> {
  const connections = new Connections()
  const expected = new Map<string, (outcome: Outcome) => void>()
  const consumer = new Consumer<Buffer, Buffer, Buffer, Buffer>({
    clientId: `${topic}-caller`,
    groupId: `${topic}-${randomUUID()}`,
    bootstrapBrokers: [link],
    context: connections,
    retries: true,
    retryDelay: RETRY_DELAY_MS,
    maxWaitTime: FETCH_WAIT_MS,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    autocommit: false,
  })
  // The client mends its connections by itself; without a listener an error would end the thread.
  consumer.on('error', () => {})
  const close = async () => {
    await consumer.close(true).catch(() => {})
    connections.close()
  }
  try {
    const stream = await consumer.consume({ topics: [topic], mode: 'earliest' })
    stream.on('error', () => {})
    stream.on('data', ({ headers, value }) => {
      const id = [...headers].find(([name]) => name.toString() === CORRELATION_ID)?.[1].toString()
      if (id !== undefined) expected.get(id)?.(decodeReply(value))
    })
  } catch (error) {
    await close()
    throw error
  }
  return {
    expect: (correlationId) => new Promise((resolve) => expected.set(correlationId, resolve)),
    forget: (correlationId) => void expected.delete(correlationId),
    close,
  }
}
