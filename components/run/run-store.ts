/** One watched run: folds what the socket brings, and tells the screen to draw no more often than it should. */
import { isOver, type RunEvent } from '#core/run.ts'
import { createRunView, foldEvents } from '#core/run-view.ts'
import { stateOfRun } from './api.ts'
import { dropLine, holdLine, type LiveLine } from './live-line.ts'
import { notDrawn, untilNextDrawing } from './pace.ts'
import { nothingWatched, type Watched } from './watched.ts'

/** After this long the events that a reconnection missed have come. */
const CAUGHT_UP_MS = 1500

export class RunStore {
  readonly runId: string
  readonly #line: LiveLine = holdLine()
  readonly #listeners = new Set<() => void>()
  /** May change while the run is watched. */
  drawEveryMs: number
  #watched: Watched = nothingWatched
  /** Events that came before the run's experiment did. */
  #early: RunEvent[] = []
  #timer: ReturnType<typeof setTimeout> | null = null
  #drawn = notDrawn

  constructor(runId: string, drawEveryMs: number) {
    this.runId = runId
    this.drawEveryMs = drawEveryMs
    this.#line.on('connect', this.#watch)
    this.#line.on('disconnect', this.#lost)
    this.#line.on('connect_error', this.#lost)
    this.#line.on('events', this.#told)
    if (this.#line.connected) this.#watch()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly read = (): Watched => this.#watched

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#listeners.clear()
    this.#line.off('connect', this.#watch)
    this.#line.off('disconnect', this.#lost)
    this.#line.off('connect_error', this.#lost)
    this.#line.off('events', this.#told)
    if (this.#line.connected) this.#line.emit('unwatch', { runId: this.runId })
    dropLine()
  }

  readonly #lost = (): void => this.#change({ connection: 'lost' })

  readonly #told = (message: { runId: string; events: RunEvent[] }): void => {
    if (message.runId === this.runId) this.#take(message.events)
  }

  readonly #watch = (): void => {
    this.#change({ connection: 'connected' })
    const again = this.#watched.view !== null
    const sinceSeq = this.#watched.view?.seq ?? 0
    this.#line.emit('watch', { runId: this.runId, sinceSeq }, (info) => {
      if (info === null) {
        this.#change({ phase: 'missing' })
        return
      }
      if (this.#watched.view === null) this.#change({ phase: 'live', info, view: createRunView(info.experiment) })
      this.#take(this.#early.splice(0))
      if (again) setTimeout(() => void this.#checkEnd(), CAUGHT_UP_MS)
    })
  }

  /**
   * A server that was killed may have lost the last second of what it said, and the end it then writes down has a
   * number that was seen here already. Where the run is over there and not here, it is folded anew from its start.
   */
  async #checkEnd(): Promise<void> {
    const { view, info } = this.#watched
    if (view === null || info === null || isOver(view.state) || !this.#line.connected) return
    const state = await stateOfRun(this.runId).catch(() => null)
    if (state === null || !isOver(state) || isOver(view.state)) return
    this.#change({ view: createRunView(info.experiment) })
    this.#watch()
  }

  #take(events: RunEvent[]): void {
    const { view } = this.#watched
    if (view === null) {
      this.#early.push(...events)
      return
    }
    foldEvents(view, events)
    this.#timer ??= setTimeout(this.#draw, untilNextDrawing(performance.now(), this.#drawn, this.drawEveryMs))
  }

  readonly #draw = (): void => {
    this.#timer = null
    const atMs = performance.now()
    this.#drawn = { ...this.#drawn, atMs }
    this.#change({})
    if (document.hidden) return // It has no frames.
    // A task that is put behind a frame begins when that has been drawn.
    requestAnimationFrame(() =>
      setTimeout(() => {
        this.#drawn = { atMs, tookMs: performance.now() - atMs }
      }),
    )
  }

  #change(part: Partial<Watched>): void {
    this.#watched = { ...this.#watched, ...part }
    for (const listener of this.#listeners) listener()
  }
}
