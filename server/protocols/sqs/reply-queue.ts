/** Where replies come in: a queue of the caller's own, or one that all callers of a lane share. */
import { randomBytes } from 'node:crypto'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Env } from '../protocol.ts'
import { create, urlOf } from './queues.ts'

const NAME_BYTES = 4
/** Long enough to receive and delete, short enough to hand on what a caller took away with it. */
const Attributes = { VisibilityTimeout: '30' }

export function createSharedReplyQueue(sdk: SQSClient, { scope }: Env): Promise<string> {
  return create(sdk, `${scope}-replies`, Attributes)
}

export interface ReplyQueue {
  url: string
  isShared: boolean
  /** What the correlation ids of this caller begin with. */
  caller: string
}

/** Null where nobody waits for a reply. */
export async function replyQueueFor(sdk: SQSClient, { scope, style }: Env): Promise<ReplyQueue | null> {
  const caller = randomBytes(NAME_BYTES).toString('hex')
  if (style === 'async-request-reply') return { url: await urlOf(sdk, `${scope}-replies`), isShared: true, caller }
  if (style !== 'request-reply') return null
  return { url: await create(sdk, `${scope}-reply-${caller}`, Attributes), isShared: false, caller }
}
