'use client'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useReducedMotion } from '#components/ui/use-reduced-motion.ts'
import { nothingWatched, RunStore, type Watched } from './run-store.ts'

const DRAW_EVERY_MS = 250
const DRAW_EVERY_CALM_MS = 1000

const neverChanges = () => () => {}
const nothing = () => nothingWatched

/**
 * The run as it stands, redrawn as often as frames come (once a second under reduced motion). Null watches nothing.
 * @param everyMs at most so often
 */
export function useRun(runId: string | null, everyMs = DRAW_EVERY_MS): Watched {
  const calm = useReducedMotion()
  const [store, setStore] = useState<RunStore | null>(null)
  useEffect(() => {
    if (runId === null) return
    const opened = new RunStore(runId, everyMs)
    setStore(opened)
    return () => {
      opened.close()
      setStore(null)
    }
  }, [runId, everyMs])
  // Whoever asks for less motion in the middle of a run does not lose sight of it.
  useEffect(() => {
    if (store) store.drawEveryMs = calm ? DRAW_EVERY_CALM_MS : everyMs
  }, [store, calm, everyMs])
  // Until the store of another address is opened, what was watched before says nothing of it.
  const watched = store?.runId === runId ? store : null
  return useSyncExternalStore(watched?.subscribe ?? neverChanges, watched?.read ?? nothing, nothing)
}
