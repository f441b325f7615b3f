'use client'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { afterPaint } from '#components/ui/after-paint.ts'
import { untilLoaded } from '#components/ui/until-loaded.ts'
import { useReducedMotion } from '#components/ui/use-reduced-motion.ts'
import type { RunStore } from './run-store.ts'
import { nothingWatched, type Watched } from './watched.ts'

const DRAW_EVERY_MS = 250
const DRAW_EVERY_CALM_MS = 1000

const neverChanges = () => () => {}
const nothing = () => nothingWatched
const noLine: Watched = { ...nothingWatched, connection: 'lost' }

/** The socket and what folds its events: a page that watches nothing yet is drawn before it comes. */
const loadStore = () => import('./run-store.ts')

/**
 * The run as it stands, redrawn as often as frames come (once a second under reduced motion). Null watches nothing.
 * @param everyMs at most so often
 */
export function useRun(runId: string | null, everyMs = DRAW_EVERY_MS): Watched {
  const calm = useReducedMotion()
  const [store, setStore] = useState<RunStore | null>(null)
  const [missed, setMissed] = useState(false)
  useEffect(() => {
    // If it does not come, it is asked for again when there is a run.
    if (runId === null) return afterPaint(() => void loadStore().catch(() => {}))
    const left = new AbortController()
    let opened: RunStore | null = null
    const open = async () => {
      const loaded = await untilLoaded(loadStore, left.signal, () => setMissed(true))
      if (!loaded) return
      opened = new loaded.RunStore(runId, everyMs)
      setMissed(false)
      setStore(opened)
    }
    void open()
    return () => {
      left.abort()
      opened?.close()
      setMissed(false)
      setStore(null)
    }
  }, [runId, everyMs])
  // Whoever asks for less motion in the middle of a run does not lose sight of it.
  useEffect(() => {
    if (store) store.drawEveryMs = calm ? DRAW_EVERY_CALM_MS : everyMs
  }, [store, calm, everyMs])
  // Until the store of another address is opened, what was watched before says nothing of it.
  const watched = store?.runId === runId ? store : null
  const seen = useSyncExternalStore(watched?.subscribe ?? neverChanges, watched?.read ?? nothing, nothing)
  return missed ? noLine : seen
}
