'use client'
/** The experiment that is being written, what is wrong with it, and the way back. */
import { useCallback, useMemo, useState } from 'react'
import type { Experiment } from '#core/experiment.ts'
import type { Issue } from '#core/issue.ts'
import { parseExperiment } from '#core/parse-experiment.ts'

const MOST_STEPS = 100

export interface Draft {
  experiment: Experiment
  issues: readonly Issue[]
  change: (to: (experiment: Experiment) => Experiment) => void
  /** Undefined where there is nothing to go back, or forth, to. */
  undo: (() => void) | undefined
  redo: (() => void) | undefined
}

export function useDraft(first: Experiment): Draft {
  const [{ past, now, future }, set] = useState({ past: [] as Experiment[], now: first, future: [] as Experiment[] })
  const issues = useMemo(() => {
    const parsed = parseExperiment(now)
    return parsed.ok ? [] : parsed.issues
  }, [now])
  const change = useCallback<Draft['change']>((to) => {
    set((before) => {
      const next = to(before.now)
      if (next === before.now) return before
      return { past: [...before.past, before.now].slice(-MOST_STEPS), now: next, future: [] }
    })
  }, [])
  const undo = () =>
    set((before) => {
      const to = before.past.at(-1)
      return to ? { past: before.past.slice(0, -1), now: to, future: [before.now, ...before.future] } : before
    })
  const redo = () =>
    set((before) => {
      const [to, ...rest] = before.future
      return to ? { past: [...before.past, before.now], now: to, future: rest } : before
    })
  return {
    experiment: now,
    issues,
    change,
    undo: past.length > 0 ? undo : undefined,
    redo: future.length > 0 ? redo : undefined,
  }
}
