/** One edge of a lane where services call services: what the current tick has added, from the records of its two ends. */
import { Histogram } from '#core/histogram.ts'
import type { JournalRecord } from '#core/journal.ts'
import { type DecisionCounts, decisions } from '#core/policy.ts'
import { type EdgeFrame, type EdgeHistogramName, edgeHistogramNames } from '#core/run.ts'

export class EdgeJoin {
  readonly id: string
  readonly #isOwn: boolean
  #tick = emptyTick()
  #inFlight = 0
  #active = 0
  #queued = 0

  /** @param index 0 for the caller's own: its calls are the lane's orders */
  constructor(id: string, index: number) {
    this.id = id
    this.#isOwn = index === 0
  }

  /** @param counted false while its lane warms up: then it is in the counts, not in the histograms */
  take({ kind, tUs, intendedUs, outcome, n }: JournalRecord, sentUs: number, counted: boolean): void {
    const record = (name: EdgeHistogramName, fromUs: number) => {
      if (counted && fromUs > 0) this.#tick.hist[name].record(Math.max(0, Math.round(tUs - fromUs)))
    }
    switch (kind) {
      case 'sent':
        this.#tick.calls++
        this.#inFlight++
        return
      case 'policy': {
        const decision = decisions[n]
        if (decision !== undefined) this.#tick.decisions[decision] = (this.#tick.decisions[decision] ?? 0) + 1
        return
      }
      case 'called':
        this.#tick.attempts++
        return
      case 'verdict':
        this.#inFlight--
        this.#tick.outcomes[outcome] = (this.#tick.outcomes[outcome] ?? 0) + 1
        record('call', this.#isOwn ? sentUs : intendedUs)
        return
      case 'waiting':
        this.#queued++
        return
      case 'started':
        if (n === 1) this.#queued--
        this.#active++
        return
      case 'dropped':
        if (n === 1) this.#queued--
        else this.#active--
        return
      case 'executed':
        this.#active--
        this.#tick.executed++
        record('work', intendedUs)
        return
      default:
    }
  }

  frame(bytesByLeg: EdgeFrame['bytesByLeg']): EdgeFrame {
    const { hist: recorded, decisions: decided, ...counts } = this.#tick
    this.#tick = emptyTick()
    const hist: EdgeFrame['hist'] = {}
    for (const name of edgeHistogramNames) if (recorded[name].n > 0) hist[name] = recorded[name].encode()
    const [inFlight, active, queued] = [this.#inFlight, this.#active, this.#queued]
    const more = Object.keys(decided).length > 0 ? { decisions: decided } : {}
    return { ...counts, ...more, hist, bytesByLeg, inFlight, active, queued }
  }
}

type Tick = Pick<EdgeFrame, 'calls' | 'attempts' | 'outcomes' | 'executed'> & {
  decisions: DecisionCounts
  hist: Record<EdgeHistogramName, Histogram>
}

function emptyTick(): Tick {
  return {
    ...{ calls: 0, attempts: 0, decisions: {}, outcomes: {}, executed: 0 },
    hist: { call: new Histogram(), work: new Histogram() },
  }
}
