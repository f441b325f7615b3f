/** Fetch: a long poll over any number of partitions. Fetch sessions (KIP-227) are not offered. */
import { type ErrorName, errors } from '../../wire/errors.ts'
import type { Handlers } from '../dispatch.ts'
import type { Partition, Topics } from '../topics.ts'
import type { Waiters } from '../waiters.ts'

/** Batches of magic 2 are read from here on. */
const OLDEST_WITH_BATCHES = 4
const BY_ID_SINCE = 13
const COMMITTED = 1
/** One node leads everything, ever since. */
const EPOCH = 0
/** `fetch.max.bytes` of a broker: of one response, whatever the client allows. */
const LARGEST_RESPONSE_BYTES = 55 * 1024 * 1024

type RequestedTopic = Parameters<Handlers['fetch']>[0]['topics'][number]
type Requested = RequestedTopic['partitions'][number]

interface Wanted {
  asked: Requested
  partition: Partition | null
  error: ErrorName | null
}

export function fetchHandler(topics: Topics, waiters: Waiters): Handlers['fetch'] {
  return async (request, { version, peer }) => {
    const isCommitted = request.isolationLevel === COMMITTED
    const wanted = onceEach(request.topics).map((topic) => ({ ...topic, partitions: find(topic, version) }))
    const all = wanted.flatMap(({ partitions }) => partitions)
    await waiters.until({
      on: all.flatMap(({ partition }) => partition?.key ?? []),
      isOver: () => all.some(isDeleted) || isEnough(all, { isCommitted, minBytes: request.minBytes }),
      maxMs: request.maxWaitMs,
      gone: peer.gone,
    })
    if (peer.gone.aborted) return null
    const budget = { leftBytes: Math.min(Math.max(0, request.maxBytes), LARGEST_RESPONSE_BYTES), isFirst: true }
    return {
      errorCode: errors.NONE,
      // KIP-227: 0 says that there is no session.
      sessionId: 0,
      topics: wanted.map(({ name, topicId, partitions }) => ({
        name,
        topicId,
        partitions: partitions.map((one) =>
          isDeleted(one) ? failed(one.asked.index, 'UNKNOWN_TOPIC_OR_PARTITION') : read(one, { isCommitted, budget }),
        ),
      })),
    }
  }

  /** While its reader waited: another one of that name is not the same. */
  function isDeleted({ partition }: Wanted): boolean {
    return partition !== null && topics.partition(partition.topic, partition.index) !== partition
  }

  function find(topic: { name: string; topicId: string; partitions: Requested[] }, version: number): Wanted[] {
    const isById = version >= BY_ID_SINCE
    const known = isById ? topics.byId(topic.topicId) : topics.get(topic.name)
    const missing: ErrorName = isById && !known ? 'UNKNOWN_TOPIC_ID' : 'UNKNOWN_TOPIC_OR_PARTITION'
    return topic.partitions.map((asked) => {
      const partition = known?.partitions[asked.index] ?? null
      const error = partition ? refusalOf(asked, { partition, version }) : missing
      return { asked, partition, error }
    })
  }
}

/** Some clients name a topic once for each of its partitions; it is answered once, as Kafka does. */
function onceEach(topics: RequestedTopic[]): RequestedTopic[] {
  const byTopic = new Map<string, RequestedTopic>()
  for (const topic of topics) {
    const key = `${topic.topicId} ${topic.name}`
    const known = byTopic.get(key)
    if (known) known.partitions.push(...topic.partitions)
    else byTopic.set(key, { ...topic, partitions: [...topic.partitions] })
  }
  return [...byTopic.values()]
}

function refusalOf(
  asked: Requested,
  { partition, version }: { partition: Partition; version: number },
): ErrorName | null {
  if (version < OLDEST_WITH_BATCHES) return 'UNSUPPORTED_VERSION'
  return epochRefused(asked.currentLeaderEpoch) ?? (isOutside(asked, partition) ? 'OFFSET_OUT_OF_RANGE' : null)
}

function isOutside({ fetchOffset }: Requested, { log }: Partition): boolean {
  return fetchOffset < log.startOffset || fetchOffset > log.endOffset
}

function epochRefused(currentLeaderEpoch: number): ErrorName | null {
  return currentLeaderEpoch > EPOCH ? 'UNKNOWN_LEADER_EPOCH' : null
}

/** An error is answered at once, as is what was cut off (DeleteRecords, retention) while its reader waited. */
function isEnough(all: Wanted[], { isCommitted, minBytes }: { isCommitted: boolean; minBytes: number }): boolean {
  let bytes = 0
  for (const { asked, partition, error } of all) {
    if (error || !partition || isOutside(asked, partition)) return true
    bytes += partition.log.bytesFrom(asked.fetchOffset, { isCommitted })
    if (bytes >= minBytes) return true
  }
  return all.length === 0
}

function failed(index: number, error: ErrorName) {
  return { index, errorCode: errors[error], highWatermark: -1, records: [] }
}

function read({ asked, partition, error }: Wanted, how: { isCommitted: boolean; budget: Budget }) {
  const { index } = asked
  const late: ErrorName | null = partition && isOutside(asked, partition) ? 'OFFSET_OUT_OF_RANGE' : null
  const failure = error ?? late
  if (failure || !partition) return failed(index, failure ?? 'UNKNOWN_SERVER_ERROR')
  const { log } = partition
  const { isCommitted, budget } = how
  const found = log.read(asked.fetchOffset, {
    isCommitted,
    maxBytes: Math.min(asked.maxBytes, budget.leftBytes),
    // KIP-74: a batch that is larger than everything is sent all the same, or its reader would never get past it.
    atLeastOne: budget.isFirst,
  })
  const bytes = found.batches.reduce((sum, { length }) => sum + length, 0)
  if (bytes > 0) budget.isFirst = false
  budget.leftBytes = Math.max(0, budget.leftBytes - bytes)
  return {
    index,
    errorCode: errors.NONE as number,
    highWatermark: log.endOffset,
    lastStableOffset: log.lastStableOffset,
    logStartOffset: log.startOffset,
    abortedTransactions: isCommitted ? found.aborted : null,
    records: found.batches,
  }
}

interface Budget {
  leftBytes: number
  isFirst: boolean
}
