/** One class over its socket: joins, and joins again when the line comes back, with the guess that was made. */
import { dropLine, holdLine, type LiveLine } from '#components/run/live-line.ts'
import type { ClassView } from '#core/classroom.ts'
import type { ClassJoined, GuessTaken } from '#core/live.ts'

export interface ClassSeen {
  connection: 'connecting' | 'connected' | 'lost'
  view: ClassView | null
  host: boolean
  refused: Extract<ClassJoined, { refused: string }>['refused'] | null
  /** What the class has of this browser, ms. */
  guessMs: number | null
  /** Why it has not what was sent last; null where it has. */
  notTaken: Exclude<GuessTaken, 'taken'> | null
}

export const nothingSeen: ClassSeen = {
  connection: 'connecting',
  view: null,
  host: false,
  refused: null,
  guessMs: null,
  notTaken: null,
}

export class ClassStore {
  readonly #classId: string
  readonly #token: string | null
  readonly #line: LiveLine = holdLine()
  readonly #listeners = new Set<() => void>()
  #seen: ClassSeen = nothingSeen

  constructor(classId: string, token: string | null) {
    this.#classId = classId
    this.#token = token
    this.#line.on('connect', this.#join)
    this.#line.on('disconnect', this.#lost)
    this.#line.on('connect_error', this.#lost)
    this.#line.on('class', this.#told)
    if (this.#line.connected) this.#join()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly read = (): ClassSeen => this.#seen

  close(): void {
    this.#listeners.clear()
    this.#line.off('connect', this.#join)
    this.#line.off('disconnect', this.#lost)
    this.#line.off('connect_error', this.#lost)
    this.#line.off('class', this.#told)
    dropLine()
  }

  readonly guess = (ms: number): void => {
    this.#line.emit('guess', { classId: this.#classId, ms }, (taken) => {
      if (taken === 'taken') this.#change({ guessMs: ms, notTaken: null })
      else this.#change({ notTaken: taken })
    })
  }

  readonly #lost = (): void => this.#change({ connection: 'lost' })

  readonly #told = (view: ClassView): void => {
    if (view.id === this.#classId) this.#change({ view })
  }

  readonly #join = (): void => {
    const token = this.#token === null ? {} : { token: this.#token }
    this.#line.emit('join', { classId: this.#classId, ...token }, (joined) => {
      if ('refused' in joined) return this.#change({ connection: 'connected', refused: joined.refused })
      this.#change({ connection: 'connected', refused: null, ...joined })
      const { guessMs } = this.#seen
      // The class forgot it with the connection that had made it.
      if (guessMs !== null && joined.view.state.is === 'waiting') this.guess(guessMs)
    })
  }

  #change(part: Partial<ClassSeen>): void {
    this.#seen = { ...this.#seen, ...part }
    for (const listener of this.#listeners) listener()
  }
}
