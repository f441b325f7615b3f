/** The embedded broker. Its log is in memory, or in a folder of its own; either way it ends with it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Options, OptionsOf } from '#core/protocols.ts'
import { type KafkaBroker, type KafkaBrokerOptions, openKafkaBroker } from '#server/brokers/kafka/kafka-broker.ts'
import type { FlushPolicy } from '#server/brokers/kafka/log/flusher.ts'
import type { Engine, Env } from '../protocol.ts'
import { History } from './log-history.ts'

/** Another socket may hold the port for a moment. */
const REOPEN_ATTEMPTS = 40
const REOPEN_RETRY_MS = 50

export async function engine(given: Options, env: Env): Promise<Engine> {
  const options = given as OptionsOf<'kafka'>
  const past = new History()
  const open: Open = async (how) => {
    const broker = await openKafkaBroker(how)
    broker.watch(past.take)
    return broker
  }
  const opened = options.storage === 'disk' ? onDisk(options, env, open) : inMemory(open)
  return { ...(await opened), history: () => past.told }
}

type Open = (how: KafkaBrokerOptions) => Promise<KafkaBroker>

async function inMemory(open: Open): Promise<Engine> {
  let broker = await open({})
  const { address } = broker
  return {
    address,
    async loseMemory() {
      const cluster = broker.cluster()
      await broker.crash()
      broker = await again(() => open({ port: address.port, cluster }))
    },
    close: () => broker.close(),
  }
}

async function onDisk(options: OptionsOf<'kafka'>, env: Env, open: Open): Promise<Engine> {
  const dataDir = await mkdtemp(join(env.folder ?? tmpdir(), 'wirelab-kafka-'))
  const flush = flushOf(options)
  const openAt = (port: number) => open({ dataDir, flush, port })
  const removeFiles = () => rm(dataDir, { recursive: true, force: true })
  let broker: KafkaBroker | null = await openAt(0).catch(async (error) => {
    await removeFiles()
    throw error
  })
  const { address } = broker
  /** One after the other: it may be closed while it comes back. */
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    const next = last.then(act)
    last = next.catch(() => {})
    return next
  }
  return {
    address,
    // What it held is in its files.
    loseMemory: () =>
      inTurn(async () => {
        if (!broker) return
        await broker.crash()
        broker = await again(() => openAt(address.port))
      }),
    losePower: () =>
      inTurn(async () => {
        await broker?.powerLoss()
        broker = null
      }),
    comeBack: () =>
      inTurn(async () => {
        broker ??= await again(() => openAt(address.port))
      }),
    close: () =>
      inTurn(async () => {
        await broker?.close()
        broker = null
        await removeFiles()
      }),
  }
}

function flushOf({ flush, flushIntervalMs }: OptionsOf<'kafka'>): FlushPolicy {
  if (flush === 'interval') return { is: 'interval', everyMs: flushIntervalMs }
  return flush === 'every' ? { is: 'every-acknowledgement' } : { is: 'never' }
}

/** The port is promised to links and clients, so no other one will do. */
async function again(open: () => Promise<KafkaBroker>): Promise<KafkaBroker> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await open()
    } catch (error) {
      if (attempt === REOPEN_ATTEMPTS || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
      await delay(REOPEN_RETRY_MS)
    }
  }
}
