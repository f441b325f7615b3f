/**
 * Plays a recording: the events come when they came, and are folded as they were. The clock is injected; what is drawn
 * is the owner's business. Until it is first played the whole run is folded, so that nobody looks at an empty picture.
 */
import type { Fault } from './experiment.ts'
import type { RecordedRun } from './recording.ts'
import type { RunEvent } from './run.ts'
import { createRunView, foldEvent, foldEvents, type RunView } from './run-view.ts'
import type { Cancel, Timers } from './timers.ts'

export type PlayerState = 'ready' | 'playing' | 'paused' | 'ended'

/** A fault that began: something to look at, or to jump to. */
export interface Marker {
  index: number
  atUs: number
  /** Null where it was still on at the end. */
  untilUs: number | null
  fault: Fault
}

export type PlayerEvent =
  | { type: 'play' | 'pause' | 'ended' | 'seek' }
  | { type: 'marker'; marker: Marker }
  /** The view has changed. */
  | { type: 'change' }

export interface PlayerOptions {
  timers: Timers
  /** Where the first play begins, µs. */
  startUs?: number
  speed?: number
  onEvent?: (event: PlayerEvent) => void
}

const SLOWEST = 0.1
const FASTEST = 100

export class Player {
  readonly run: RecordedRun
  /** Length of the recording, µs of run time. */
  readonly durationUs: number
  readonly markers: readonly Marker[]
  /** The run as a whole, whatever is being shown. */
  readonly whole: RunView
  readonly #o: PlayerOptions
  #view: RunView
  #state: PlayerState = 'ready'
  #speed = 1
  /** Events folded so far. */
  #at = 0
  /** Where it stood at `#sinceUs` of the clock. */
  #positionUs: number
  #sinceUs = 0
  #cancel: Cancel = () => {}

  constructor(run: RecordedRun, options: PlayerOptions) {
    this.run = run
    this.#o = options
    this.whole = foldedUpTo(run, Number.POSITIVE_INFINITY).view
    this.#view = this.whole
    this.durationUs = Math.max(0, ...run.events.map(({ atUs }) => atUs))
    this.markers = this.whole.faults.map(({ fault, ran }, index) => ({
      index,
      atUs: Math.max(0, ran.fromUs),
      untilUs: ran.toUs,
      fault,
    }))
    this.#positionUs = this.#within(options.startUs ?? 0)
    this.speed = options.speed ?? 1
  }

  get state(): PlayerState {
    return this.#state
  }

  /** What is to be drawn now. */
  get view(): RunView {
    return this.#view
  }

  get positionUs(): number {
    if (this.#state !== 'playing') return this.#positionUs
    return this.#within(this.#positionUs + (this.#o.timers.nowUs() - this.#sinceUs) * this.#speed)
  }

  get speed(): number {
    return this.#speed
  }

  /** Moved into {@link SLOWEST}…{@link FASTEST}; what is no number is left out. */
  set speed(speed: number) {
    if (!Number.isFinite(speed)) return
    this.#stand(this.positionUs)
    this.#speed = Math.min(FASTEST, Math.max(SLOWEST, speed))
    if (this.#state === 'playing') this.#wait()
  }

  /** From the beginning again where it had come to its end. */
  play(): void {
    if (this.#state === 'playing') return
    if (this.#state === 'ended') this.#stand(0)
    if (this.#state !== 'paused') this.#foldTo(this.#positionUs)
    this.#state = 'playing'
    this.#stand(this.#positionUs)
    this.#say({ type: 'play' })
    this.#wait()
  }

  pause(): void {
    if (this.#state !== 'playing') return
    this.#stand(this.positionUs)
    this.#cancel()
    this.#state = 'paused'
    this.#say({ type: 'pause' })
  }

  /** @param toUs moved into the recording; playing goes on from there */
  seek(toUs: number): void {
    if (Number.isNaN(toUs)) return
    this.#stand(this.#within(toUs))
    this.#foldTo(this.#positionUs)
    this.#say({ type: 'seek' })
    if (this.#state === 'playing') this.#wait()
    else this.#state = 'paused'
  }

  close(): void {
    this.#cancel()
    if (this.#state === 'playing') this.#state = 'paused'
  }

  #within(us: number): number {
    return Math.min(this.durationUs, Math.max(0, us))
  }

  #stand(us: number): void {
    this.#positionUs = us
    this.#sinceUs = this.#o.timers.nowUs()
  }

  #foldTo(us: number): void {
    const { view, at } = foldedUpTo(this.run, us)
    this.#view = view
    this.#at = at
    this.#say({ type: 'change' })
  }

  #wait(): void {
    this.#cancel()
    const next = this.run.events[this.#at]
    const untilUs = next ? Math.max(next.atUs, this.#positionUs) : this.durationUs
    const dueUs = this.#sinceUs + (untilUs - this.#positionUs) / this.#speed
    this.#cancel = this.#o.timers.at(dueUs, () => this.#step())
  }

  #step(): void {
    this.#stand(this.positionUs)
    const { events } = this.run
    const passed: Marker[] = []
    const before = this.#at
    for (let next = events[this.#at]; next && next.atUs <= this.#positionUs; next = events[this.#at]) {
      foldEvent(this.#view, next)
      if (next.type === 'fault-set') passed.push(...this.#markersOf(next))
      this.#at++
    }
    if (this.#at > before) this.#say({ type: 'change' })
    for (const marker of passed) this.#say({ type: 'marker', marker })
    // Whoever was told may have paused, or gone elsewhere.
    if (this.#state !== 'playing') return
    if (this.#at < events.length || this.#positionUs < this.durationUs) this.#wait()
    else {
      this.#state = 'ended'
      this.#say({ type: 'ended' })
    }
  }

  #markersOf(event: RunEvent & { type: 'fault-set' }): Marker[] {
    const marker = this.markers.find(({ fault, atUs }) => fault === event.fault && atUs === Math.max(0, event.atUs))
    return marker ? [marker] : []
  }

  #say(event: PlayerEvent): void {
    this.#o.onEvent?.(event)
  }
}

/** A view of all that was said up to `us`, and how many events that is. */
function foldedUpTo({ experiment, events }: RecordedRun, us: number): { view: RunView; at: number } {
  const view = createRunView(experiment)
  const later = events.findIndex(({ atUs }) => atUs > us)
  const at = later < 0 ? events.length : later
  foldEvents(view, events.slice(0, at))
  return { view, at }
}
