/** Produce: batches are checked and appended as they are, and acknowledged when the flush policy is content. */
import { type ErrorName, errors } from '../../wire/errors.ts'
import { Malformed } from '../../wire/malformed.ts'
import type { Handlers } from '../dispatch.ts'
import type { OnEvent } from '../events.ts'
import { numberOf, textOf } from '../topic-config.ts'
import { partitionKey, type Topics } from '../topics.ts'
import type { Waiters } from '../waiters.ts'

export interface ProduceParts {
  topics: Topics
  waiters: Waiters
  onEvent: OnEvent
  /** Whether that many bytes still fit. */
  hasRoom(bytes: number): boolean
  now(): number
}

/** Batches of magic 2 (KIP-98) are written from here on. */
const OLDEST_WITH_BATCHES = 3
const ACKS = new Set([-1, 0, 1])

type Requested = Parameters<Handlers['produce']>[0]['topics'][number]['partitions'][number]

interface Stored {
  index: number
  errorCode: number
  errorMessage?: string | null
  baseOffset: number
  logAppendTimeMs?: number
  logStartOffset?: number
}

export function produceHandler(parts: ProduceParts): Handlers['produce'] {
  const { topics, waiters, onEvent } = parts

  return async ({ acks, topics: given }, { version }) => {
    const refusal = refusalOf(acks, version)
    const flushes: Promise<void>[] = []
    const answered = given.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((one) => (refusal ? failed(one.index, refusal) : append(name, one, flushes))),
    }))
    await Promise.all(flushes)
    if (acks !== 0) return { topics: answered }
    const error = answered.flatMap(({ partitions }) => partitions).find(({ errorCode }) => errorCode !== errors.NONE)
    // Nobody reads an answer: closing the connection is how Kafka, too, says that it failed.
    if (error) throw new Malformed(`a produce request with acks=0 failed with error ${error.errorCode}`)
    return null
  }

  function append(name: string, { index, records }: Requested, flushes: Promise<void>[]): Stored {
    const topic = topics.get(name)
    const partition = topic?.partitions[index]
    if (!topic || !partition) return failed(index, 'UNKNOWN_TOPIC_OR_PARTITION')
    if (records === null || records.length === 0) return failed(index, 'CORRUPT_MESSAGE')
    if (records.length > numberOf(topic.settings, 'max.message.bytes')) return failed(index, 'MESSAGE_TOO_LARGE')
    if (!parts.hasRoom(records.length)) return failed(index, 'KAFKA_STORAGE_ERROR')
    const { log } = partition
    const isLogTime = textOf(topic.settings, 'message.timestamp.type') === 'LogAppendTime'
    const appended = log.append(records, { nowMs: parts.now(), isLogTime })
    if (!appended.ok) return failed(index, appended.error, appended.message)
    flushes.push(log.flushed())
    const { baseOffset } = appended
    if (appended.duplicateOf !== null)
      onEvent({ is: 'deduplicated', topic: name, partition: index, producerId: appended.duplicateOf, baseOffset })
    else {
      onEvent({
        is: 'appended',
        topic: name,
        partition: index,
        endOffset: log.endOffset,
        records: appended.records,
        bytes: records.length,
      })
      waiters.wake(partitionKey(name, index))
    }
    return {
      index,
      errorCode: errors.NONE,
      baseOffset,
      logAppendTimeMs: isLogTime ? appended.appendTimeMs : -1,
      logStartOffset: log.startOffset,
    }
  }
}

function refusalOf(acks: number, version: number): ErrorName | null {
  if (version < OLDEST_WITH_BATCHES) return 'UNSUPPORTED_FOR_MESSAGE_FORMAT'
  return ACKS.has(acks) ? null : 'INVALID_REQUIRED_ACKS'
}

function failed(index: number, error: ErrorName, message: string | null = null): Stored {
  return { index, errorCode: errors[error], errorMessage: message, baseOffset: -1 }
}
