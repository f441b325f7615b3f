'use client'
import { useCallback, useState } from 'react'
import { stillOf } from '#components/run/still-view.ts'
import { isOver } from '#core/run.ts'
import type { RunView } from '#core/run-view.ts'

/** Freezes what is drawn of a run. What steers it is never frozen, and a new run begins unfrozen. */
export function useStill(runId: string | null, view: RunView | null) {
  const [held, hold] = useState<{ runId: string; still: RunView } | null>(null)
  const still = held !== null && held.runId === runId ? held.still : null
  const isLive = view !== null && view.frames > 0 && !isOver(view.state)
  const toggle = useCallback(() => {
    if (still !== null) hold(null)
    else if (runId !== null && view !== null && isLive) hold({ runId, still: stillOf(view) })
  }, [still, runId, view, isLive])
  return {
    /** What is drawn. */
    shown: still ?? view,
    frozenUs: still?.elapsedUs ?? null,
    toggle: isLive || still !== null ? toggle : null,
  }
}
