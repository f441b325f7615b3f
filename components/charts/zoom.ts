'use client'
/** One stretch of time for every chart. Without a context above it a chart shows all of its time and cannot zoom. */
import { createContext, useContext, useSyncExternalStore } from 'react'
import { boundsOf, dragged, type Stretch, withSecond, zoomed } from './stretch.ts'

export class Zoom {
  #stretch: Stretch | null = null
  readonly #listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly read = (): Stretch | null => this.#stretch

  by(factor: number, { atS, endS }: { atS: number; endS: number }): void {
    this.#set(zoomed(this.#stretch, { factor, atS, endS }))
  }

  drag(oneS: number, otherS: number, endS: number): void {
    this.#set(dragged(oneS, otherS, endS))
  }

  /** The cursor went there by a key: it must be seen. */
  follow(second: number | null): void {
    if (this.#stretch && second !== null) this.#set(withSecond(this.#stretch, second))
  }

  all(): void {
    this.#set(null)
  }

  #set(stretch: Stretch | null): void {
    if (stretch === this.#stretch) return
    this.#stretch = stretch
    for (const listener of this.#listeners) listener()
  }
}

export const ZoomContext = createContext<Zoom | null>(null)

export function useZoom(): Zoom | null {
  return useContext(ZoomContext)
}

const neverChanges = () => () => {}
const all = () => null

/** What every chart shows now; null is all of it. */
export function useStretch(): Stretch | null {
  const zoom = useZoom()
  return useSyncExternalStore<Stretch | null>(zoom?.subscribe ?? neverChanges, zoom?.read ?? all, all)
}

export function useBounds(endS: number): Stretch {
  return boundsOf(useStretch(), endS)
}
