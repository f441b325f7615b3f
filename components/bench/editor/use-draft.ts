'use client'
/**
 * The experiment that is being written, what is wrong with it, and the way back. There is one value: forms and picture
 * change it, the text is made from it; and a text that somebody writes becomes the value as soon as it says one.
 */
import { useCallback, useMemo, useRef, useState } from 'react'
import type { Experiment } from '#core/experiment.ts'
import type { Issue } from '#core/issue.ts'
import { parseExperiment, parseExperimentText } from '#core/parse-experiment.ts'
import { changed, type DraftState, firstDraft, redone, undone, written } from './draft-state.ts'
import { textOf } from './draft-text.ts'

export interface Draft {
  experiment: Experiment
  /** The same as text: as it was written, or as it would be. */
  text: string
  issues: readonly Issue[]
  /** The text says no experiment now: until it does, the others show the last that it said. */
  broken: boolean
  change: (to: (experiment: Experiment) => Experiment) => void
  write: (text: string) => void
  /** Undefined where there is nothing to go back, or forth, to. */
  undo: (() => void) | undefined
  redo: (() => void) | undefined
}

/** What is typed without a longer pause is undone at once. */
const BURST_MS = 700

export function useDraft(first: Experiment): Draft {
  const [state, set] = useState<DraftState>(() => firstDraft(first))
  const typedAt = useRef(Number.NEGATIVE_INFINITY)
  const { now, past, future } = state
  const text = useMemo(() => now.text ?? textOf(now.experiment), [now])
  const issues = useMemo(() => {
    const parsed = now.text === null ? parseExperiment(now.experiment) : parseExperimentText(now.text)
    return parsed.ok ? [] : parsed.issues
  }, [now])
  const change = useCallback<Draft['change']>((to) => {
    typedAt.current = Number.NEGATIVE_INFINITY
    set((before) => changed(before, to))
  }, [])
  const write = useCallback<Draft['write']>((next) => {
    const at = performance.now()
    const goesOn = at - typedAt.current < BURST_MS
    typedAt.current = at
    set((before) => written(before, next, { goesOn }))
  }, [])
  const go = (to: typeof undone) => () => {
    typedAt.current = Number.NEGATIVE_INFINITY
    set(to)
  }
  return {
    experiment: now.experiment,
    text,
    issues,
    broken: now.text !== null && issues.length > 0,
    change,
    write,
    undo: past.length > 0 ? go(undone) : undefined,
    redo: future.length > 0 ? go(redone) : undefined,
  }
}
