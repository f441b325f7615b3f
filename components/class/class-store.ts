/** One class over its socket: joins, and joins again when the line comes back, with the guess that was made. */
import { io, type Socket } from 'socket.io-client'
import type { ClassView } from '#core/classroom.ts'
import type { ClassJoined, ClientToServer, GuessTaken, ServerToClient } from '#core/live.ts'

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
  readonly #socket: Socket<ServerToClient, ClientToServer>
  readonly #listeners = new Set<() => void>()
  #seen: ClassSeen = nothingSeen

  constructor(classId: string, token: string | null) {
    this.#classId = classId
    this.#token = token
    this.#socket = io({ transports: ['websocket', 'polling'] })
    this.#socket.on('connect', this.#join)
    this.#socket.on('disconnect', () => this.#change({ connection: 'lost' }))
    this.#socket.on('connect_error', () => this.#change({ connection: 'lost' }))
    this.#socket.on('class', (view) => {
      if (view.id === this.#classId) this.#change({ view })
    })
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly read = (): ClassSeen => this.#seen

  close(): void {
    this.#listeners.clear()
    this.#socket.close()
  }

  readonly guess = (ms: number): void => {
    this.#socket.emit('guess', { classId: this.#classId, ms }, (taken) => {
      if (taken === 'taken') this.#change({ guessMs: ms, notTaken: null })
      else this.#change({ notTaken: taken })
    })
  }

  readonly #join = (): void => {
    const token = this.#token === null ? {} : { token: this.#token }
    this.#socket.emit('join', { classId: this.#classId, ...token }, (joined) => {
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
