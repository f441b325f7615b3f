/**
 * The logs of a run's lanes, looked at every second: what any cluster tells an administrator, and what only an embedded
 * broker knows besides. They travel in the frames of their lanes, whenever they have changed.
 */
import { isDeepStrictEqual } from 'node:util'
import { edgesOf } from '#core/call-path.ts'
import type { Experiment } from '#core/experiment.ts'
import type { LogState } from '#core/log-state.ts'
import { factsOf } from '#core/protocols.ts'
import type { Frame } from '#core/run.ts'
import type { Cancel } from '#core/timers.ts'
import type { LogHistory, ReadLog } from '#server/protocols/protocol.ts'
import { serviceKey } from './threads/hosted.ts'
import type { Threads } from './threads.ts'

const EVERY_US = 1_000_000
const NS_PER_US = 1000n

interface Watched {
  lane: string
  edge: string
  ask: () => Promise<LogState | null>
  told: LogState | null
  isNew: boolean
}

export class LogWatch {
  readonly #threads: Threads
  readonly #watched: Watched[]
  #cancel: Cancel = () => {}
  #isOver = false

  /** @param beginUs where the run began, on the clock of its threads */
  constructor({ experiment, threads, beginUs }: { experiment: Experiment; threads: Threads; beginUs: () => number }) {
    this.#threads = threads
    this.#watched = experiment.lanes.flatMap((lane) =>
      edgesOf(lane.call)
        // Each replica would have a log of its own.
        .filter(({ edge }) => factsOf(edge.protocol).engine && (edge.to.replicas ?? 1) === 1)
        .map(({ edge, index }) => {
          const key = serviceKey(lane.id, edge.id)
          const ask = async () => {
            if (threads.failed.has(lane.id)) return null
            const logs = await threads.hostOf(lane, index).call('log', key)
            if (!logs) return null
            const history = (await threads.engineOf(lane.id, edge.id)?.call('history')) ?? null
            return stateOf(logs, history, (atNs) => Number(atNs / NS_PER_US - threads.originNs / NS_PER_US) - beginUs())
          }
          return { lane: lane.id, edge: edge.id, ask, told: null, isNew: false }
        }),
    )
  }

  start(): void {
    if (this.#isOver || this.#watched.length === 0) return
    const { timers } = this.#threads
    this.#cancel = timers.at(timers.nowUs() + EVERY_US, () => void this.look().then(() => this.start()))
  }

  /** Never rejects: a broker that is away is asked again. */
  async look(): Promise<void> {
    await Promise.all(
      this.#watched.map(async (one) => {
        const found = await one.ask().catch(() => null)
        if (!found || isDeepStrictEqual(found, one.told)) return
        one.told = found
        one.isNew = true
      }),
    )
  }

  stop(): void {
    this.#isOver = true
    this.#cancel()
  }

  /** The frame, with what has changed since the last one. */
  into(frame: Frame): Frame {
    const lanes = { ...frame.lanes }
    for (const one of this.#watched) {
      const lane = lanes[one.lane]
      if (!one.isNew || !one.told || !lane) continue
      lanes[one.lane] = { ...lane, logs: { ...lane.logs, [one.edge]: one.told } }
      one.isNew = false
    }
    return { ...frame, lanes }
  }
}

function stateOf(logs: ReadLog[], history: LogHistory | null, runUs: (atNs: bigint) => number): LogState {
  return {
    deduplicated: history?.deduplicated ?? null,
    topics: logs.map(({ topic, groupIds }) => ({
      ...topic,
      groups: topic.groups.map((group, index) => {
        const past = history?.groups[groupIds[index] ?? ''] ?? []
        return {
          ...group,
          generation: past[0]?.generation ?? null,
          rebalances: past.map(({ atNs, ...rebalance }) => ({ atUs: Math.round(runUs(atNs)), ...rebalance })),
        }
      }),
    })),
  }
}
