/** The topics there are, and the log behind each of their partitions. */
import { randomBytes } from 'node:crypto'
import type { PartitionLog } from '../log/partition-log.ts'
import type { ErrorName } from '../wire/errors.ts'
import type { KeptTopic } from './cluster-file.ts'
import type { BrokerLimits } from './config.ts'
import type { OnEvent } from './events.ts'
import { isTopicConfig, type TopicConfigName, type TopicSettings } from './topic-config.ts'
import { complaintAboutName } from './topic-name.ts'

const UUID_BYTES = 16

export interface Partition {
  readonly topic: string
  readonly index: number
  readonly log: PartitionLog
  /** For whoever waits for it, and whoever looks it up. */
  readonly key: string
}

export interface Topic {
  readonly name: string
  readonly id: string
  settings: TopicSettings
  readonly partitions: Partition[]
}

export interface Refused {
  ok: false
  error: ErrorName
  message: string
}

export interface TopicsOptions {
  limits: Pick<BrokerLimits, 'topics' | 'partitions'>
  openLog(topic: Topic, index: number): PartitionLog
  /** Its files go with it. */
  removeLog(log: PartitionLog): Promise<void>
  configureLog(log: PartitionLog, settings: TopicSettings): void
  onDeleted(topic: Topic): void
  /** What there is has changed. */
  keep(topics: KeptTopic[]): void
  onEvent: OnEvent
}

export function partitionKey(topic: string, index: number): string {
  return `${topic}/${index}`
}

export class Topics {
  readonly #o: TopicsOptions
  readonly #byName = new Map<string, Topic>()
  readonly #byId = new Map<string, Topic>()
  #partitions = 0

  constructor(options: TopicsOptions) {
    this.#o = options
  }

  all(): IterableIterator<Topic> {
    return this.#byName.values()
  }

  get(name: string): Topic | undefined {
    return this.#byName.get(name)
  }

  byId(id: string): Topic | undefined {
    return this.#byId.get(id)
  }

  partition(name: string, index: number): Partition | undefined {
    return this.#byName.get(name)?.partitions[index]
  }

  /** Those of before, when the broker starts. */
  restore(kept: readonly KeptTopic[]): void {
    for (const { name, id, partitions, settings } of kept) {
      const known = Object.entries(settings).filter((entry): entry is [TopicConfigName, string] =>
        isTopicConfig(entry[0]),
      )
      this.#add({ name, id, settings: new Map(known), partitions: [] }, partitions)
    }
  }

  create(wanted: {
    name: string
    partitions: number
    settings?: TopicSettings
    validateOnly?: boolean
  }): { ok: true; topic: Topic } | Refused {
    const { name, partitions, settings = new Map(), validateOnly = false } = wanted
    const complaint = complaintAboutName(name)
    if (complaint) return refuse('INVALID_TOPIC_EXCEPTION', `Topic name is invalid: ${complaint}`)
    if (this.#byName.has(name)) return refuse('TOPIC_ALREADY_EXISTS', `Topic '${name}' already exists.`)
    if (partitions < 1) return refuse('INVALID_PARTITIONS', 'Number of partitions must be larger than 0.')
    const { limits } = this.#o
    if (this.#byName.size >= limits.topics)
      return refuse('POLICY_VIOLATION', `there are ${limits.topics} topics already`)
    const tooMany = this.#roomFor(partitions)
    if (tooMany) return tooMany
    const topic: Topic = { name, id: randomBytes(UUID_BYTES).toString('base64url'), settings, partitions: [] }
    if (validateOnly) return { ok: true, topic }
    this.#add(topic, partitions)
    this.#keep()
    this.#o.onEvent({ is: 'topic-created', topic: name, partitions })
    return { ok: true, topic }
  }

  widen(topic: Topic, wanted: { partitions: number; validateOnly: boolean }): { ok: true } | Refused {
    const more = wanted.partitions - topic.partitions.length
    if (more <= 0) {
      const message = `Topic currently has ${topic.partitions.length} partitions, which is not less than the requested ${wanted.partitions}.`
      return refuse('INVALID_PARTITIONS', message)
    }
    const tooMany = this.#roomFor(more)
    if (tooMany) return tooMany
    if (wanted.validateOnly) return { ok: true }
    this.#widen(topic, wanted.partitions)
    this.#keep()
    return { ok: true }
  }

  configure(topic: Topic, settings: TopicSettings): void {
    topic.settings = settings
    for (const { log } of topic.partitions) this.#o.configureLog(log, settings)
    this.#keep()
  }

  async delete(topic: Topic): Promise<void> {
    this.#byName.delete(topic.name)
    this.#byId.delete(topic.id)
    this.#partitions -= topic.partitions.length
    this.#keep()
    this.#o.onDeleted(topic)
    await Promise.all(topic.partitions.map(({ log }) => this.#o.removeLog(log)))
    this.#o.onEvent({ is: 'topic-deleted', topic: topic.name })
  }

  #add(topic: Topic, partitions: number): void {
    this.#byName.set(topic.name, topic)
    this.#byId.set(topic.id, topic)
    this.#widen(topic, partitions)
  }

  #widen(topic: Topic, partitions: number): void {
    for (let index = topic.partitions.length; index < partitions; index++) {
      const log = this.#o.openLog(topic, index)
      topic.partitions.push({ topic: topic.name, index, log, key: partitionKey(topic.name, index) })
      this.#partitions++
    }
  }

  #roomFor(partitions: number): Refused | null {
    const { limits } = this.#o
    if (this.#partitions + partitions <= limits.partitions) return null
    return refuse('INVALID_PARTITIONS', `there may be ${limits.partitions} partitions over all topics`)
  }

  kept(): KeptTopic[] {
    return [...this.#byName.values()].map(({ name, id, partitions, settings }) => ({
      name,
      id,
      partitions: partitions.length,
      settings: Object.fromEntries(settings),
    }))
  }

  #keep(): void {
    this.#o.keep(this.kept())
  }
}

function refuse(error: ErrorName, message: string): Refused {
  return { ok: false, error, message }
}
