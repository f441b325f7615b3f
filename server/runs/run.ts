/**
 * One run from its first event to its last. Whatever happens to it (the schedule, a click, a thread that dies)
 * becomes an event; the fold of those events is all that anybody ever knows of it.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Experiment, Fault, Workload } from '#core/experiment.ts'
import { hasDeadLetters } from '#core/protocols.ts'
import { isOver, type RunEvent, type RunEventBody, type RunState } from '#core/run.ts'
import { createRunView, foldEvent, type RunView } from '#core/run-view.ts'
import { slicesOf } from '#core/slices.ts'
import { isSureToFail } from '#core/sure-failure.ts'
import { abortingIn, judgeAll, type Threshold } from '#core/threshold.ts'
import type { Env } from '#server/protocols/protocol.ts'
import { drain } from './drain.ts'
import { environmentHere } from './environment.ts'
import { Conflict, NotFound, NotPossible } from './errors.ts'
import type { KeptTrail, OrderSource } from './kept-trails.ts'
import { LogWatch } from './log-watch.ts'
import { type FaultMoment, faultMoments, faultsFromStart } from './planned-faults.ts'
import { RunFaults } from './run-faults.ts'
import { RunWires } from './run-wires.ts'
import { type Entry, Schedule } from './schedule.ts'
import { serviceKey } from './threads/hosted.ts'
import { Threads } from './threads.ts'
import { Turns } from './turns.ts'
import type { OrderWire } from './wire.ts'

export interface RunOptions {
  id: string
  experiment: Experiment
  maxOrdersPerLane: number
  external: Env['external']
  onEvent: (event: RunEvent) => void
  /** What was seen of single orders, handed over before the last event is said. */
  keepTrails: (trails: KeptTrail[]) => Promise<void>
}

const US_PER_S = 1e6
/** The load is announced this long ahead, so that every thread is ready when it begins. */
const LEAD_US = 100_000
/** Trails of a coordinator that does not answer for so long are given up. */
const TRAILS_WITHIN_MS = 10_000

export class Run {
  readonly id: string
  readonly experiment: Experiment
  readonly view: RunView
  readonly #o: RunOptions
  /** The threads of this run, for whoever has to see one of them die. */
  readonly threads: Threads
  readonly #faults: RunFaults
  /** Null where all lanes run at once. */
  readonly #turns: Turns | null
  readonly #over = Promise.withResolvers<void>()
  readonly #wires: RunWires
  readonly #logs: LogWatch
  /** Null until the load begins, and where lanes take turns. */
  #schedule: Schedule | null = null
  #beginUs: number | null = null
  #seq = 0
  #others = 0
  #pausedAtUs = 0
  #pausedForUs = 0
  #ending: Promise<void> | null = null
  /** What could not hold any more, so that the run was ended. */
  #abortedBy: string | null = null
  readonly #aborting: readonly Threshold[]

  constructor(options: RunOptions) {
    this.#o = options
    this.id = options.id
    this.experiment = options.experiment
    this.view = createRunView(options.experiment)
    this.#aborting = abortingIn(options.experiment)
    this.#turns = options.experiment.mode === 'interleaved' ? this.#takingTurns() : null
    this.threads = new Threads({
      run: options.id,
      experiment: options.experiment,
      maxOrdersPerLane: options.maxOrdersPerLane,
      external: options.external,
      onEvent: (event) => {
        if (event.type === 'frame') {
          this.#say({ type: 'frame', frame: this.#logs.into(event.frame) })
          this.#abortWhatIsSure()
        } else void this.#fail('lab-error', 'a journal overran its reader: the lab could not keep up with the load')
      },
      onLaneFailed: (lane, failure) => this.#say({ type: 'lane-failed', lane, ...failure }),
      onDeath: (detail) => void this.#fail('lab-error', detail),
    })
    const { id, experiment } = options
    const { threads } = this
    const beginUs = () => this.#beginUs ?? 0
    this.#faults = new RunFaults({ experiment, threads, say: (event) => this.#say(event) })
    this.#wires = new RunWires({ run: id, experiment, threads, beginUs })
    this.#logs = new LogWatch({ experiment, threads, beginUs })
  }

  /** Resolves when the last event has been said and nothing of the run is left. */
  get over(): Promise<void> {
    return this.#over.promise
  }

  /** When the load began, on the clock of its threads, µs; null before. */
  get beginUs(): number | null {
    return this.#beginUs
  }

  get state(): RunState {
    return this.view.state
  }

  /** It has to wait: there is no room yet. */
  queued(position: number): void {
    this.#say({ type: 'state', state: { is: 'queued', position } })
  }

  /** How many other runs share the lab from now on. */
  company(others: number): void {
    if (others === this.#others) return
    this.#others = others
    this.#say({ type: 'company', others })
  }

  /** Single orders, while it is on: null before the threads are there and after they are gone. */
  get orders(): OrderSource | null {
    const { coordinator } = this.threads
    if (!coordinator || this.#closed) return null
    return {
      find: (query) => coordinator.call('orders', query),
      life: async (lane, seq) => ({ life: await coordinator.call('life', lane, seq) }),
    }
  }

  /** The bytes around one order, while the threads of the run are there; null where they are not. */
  wire(lane: string, seq: number): Promise<OrderWire | null> {
    return this.#wires.of(lane, seq)
  }

  /** Of orders of a run that is over: those that were kept. */
  get wires(): readonly OrderWire[] {
    return this.#wires.kept
  }

  /** Whether {@link wire} has whom to ask. */
  get isOpen(): boolean {
    return this.#closed === null
  }

  /** @param ready before this nothing of it is opened */
  async start(ready: Promise<void> = Promise.resolve()): Promise<void> {
    if (this.#ending) return
    this.#say({ type: 'state', state: { is: 'starting' } })
    this.#say({ type: 'environment', environment: environmentHere() })
    await ready
    if (this.#ending) return
    try {
      this.#opening = this.threads.open()
      await this.#opening
      if (this.#ending) return
      for (const fault of this.experiment.faults) {
        const why = this.#faults.notPossible(fault)
        if (why !== null) throw new Error(why)
      }
      for (const fault of faultsFromStart(this.experiment)) await this.#faults.set(fault, 'schedule')
      const turns = this.#turns !== null
      const beginUs = this.threads.timers.nowUs() + (turns ? 0 : LEAD_US)
      await this.threads.coordinator.call('begin', beginUs)
      await this.threads.eachCaller((callers) => callers.call('begin', beginUs, { turns }))
      this.#beginUs = beginUs
      this.#say({ type: 'state', state: { is: 'running' } })
      this.#logs.start()
      if (this.#turns) this.#turns.start()
      else if (!this.#ending) {
        this.#schedule = this.#scheduled()
        this.#schedule.arm(this.#activeUs())
      }
    } catch (error) {
      await this.#fail('start-failed', error instanceof Error ? error.message : String(error))
    }
  }

  async pause(): Promise<void> {
    this.#need('running')
    this.#schedule?.disarm()
    this.#turns?.pause()
    this.#pausedAtUs = this.threads.timers.nowUs()
    await this.threads.eachCaller((callers) => callers.call('pause'))
    await this.threads.coordinator.call('setActive', false)
    this.#say({ type: 'state', state: { is: 'paused' } })
  }

  async resume(): Promise<void> {
    this.#need('paused')
    await this.threads.coordinator.call('setActive', true)
    const turn = this.#turns?.turn
    if (turn) await this.threads.callersOf(turn.lane).call('resumeOne', turn.lane)
    else if (!this.#turns) await this.threads.eachCaller((callers) => callers.call('resume'))
    this.#pausedForUs += this.threads.timers.nowUs() - this.#pausedAtUs
    this.#say({ type: 'state', state: { is: 'running' } })
    this.#turns?.resume()
    this.#schedule?.arm(this.#activeUs())
  }

  /** End the load, drain, judge, close. A second call waits for the first. */
  stop(byHand = true): Promise<void> {
    this.#ending ??= this.#end(byHand)
    return this.#ending
  }

  /** The process is going away: no drain, no verdict, everything closed. */
  async interrupt(): Promise<void> {
    this.#schedule?.disarm()
    this.#turns?.stop()
    this.#ending ??= Promise.resolve()
    await this.#close({ is: 'interrupted' })
  }

  async setFault(fault: Fault): Promise<void> {
    this.#need('running', 'paused')
    const why = this.#faults.notPossible(fault)
    if (why !== null) throw new NotPossible(why)
    await this.#faults.clearById(fault.id, 'hand')
    await this.#faults.set(fault, 'hand')
  }

  async clearFault(faultId: string): Promise<boolean> {
    this.#need('running', 'paused')
    return this.#faults.clearById(faultId, 'hand')
  }

  async setWorkload(lane: string, workload: Workload): Promise<void> {
    this.#need('running', 'paused')
    const lanes = this.experiment.lanes.filter(({ id }) => lane === '*' || lane === id)
    if (lanes.length === 0) throw new NotPossible(`lane: '${lane}' is not a lane of this run`)
    await Promise.all(lanes.map(({ id }) => this.threads.callersOf(id).call('change', id, workload)))
    this.#say({ type: 'workload', lane, workload })
  }

  /** Send a lane's dead letters back to the queue that they came from. Resolves to how many that were. */
  async redrive(laneId: string): Promise<number> {
    this.#need('running', 'paused')
    const lane = this.experiment.lanes.find(({ id }) => id === laneId)
    if (!lane) throw new NotFound(`'${laneId}' is not a lane of this run`)
    if (!hasDeadLetters(lane.call)) {
      throw new NotPossible(`lane '${laneId}' has no dead-letter queue: options.maxReceives of a queue gives it one`)
    }
    const failure = this.threads.failed.get(laneId)
    if (failure !== undefined) throw new Conflict(failure.detail)
    const moved = await this.threads.hostOf(lane).call('redrive', serviceKey(laneId, lane.call.id))
    this.#say({ type: 'redriven', lane: laneId, moved })
    return moved
  }

  /** A threshold with `abortOnFail` ends the run as soon as nothing that is still due can save it. */
  #abortWhatIsSure(): void {
    if (this.#ending || this.view.state.is !== 'running') return
    const activeS = this.view.activeUs / US_PER_S
    const lost = this.#aborting.find(
      (threshold) => activeS >= (threshold.abort?.afterS ?? 0) && isSureToFail(threshold, this.view),
    )
    if (!lost) return
    this.#abortedBy = lost.text
    void this.stop(false)
  }

  #say(body: RunEventBody): void {
    if (isOver(this.view.state)) return
    const atUs = this.#beginUs === null ? 0 : Math.max(0, Math.round(this.threads.timers.nowUs() - this.#beginUs))
    const active = this.#turns ? { activeUs: Math.round(this.#turns.activeUs) } : {}
    const event: RunEvent = { seq: ++this.#seq, atUs, ...active, ...body }
    foldEvent(this.view, event)
    this.#o.onEvent(event)
  }

  #need(...allowed: RunState['is'][]): void {
    const { is } = this.view.state
    if (this.#ending || !allowed.includes(is)) throw new Conflict(`the run is ${this.#ending ? 'ending' : is}`)
  }

  /** Lane-active time so far, µs. */
  #activeUs(): number {
    return this.threads.timers.nowUs() - (this.#beginUs ?? 0) - this.#pausedForUs
  }

  /** The faults of the experiment and the end of the load, in lane-active time. */
  #scheduled(): Schedule {
    const entries = faultMoments(this.experiment).map(
      (moment): Entry => ({
        dueUs: moment.atS * US_PER_S,
        act: () => void this.#come(moment).catch(this.#crashed),
      }),
    )
    const end = { dueUs: this.experiment.durationS * US_PER_S, act: () => void this.stop(false) }
    return new Schedule(this.threads.timers, [...entries, end])
  }

  #come({ is, fault }: FaultMoment): Promise<void> {
    return is === 'on' ? this.#faults.set(fault, 'schedule') : this.#faults.clear(fault, 'schedule')
  }

  #takingTurns(): Turns {
    const { lanes, durationS } = this.experiment
    const ids = lanes.map(({ id }) => id)
    return new Turns({
      slices: slicesOf(ids, durationS),
      // Not there yet when this is called.
      timers: { nowUs: () => this.threads.timers.nowUs(), at: (tUs, act) => this.threads.timers.at(tUs, act) },
      begin: async ({ lane, fromS, warmUp }, contaminated) => {
        await this.threads.coordinator.call('setTurn', { lane, warmUp })
        this.#say({ type: 'slice', lane, fromS, warmUp, contaminated })
        await this.threads.callersOf(lane).call('resumeOne', lane)
      },
      end: async ({ lane }) => {
        await this.threads.callersOf(lane).call('pauseOne', lane)
        await this.threads.coordinator.call('setTurn', null)
      },
      isAtRest: async (lane) =>
        (await this.threads.callersOf(lane).call('inFlightOf', lane)) === 0 &&
        (await this.threads.callersOf(lane).call('unpublished', lane)) === 0 &&
        (await this.threads.coordinator.call('backlog', lane)) === 0,
      due: ({ lane }) =>
        faultMoments(this.experiment, lane).map((moment) => ({ atS: moment.atS, act: () => this.#come(moment) })),
      onOver: () => void this.stop(false),
      onError: this.#crashed,
    })
  }

  readonly #crashed = (error: Error) => void this.#fail('lab-error', error.message)

  async #end(byHand: boolean): Promise<void> {
    try {
      this.#schedule?.disarm()
      this.#turns?.stop()
      if (this.#beginUs === null) {
        await this.#close({ is: 'finished', stoppedByHand: byHand })
        return
      }
      await this.threads.eachCaller((callers) => callers.call('endLoad'))
      await this.threads.coordinator.call('setActive', false)
      this.#say({ type: 'state', state: { is: 'draining' } })
      await this.#faults.clearAll('drain')
      const settled = await drain(this.experiment, this.threads)
      this.#logs.stop()
      await this.#logs.look()
      await this.threads.coordinator.call('finish', settled)
      this.#say({ type: 'judged', thresholds: judgeAll(this.view) })
      const aborted = this.#abortedBy === null ? {} : { abortedBy: this.#abortedBy }
      await this.#close({ is: 'finished', stoppedByHand: byHand, ...aborted })
    } catch (error) {
      await this.#fail('lab-error', error instanceof Error ? error.message : String(error))
    }
  }

  async #fail(reason: 'lab-error' | 'start-failed', detail: string): Promise<void> {
    if (isOver(this.view.state)) return
    this.#schedule?.disarm()
    this.#turns?.stop()
    this.#ending ??= Promise.resolve()
    await this.#close({ is: 'failed', reason, detail })
  }

  #opening: Promise<void> | null = null
  #closed: Promise<string[]> | null = null

  /** What is still being opened is waited for: a thread that came later would be nobody's. */
  async #closeThreads(): Promise<string[]> {
    this.#logs.stop()
    await this.#opening?.catch(() => {})
    await this.#keepWires().catch((error: Error) => console.error(`the bytes of run ${this.id}: ${error.message}`))
    await this.#keepTrails().catch((error: Error) => console.error(`the trails of run ${this.id}: ${error.message}`))
    return this.threads.close()
  }

  /** Where it came to an end with its threads in place. */
  async #keepWires(): Promise<void> {
    if (!this.threads.coordinator || this.#beginUs === null || this.view.state.is !== 'draining') return
    await this.#wires.keep()
  }

  /** A coordinator that died has taken its trails with it. */
  async #keepTrails(): Promise<void> {
    if (!this.threads.coordinator) return
    const overdue = new AbortController()
    const trails = await Promise.race([
      this.threads.coordinator.call('trails').catch(() => null),
      delay(TRAILS_WITHIN_MS, null, { signal: overdue.signal }).catch(() => null),
    ])
    overdue.abort()
    if (trails) await this.#o.keepTrails(trails)
  }

  /** Everything is closed before the last event is said: who reads "finished" finds nothing left of the run. */
  async #close(state: RunState): Promise<void> {
    this.#closed ??= this.#closeThreads()
    await this.#closed
    this.#say({ type: 'state', state })
    this.#over.resolve()
  }
}
