/**
 * The callers of one lane. Open loop: orders go out when they are due, whatever became of the earlier ones, and time
 * is measured from when they were *meant* to go. Closed loop: N callers, each sends when its last verdict is in.
 * Blocking callers need a slot for it, see slots.ts.
 */

import { type Caller, NON_BLOCKING, type OpenLoad, type Workload } from '#core/experiment.ts'
import type { JournalRecord, RecordKind } from '#core/journal.ts'
import { type PlaceOrder, parseOrderId } from '#core/order.ts'
import type { OutcomeKind } from '#core/outcome.ts'
import { decisions, type Policy } from '#core/policy.ts'
import type { Cancel, Timers } from '#core/timers.ts'
import type { Client } from '#server/protocols/protocol.ts'
import { createEdgeClient, type EdgeEvent } from '#server/resilience/edge-client.ts'
import { type Arrivals, createArrivals } from './arrivals.ts'
import { Slots, type Waiting } from './slots.ts'

/** Of a caller in a closed loop whose own policy did not send its order. */
const BREATH_US = 10_000
const MAX_DUE_AT_ONCE = 16

export interface LaneLoadOptions {
  lane: { index: number; id: string; caller: Caller; timeoutMs: number; policy?: Policy | undefined }
  seed: number
  workload: Workload
  client: Client
  timers: Timers
  journal: (record: JournalRecord) => void
  order: (seq: number) => PlaceOrder
  /** Orders that this lane may offer in all; the rest of the schedule is not sent. */
  maxOrders: number
}

export class LaneLoad {
  readonly #o: LaneLoadOptions
  /** Each gives up one order. */
  readonly #inFlight = new Set<AbortController>()
  readonly #edge: Client
  readonly #slots: Slots
  #workload: Workload
  #arrivals: Arrivals | null = null
  #cancelNext: Cancel = () => {}
  #seq = 0
  #callers = 0
  #phase: 'idle' | 'running' | 'paused' | 'stopped' = 'idle'
  /** Run time minus lane-active time, µs: where the load began plus all pauses. */
  #shiftUs = 0
  #pausedAtUs = 0
  #onIdle: (() => void)[] = []

  constructor(options: LaneLoadOptions) {
    this.#o = options
    this.#workload = options.workload
    this.#slots = new Slots(options.lane.caller)
    const { client, timers, seed, lane } = options
    this.#edge = createEdgeClient({
      client,
      timers,
      seed,
      policy: lane.policy,
      timeoutMs: lane.timeoutMs,
      name: lane.id,
      onEvent: (event) => this.#saw(event),
    })
  }

  get inFlight(): number {
    return this.#inFlight.size
  }

  /** Orders that are due and wait for a slot. */
  get queued(): number {
    return this.#slots.waiting
  }

  /** Lane-active time is 0 at `atUs`, now or a little ahead: what is due is counted from there. */
  start(atUs: number): void {
    this.#phase = 'running'
    this.#shiftUs = atUs
    if ('open' in this.#workload) this.#startOpen(this.#workload.open, 0)
    else this.#cancelNext = this.#o.timers.at(atUs, () => this.#topUp())
  }

  pause(): void {
    if (this.#phase !== 'running') return
    this.#phase = 'paused'
    this.#pausedAtUs = this.#o.timers.nowUs()
    this.#cancelNext()
    this.#slots.hold()
  }

  /** What was due while paused is due that much later: a pause shifts intended times, also of those that wait. */
  resume(): void {
    if (this.#phase !== 'paused') return
    this.#phase = 'running'
    const pausedUs = this.#o.timers.nowUs() - this.#pausedAtUs
    this.#shiftUs += pausedUs
    this.#slots.release(pausedUs)
    if (this.#arrivals) this.#armNext()
    else this.#topUp()
  }

  change(workload: Workload): void {
    const wasOpen = 'open' in this.#workload
    this.#workload = workload
    if (this.#phase === 'idle' || this.#phase === 'stopped') return
    const activeUs = this.#activeUs()
    if ('open' in workload && wasOpen && this.#arrivals) {
      this.#arrivals.change(workload.open, activeUs)
      this.#nextDueUs = this.#arrivals.next()
      this.#cancelNext()
      if (this.#phase === 'running') this.#armNext()
    } else {
      this.#cancelNext()
      this.#arrivals = null
      this.#go(activeUs)
    }
  }

  /** No more arrivals but those due by now; what is in flight, or waits for a slot, goes on to its verdict. */
  stop(): void {
    if (this.#phase === 'running' && this.#arrivals) this.#due()
    if (this.#phase === 'paused') this.#slots.release(this.#o.timers.nowUs() - this.#pausedAtUs)
    this.#phase = 'stopped'
    this.#cancelNext()
  }

  /** Resolves when no order waits for a verdict, or for a slot. */
  idle(): Promise<void> {
    if (this.#inFlight.size + this.queued === 0) return Promise.resolve()
    return new Promise((resolve) => this.#onIdle.push(resolve))
  }

  /** Give up on whatever is still in flight; what waits for a slot is not sent. */
  abandon(): void {
    this.stop()
    this.#slots.empty()
    for (const giveUp of this.#inFlight) giveUp.abort(new Error('the run was ended'))
  }

  #nextDueUs = 0

  #activeUs(): number {
    const nowUs = this.#phase === 'paused' ? this.#pausedAtUs : this.#o.timers.nowUs()
    return nowUs - this.#shiftUs
  }

  #go(fromActiveUs: number): void {
    if ('open' in this.#workload) this.#startOpen(this.#workload.open, fromActiveUs)
    else this.#topUp()
  }

  #startOpen(load: OpenLoad, fromActiveUs: number): void {
    this.#arrivals = createArrivals(load, this.#o.seed, this.#o.lane.id)
    if (fromActiveUs > 0) this.#arrivals.change(load, fromActiveUs)
    this.#nextDueUs = this.#arrivals.next()
    if (this.#phase === 'running') this.#armNext()
  }

  #armNext(): void {
    if (this.#nextDueUs === Number.POSITIVE_INFINITY) return
    this.#cancelNext = this.#o.timers.at(this.#nextDueUs + this.#shiftUs, () => this.#due())
  }

  /**
   * Send all that is due by now, so that a late timer delays orders and drops none; of many, some at a time, so that
   * a thread that is late still hears its sockets and whoever asks it to end.
   */
  #due(): void {
    const nowUs = this.#o.timers.nowUs()
    for (let sent = 0; sent < MAX_DUE_AT_ONCE; sent++) {
      if (this.#phase !== 'running' || !this.#arrivals || this.#nextDueUs + this.#shiftUs > nowUs) break
      const intendedUs = this.#nextDueUs + this.#shiftUs
      this.#nextDueUs = this.#arrivals.next()
      this.#offer(intendedUs)
    }
    if (this.#phase === 'running') this.#armNext()
  }

  /** Sent at once, or when it has a slot, or never. */
  #offer(intendedUs: number): void {
    if (this.#isSpent) this.#write('not-sent', { seq: 0, intendedUs })
    else if (this.#slots.take()) void this.#send(intendedUs)
    else if (this.#slots.queue(this.#waiting(intendedUs, () => {}))) this.#write('queued', { seq: 0, intendedUs })
    else this.#write(this.#o.lane.caller === NON_BLOCKING ? 'not-sent' : 'rejected', { seq: 0, intendedUs })
  }

  get #isSpent(): boolean {
    return this.#seq + this.queued >= this.#o.maxOrders
  }

  /** @param then once it has its verdict, or will never have one */
  #waiting(intendedUs: number, then: () => void): Waiting {
    const entry: Waiting = {
      intendedUs,
      go: (slot) => {
        if (slot) void this.#send(entry.intendedUs, true).then(() => then())
        else {
          this.#write('not-sent', { seq: 0, intendedUs: entry.intendedUs, n: 1 })
          then()
        }
      },
    }
    return entry
  }

  #topUp(): void {
    if (!('closed' in this.#workload)) return
    const wanted = this.#workload.closed.callers
    while (this.#callers < wanted) {
      this.#callers++
      void this.#callAgainAndAgain()
    }
  }

  /** One caller of a closed loop: it has no schedule, so what it measures is uncorrected. */
  async #callAgainAndAgain(): Promise<void> {
    while (
      this.#phase === 'running' &&
      'closed' in this.#workload &&
      this.#callers <= this.#workload.closed.callers &&
      !this.#isSpent
    ) {
      await this.#call(this.#o.timers.nowUs())
      // A caller that is refused at once would otherwise never let another timer or socket run.
      await new Promise((resolve) => setImmediate(resolve))
    }
    this.#callers--
  }

  /** A caller of a closed loop is never rejected: it has nothing else to do than to wait for a slot. */
  async #call(intendedUs: number): Promise<void> {
    if (this.#slots.take()) {
      const kind = await this.#send(intendedUs)
      if (kind === 'withheld') await this.#breathe()
      return
    }
    this.#write('queued', { seq: 0, intendedUs })
    await new Promise<void>((resolve) => this.#slots.queue(this.#waiting(intendedUs, resolve), false))
  }

  /** Refused unsent takes no time at all: without a breath, one caller would spend all orders of a run in a second. */
  #breathe(): Promise<void> {
    const { timers } = this.#o
    return new Promise((resolve) => void timers.at(timers.nowUs() + BREATH_US, resolve))
  }

  async #send(intendedUs: number, queued = false): Promise<OutcomeKind> {
    const seq = this.#seq++
    const giveUp = new AbortController()
    this.#inFlight.add(giveUp)
    this.#write('sent', { seq, intendedUs, n: queued ? 1 : 0 })
    const { kind } = await this.#edge.perform(this.#o.order(seq), giveUp.signal)
    this.#write('verdict', { seq, outcome: kind })
    this.#inFlight.delete(giveUp)
    this.#slots.free()
    if (this.#inFlight.size + this.queued === 0) for (const resolve of this.#onIdle.splice(0)) resolve()
    return kind
  }

  #saw(event: EdgeEvent): void {
    const seq = parseOrderId(event.orderId)?.seq ?? 0
    if (event.type === 'decided') this.#write('policy', { seq, n: decisions.indexOf(event.decision) })
    else this.#write(event.type, { seq, n: event.n, ...('outcome' in event ? { outcome: event.outcome } : {}) })
  }

  #write(kind: RecordKind, rest: { seq: number; intendedUs?: number; outcome?: OutcomeKind; n?: number }): void {
    this.#o.journal({
      kind,
      lane: this.#o.lane.index,
      tUs: this.#o.timers.nowUs(),
      seq: rest.seq,
      intendedUs: rest.intendedUs ?? 0,
      outcome: rest.outcome ?? 'ok',
      n: rest.n ?? 0,
      subscriber: 0,
    })
  }
}
