/**
 * The load of this very page: orders at a steady rate over each chosen protocol, timed from the moment at which each
 * was to be sent, so that a page that falls behind does not hide it.
 */
import { Histogram } from '#core/histogram.ts'
import type { OutcomeKind } from '#core/outcome.ts'

export interface LoopTimers {
  /** ms, monotonic. */
  now: () => number
  every: (ms: number, doing: () => void) => () => void
}

export interface LoopOptions<P extends string> {
  protocols: readonly P[]
  ratePerS: () => number
  /** Never rejects. */
  send: (protocol: P) => Promise<OutcomeKind>
  onEnd: (why: LoopEnd) => void
}

export type LoopEnd = 'stopped' | 'time' | 'hidden'

export interface LoopLane {
  /** Verdicts of any kind. */
  n: number
  errors: number
  inFlight: number
  /** Not sent because too many were under way. */
  notSent: number
  /** From the planned send to the verdict, errors included. */
  latency: Histogram
  /** The same by the second in which each ended. */
  seconds: (Histogram | null)[]
  lastFailure: OutcomeKind | null
}

export interface LoopWindow {
  key: string
  label: string
  fromS: number
  /** Null while it is on. */
  toS: number | null
}

export const LONGEST_S = 60
export const MOST_IN_FLIGHT = 32
const TICK_MS = 4
const MS_PER_S = 1000
const US_PER_MS = 1000

export class LoadLoop<P extends string> {
  readonly lanes: Map<P, LoopLane>
  readonly windows: LoopWindow[] = []
  readonly #options: LoopOptions<P>
  readonly #timers: LoopTimers
  readonly #startedMs: number
  readonly #halt: () => void
  /** When the next order of each protocol is to go out. */
  #nextMs: number
  #endedMs: number | null = null

  constructor(options: LoopOptions<P>, timers: LoopTimers) {
    this.#options = options
    this.#timers = timers
    this.#startedMs = timers.now()
    this.#nextMs = this.#startedMs
    this.lanes = new Map(options.protocols.map((protocol) => [protocol, emptyLane()]))
    this.#halt = timers.every(TICK_MS, () => this.#tick())
  }

  get over(): boolean {
    return this.#endedMs !== null
  }

  get elapsedS(): number {
    return ((this.#endedMs ?? this.#timers.now()) - this.#startedMs) / MS_PER_S
  }

  stop(why: LoopEnd = 'stopped'): void {
    if (this.over) return
    this.#endedMs = this.#timers.now()
    this.#halt()
    for (const window of this.windows) window.toS ??= this.elapsedS
    this.#options.onEnd(why)
  }

  /** Faults as they stand now: what is new opens a window, what is gone closes one. */
  markFaults(on: readonly { key: string; label: string }[]): void {
    if (this.over) return
    for (const window of this.windows)
      if (window.toS === null && !on.some(({ key, label }) => key === window.key && label === window.label))
        window.toS = this.elapsedS
    for (const { key, label } of on)
      if (!this.windows.some((window) => window.toS === null && window.key === key))
        this.windows.push({ key, label, fromS: this.elapsedS, toS: null })
  }

  #tick(): void {
    const now = this.#timers.now()
    if (now - this.#startedMs >= LONGEST_S * MS_PER_S) {
      this.stop('time')
      return
    }
    const stepMs = MS_PER_S / this.#options.ratePerS()
    while (this.#nextMs <= now) {
      for (const [protocol, lane] of this.lanes) this.#sendOne(protocol, lane, this.#nextMs)
      this.#nextMs += stepMs
    }
  }

  #sendOne(protocol: P, lane: LoopLane, plannedMs: number): void {
    if (lane.inFlight >= MOST_IN_FLIGHT) {
      lane.notSent++
      return
    }
    lane.inFlight++
    void this.#options.send(protocol).then((kind) => {
      lane.inFlight--
      // What ends after the end was cut off by it.
      if (this.over) return
      const now = this.#timers.now()
      const us = (now - plannedMs) * US_PER_MS
      lane.n++
      if (kind !== 'ok') {
        lane.errors++
        lane.lastFailure = kind
      }
      lane.latency.record(us)
      const second = Math.floor((now - this.#startedMs) / MS_PER_S)
      while (lane.seconds.length <= second) lane.seconds.push(null)
      const bin = lane.seconds[second] ?? new Histogram()
      bin.record(us)
      lane.seconds[second] = bin
    })
  }
}

function emptyLane(): LoopLane {
  return {
    n: 0,
    errors: 0,
    inFlight: 0,
    notSent: 0,
    latency: new Histogram(),
    seconds: [],
    lastFailure: null,
  }
}

/** p50 of each second, ms; null where nothing ended in it. */
export function p50PerSecond({ seconds }: LoopLane, whole: number): (number | null)[] {
  return Array.from({ length: whole }, (_, second) => {
    const us = seconds[second]?.percentile(50) ?? null
    return us === null ? null : us / US_PER_MS
  })
}
