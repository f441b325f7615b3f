/** The logs of all partitions: where their files are, how much they take, and what is too old or too much to keep. */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Cancel, Timers } from '#core/timers.ts'
import { PartitionLog } from '../log/partition-log.ts'
import type { BrokerConfig } from './config.ts'
import { numberOf } from './topic-config.ts'
import type { Topic, Topics } from './topics.ts'

const US_PER_MS = 1000

export class Logs {
  readonly #config: BrokerConfig
  readonly #timers: Timers
  readonly #usage = { bytes: 0 }

  constructor({ config, timers }: { config: BrokerConfig; timers: Timers }) {
    this.#config = config
    this.#timers = timers
  }

  /** By the topic's id: one that is deleted and made again begins anew. */
  open({ id, settings }: Topic, index: number): PartitionLog {
    const { flush, limits } = this.#config
    const root = this.#root()
    return new PartitionLog({
      dir: root && join(root, id, String(index)),
      flush,
      timers: this.#timers,
      segmentBytes: numberOf(settings, 'segment.bytes'),
      maxProducers: limits.producers,
      usage: this.#usage,
    })
  }

  hasRoom(bytes: number): boolean {
    const { dataDir, limits } = this.#config
    return this.#usage.bytes + bytes <= (dataDir === null ? limits.memoryBytes : limits.logBytes)
  }

  *all(topics: Topics): IterableIterator<PartitionLog> {
    for (const { partitions } of topics.all()) for (const { log } of partitions) yield log
  }

  /** Files of topics that were deleted when the process ended. */
  removeOthers(topics: Iterable<Topic>): void {
    const root = this.#root()
    if (!root) return
    const known = new Set([...topics].map(({ id }) => id))
    for (const id of foldersIn(root)) if (!known.has(id)) rmSync(join(root, id), { recursive: true })
  }

  retainEvery(everyMs: number, topics: Topics): Cancel {
    let cancel: Cancel = () => {}
    const next = () => {
      cancel = this.#timers.at(this.#timers.nowUs() + everyMs * US_PER_MS, () => {
        try {
          for (const topic of topics.all()) retain(topic)
        } finally {
          next()
        }
      })
    }
    next()
    return () => cancel()
  }

  #root(): string | null {
    return this.#config.dataDir && join(this.#config.dataDir, 'logs')
  }
}

function retain({ settings, partitions }: Topic): void {
  const maxAgeMs = numberOf(settings, 'retention.ms')
  const maxBytes = numberOf(settings, 'retention.bytes')
  for (const { log } of partitions) {
    try {
      log.retain({ nowMs: Date.now(), maxAgeMs, maxBytes })
    } catch {
      // What the disk does not let go is tried again the next time; the other logs are not held up by it.
    }
  }
}

function foldersIn(dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
