/** A real Apache Kafka in KRaft mode, of one node or of several, each of them broker and controller at once. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Admin } from '@platformatic/kafka'
import { freePort, inTries, outputOf, type Started, startServer } from '../started.ts'

const FORMAT_TIMEOUT_MS = 60_000
const START_PATIENCE_MS = 90_000
const JOINED_WITHIN_MS = 60_000
const POLL_MS = 200
const SMALL = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
/** Any UUID, in base64. */
const CLUSTER_ID = 'd2lyZWxhYi1lbmdpbmVzMQ'

export interface KafkaCluster {
  /** As in `KAFKA_BROKERS`. */
  bootstrap: string
  /** In the order of their ids, which begin at 1. */
  nodes: Started[]
  /** Resolves when all of them are in it, after a restart of one. */
  whole(): Promise<void>
  close(): Promise<void>
}

/** @param jvm flags of its virtual machine, else those of a small one */
export function startKafka(
  paths: string[],
  { count = 1, jvm = SMALL }: { count?: number; jvm?: string[] } = {},
): Promise<KafkaCluster> {
  return inTries(() => startNodes(paths, count, jvm))
}

async function startNodes([java = '', classPath = '']: string[], count: number, jvm: string[]): Promise<KafkaCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'wirelab-apache-kafka-'))
  const ids = Array.from({ length: count }, (_, index) => index + 1)
  const controllers = await Promise.all(ids.map(freePort))
  const ports = await Promise.all(ids.map(freePort))
  const nodes: Started[] = []
  const close = async () => {
    await Promise.all(nodes.map((node) => node?.close()))
    rmSync(folder, { recursive: true, force: true })
  }
  const startNode = async (id: number, index: number) => {
    const settings = join(folder, `${id}.properties`)
    writeFileSync(settings, settingsOf({ id, port: ports[index] ?? 0, controllers, data: join(folder, `${id}`) }))
    const format = ['kafka.tools.StorageTool', 'format', '-c', settings, '-t', CLUSTER_ID]
    await outputOf(java, [...SMALL, '-cp', classPath, ...format], { timeoutMs: FORMAT_TIMEOUT_MS })
    const command = [java, ...jvm, '-cp', classPath, 'kafka.Kafka', settings]
    nodes[index] = await startServer(() => command, { patienceMs: START_PATIENCE_MS, port: ports[index] })
  }
  const whole = () => joined(ports[0] ?? 0, count)
  try {
    // All of them, so that one which starts after another has failed is closed as well.
    const failed = (await Promise.allSettled(ids.map(startNode))).find(({ status }) => status === 'rejected')
    if (failed) throw (failed as PromiseRejectedResult).reason
    await whole()
  } catch (error) {
    await close()
    throw error
  }
  return { whole, bootstrap: ports.map((port) => `127.0.0.1:${port}`).join(','), nodes, close }
}

/** Of its topics about itself as many replicas as there are nodes; and a lesson's patience, not a datacentre's. */
function settingsOf({
  id,
  port,
  controllers,
  data,
}: {
  id: number
  port: number
  controllers: number[]
  data: string
}) {
  const replicas = controllers.length
  const inSync = Math.ceil(replicas / 2)
  const settings: Record<string, string | number> = {
    'process.roles': 'broker,controller',
    'node.id': id,
    'controller.quorum.voters': controllers.map((at, index) => `${index + 1}@127.0.0.1:${at}`).join(','),
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllers[id - 1]}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': data,
    'default.replication.factor': replicas,
    ...(replicas > 1 ? { 'min.insync.replicas': inSync } : {}),
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': 3,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': 3,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 100,
    'broker.session.timeout.ms': 3000,
    'broker.heartbeat.interval.ms': 500,
  }
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

async function joined(port: number, count: number): Promise<void> {
  const admin = new Admin({ clientId: 'joined', bootstrapBrokers: [`127.0.0.1:${port}`], retries: 0 })
  try {
    for (let waitedMs = 0; waitedMs < JOINED_WITHIN_MS; waitedMs += POLL_MS) {
      const told = await admin.metadata({ topics: [], forceUpdate: true }).catch(() => null)
      // Who asks for a group is the one for whom the topic of all groups is made.
      const groups = [{ groupId: 'joined', topics: [] }]
      if (told?.brokers.size === count && (await admin.listConsumerGroupOffsets({ groups }).catch(() => null))) return
      await new Promise((later) => setTimeout(later, POLL_MS))
    }
    throw new Error(`not ${count} nodes of Kafka within ${JOINED_WITHIN_MS} ms`)
  } finally {
    await admin.close()
  }
}
