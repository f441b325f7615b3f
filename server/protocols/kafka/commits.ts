/** Offsets on their way to the broker: one commit at a time, and whatever has come together meanwhile in the next. */
export interface Place {
  topic: string
  partition: number
}

type Commit = (offsets: (Place & { offset: bigint; leaderEpoch: number })[]) => Promise<void>

interface Waiting extends Place {
  offset: bigint
  settled: PromiseWithResolvers<void>
}

const NO_EPOCH = -1

export class Commits {
  readonly #commit: Commit
  #waiting: Waiting[] = []
  #isCommitting = false

  constructor(commit: Commit) {
    this.#commit = commit
  }

  /** Resolves when the broker has it. */
  add({ topic, partition }: Place, offset: bigint): Promise<void> {
    const settled = Promise.withResolvers<void>()
    this.#waiting.push({ topic, partition, offset, settled })
    if (!this.#isCommitting) void this.#run()
    return settled.promise
  }

  async #run(): Promise<void> {
    this.#isCommitting = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      try {
        await this.#commit(furthest(batch))
        for (const { settled } of batch) settled.resolve()
      } catch (error) {
        for (const { settled } of batch) settled.reject(error)
      }
    }
    this.#isCommitting = false
  }
}

function furthest(batch: Waiting[]) {
  const byPlace = new Map<string, Waiting>()
  for (const one of batch) {
    const key = `${one.topic}/${one.partition}`
    const known = byPlace.get(key)
    if (!known || known.offset < one.offset) byPlace.set(key, one)
  }
  return [...byPlace.values()].map(({ topic, partition, offset }) => ({
    topic,
    partition,
    offset,
    leaderEpoch: NO_EPOCH,
  }))
}
