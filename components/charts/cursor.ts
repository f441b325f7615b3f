'use client'
/** One moment for every chart: where the cursor stands, in whole seconds of run time. */
import { createContext, useContext, useState, useSyncExternalStore } from 'react'

export interface CursorAt {
  /** Index of the 1-s bin; null while the cursor is away. */
  second: number | null
  /** Set by a click or a key: stays when the pointer leaves. */
  pinned: boolean
}

/** The whole second that a moment lies in; null where nothing was measured yet. */
export function secondUnder(atS: number, seconds: number): number | null {
  const second = Math.floor(atS)
  return second >= 0 && second < seconds ? second : null
}

const AWAY: CursorAt = { second: null, pinned: false }

export class Cursor {
  #at = AWAY
  readonly #listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly read = (): CursorAt => this.#at

  hover(second: number | null): void {
    if (!this.#at.pinned && second !== this.#at.second) this.#set({ second, pinned: false })
  }

  pin(second: number): void {
    this.#set(this.#at.pinned && this.#at.second === second ? AWAY : { second, pinned: true })
  }

  /** Steps the pinned cursor, from `lastSecond` where there is none yet. */
  step(bySeconds: number, lastSecond: number): void {
    const from = this.#at.second
    const to = from === null ? lastSecond : Math.min(Math.max(from + bySeconds, 0), lastSecond)
    if (lastSecond >= 0) this.#set({ second: to, pinned: true })
  }

  leave(): void {
    if (this.#at !== AWAY) this.#set(AWAY)
  }

  #set(at: CursorAt): void {
    this.#at = at
    for (const listener of this.#listeners) listener()
  }
}

export const CursorContext = createContext<Cursor | null>(null)

/** Where no chart shares it, one of its own. */
export function useCursor(): Cursor {
  const [own] = useState(() => new Cursor())
  return useContext(CursorContext) ?? own
}

export function useCursorAt(): CursorAt {
  return useWhere(useCursor())
}

/** Where a cursor stands, of who has it already. */
export function useWhere(cursor: Cursor): CursorAt {
  return useSyncExternalStore(cursor.subscribe, cursor.read, () => AWAY)
}
