/**
 * An embedded broker that speaks Kafka's protocol: one node, which leads every partition and coordinates every group.
 * Where it is not Kafka: nothing is replicated, so acks=all is acks=1; it has no fetch sessions, no tiered storage, no
 * authentication, and consumer groups of the classic protocol only.
 */
import { randomBytes } from 'node:crypto'
import type { Address } from '#core/address.ts'
import { originNow, timersFrom } from '#server/runtime/timing.ts'
import { type KeptCluster, readCluster, writeCluster } from './broker/cluster-file.ts'
import { type BrokerConfig, type BrokerLimits, brokerDefaults, brokerLimits } from './broker/config.ts'
import { dispatch, type Handlers } from './broker/dispatch.ts'
import type { BrokerEvent } from './broker/events.ts'
import { clusterHandlers } from './broker/handlers/cluster.ts'
import { committedHandlers } from './broker/handlers/committed.ts'
import { configHandlers } from './broker/handlers/configs.ts'
import { fetchHandler } from './broker/handlers/fetch.ts'
import { groupHandlers } from './broker/handlers/groups.ts'
import { offsetHandlers } from './broker/handlers/offsets.ts'
import { produceHandler } from './broker/handlers/produce.ts'
import { topicHandlers } from './broker/handlers/topics.ts'
import { transactionHandlers } from './broker/handlers/transactions.ts'
import { Kept } from './broker/kept.ts'
import { Logs } from './broker/logs.ts'
import { numberOf } from './broker/topic-config.ts'
import { Topics } from './broker/topics.ts'
import { Waiters } from './broker/waiters.ts'
import { Groups } from './group/groups.ts'
import { openServer } from './net/server.ts'
import { Transactions } from './txn/transactions.ts'

const UUID_BYTES = 16

export interface KafkaBroker {
  readonly address: Address
  /** Told everything from now on. @returns to stop that */
  watch(onEvent: (event: BrokerEvent) => void): () => void
  diagnostics(): Diagnostics
  /** Who it is and which topics there are, for one that comes after it. */
  cluster(): KeptCluster
  /** The next start need not read the logs again. */
  close(): Promise<void>
  /** Leaves the files as a process does that is killed: the system keeps what was written. */
  crash(): Promise<void>
  /** Simulated: as `crash`, and what was not written through to the disk is gone. */
  powerLoss(): Promise<void>
}

export interface Diagnostics {
  connections: number
  /** Read and not yet worked on. */
  waitingBytes: number
  /** Fetches that wait for something to be appended. */
  waitingRequests: number
}

export type KafkaBrokerOptions = Partial<Omit<BrokerConfig, 'limits'>> & { limits?: Partial<BrokerLimits> }

/** @throws where the port cannot be had or the data cannot be read */
export async function openKafkaBroker(given: KafkaBrokerOptions = {}): Promise<KafkaBroker> {
  const config: BrokerConfig = { ...brokerDefaults, ...given, limits: { ...brokerLimits, ...given.limits } }
  const timers = config.timers ?? timersFrom(originNow())
  const watchers = new Set<(event: BrokerEvent) => void>()
  const onEvent = (event: BrokerEvent) => {
    for (const watcher of watchers) watcher(event)
  }
  const cluster = (config.dataDir === null ? null : readCluster(config.dataDir)) ?? config.cluster
  const clusterId = cluster?.clusterId ?? randomBytes(UUID_BYTES).toString('base64url')
  const waiters = new Waiters(timers)
  const logs = new Logs({ config, timers })
  const topics = new Topics({
    limits: config.limits,
    openLog: (topic, index) => logs.open(topic, index),
    removeLog: (log) => log.remove(),
    configureLog: (log, settings) => log.resize(numberOf(settings, 'segment.bytes')),
    onDeleted({ name, partitions }) {
      groups.forgetTopic(name)
      for (const { key } of partitions) waiters.wake(key)
    },
    keep: (all) => {
      if (config.dataDir !== null) writeCluster(config.dataDir, { clusterId, topics: all })
    },
    onEvent,
  })
  topics.restore(cluster?.topics ?? [])
  if (config.dataDir !== null) writeCluster(config.dataDir, { clusterId, topics: topics.kept() })
  logs.removeOthers(topics.all())
  const kept = new Kept({ dir: config.dataDir, flush: config.flush, timers })
  const groups = new Groups({
    timers,
    initialRebalanceDelayMs: config.initialRebalanceDelayMs,
    limits: config.limits,
    onRebalance: (group, rebalance) => onEvent({ is: 'rebalance', group, ...rebalance }),
    ...kept.groups,
  })
  const transactions = new Transactions({
    timers,
    maxTimeoutMs: config.transactionMaxTimeoutMs,
    maxTransactionalIds: config.limits.transactionalIds,
    ...kept.transactions,
    async mark({ topic, index }, marker) {
      const partition = topics.partition(topic, index)
      if (!partition) return
      partition.log.appendMarker({ ...marker, nowMs: Date.now() })
      waiters.wake(partition.key)
      await partition.log.flushed()
    },
    settle(group, producerId, isCommit) {
      for (const { topic, partition, offset } of groups.get(group)?.offsets.settle(producerId, isCommit) ?? []) {
        onEvent({ is: 'committed', group, topic, partition, offset })
      }
    },
  })
  await kept.restore({ groups, transactions })
  const stopRetention = logs.retainEvery(config.retentionCheckMs, topics)
  let address: Address | null = null
  const advertised = () => {
    const at = config.advertised ?? address
    if (!at) throw new Error('asked before it listens')
    return at
  }
  const handlers: Handlers = {
    ...clusterHandlers({ config, clusterId, topics, advertised }),
    ...topicHandlers(topics, config),
    ...configHandlers(topics, config),
    produce: produceHandler({
      topics,
      waiters,
      onEvent,
      hasRoom: (bytes) => logs.hasRoom(bytes),
      now: () => Date.now(),
    }),
    fetch: fetchHandler(topics, waiters),
    ...offsetHandlers(topics, waiters),
    ...groupHandlers(groups, config),
    ...committedHandlers({ groups, topics, config, onEvent }),
    ...transactionHandlers({ transactions, groups, topics }),
  }
  const server = await openServer({
    host: config.host,
    port: config.port,
    limits: config.limits,
    handle: (request, peer) => dispatch(handlers, request, peer),
    onClosed: (peer, reason) => onEvent({ is: 'connection-closed', peer, reason }),
  }).catch(async (error) => {
    quiet()
    await closeFiles()
    throw error
  })
  address = server.address
  return {
    address,
    watch(watcher) {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
    diagnostics: () => ({ ...server.diagnostics(), waitingRequests: waiters.waiting }),
    cluster: () => ({ clusterId, topics: topics.kept() }),
    async close() {
      await stop()
      await closeFiles()
    },
    async crash() {
      await stop()
      await Promise.all([...logs.all(topics)].map((log) => log.crash()))
      await kept.crash()
    },
    async powerLoss() {
      await stop()
      await Promise.all([...logs.all(topics)].map((log) => log.powerLoss()))
      await kept.powerLoss()
    },
  }

  async function stop() {
    quiet()
    await server.close()
  }

  function quiet() {
    stopRetention()
    waiters.close()
    groups.close()
    transactions.close()
  }

  async function closeFiles() {
    await Promise.all([...logs.all(topics)].map((log) => log.close()))
    await kept.close()
  }
}
