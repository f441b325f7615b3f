/**
 * Our Kafka broker by itself, for bench/kafka.ts: a process (`kafka-broker.ts <port> <folder> <flush>`), or a thread as in a
 * run. Without a folder its log is in memory.
 */
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { openKafkaBroker } from '#server/brokers/kafka/kafka-broker.ts'
import type { FlushPolicy } from '#server/brokers/kafka/log/flusher.ts'

const [port, folder = '', flush] = (isMainThread ? process.argv.slice(2) : workerData) as string[]
const policy: FlushPolicy = flush === 'every' ? { is: 'every-acknowledgement' } : { is: 'never' }
const broker = await openKafkaBroker({ port: Number(port), dataDir: folder === '' ? null : folder, flush: policy })
parentPort?.postMessage(broker.address.port)
