'use client'
/** The run of the step on the screen: starts it, watches it, and tells the lesson when it is over or gone. */
import { useCallback, useEffect, useState } from 'react'
import { type Problem, problemOf, startRun } from '#components/run/api.ts'
import { keepToken } from '#components/run/tokens.ts'
import { useRun } from '#components/run/use-run.ts'
import type { Experiment } from '#core/experiment.ts'
import type { LessonEvent, StepState } from '#core/lesson.ts'
import { isOver } from '#core/run.ts'
import type { RunView } from '#core/run-view.ts'

export interface StepRun {
  view: RunView | null
  disconnected: boolean
  problem: Problem | null
  /** Why the step began again; null where it did not. */
  fellBack: 'lost' | 'failed' | null
  run: () => Promise<void>
  dismiss: () => void
}

/** @param experiment what Run runs now */
export function useStepRun(state: StepState, experiment: Experiment, send: (event: LessonEvent) => void): StepRun {
  const runId = 'runId' in state ? state.runId : null
  const { phase, connection, info, view } = useRun(runId)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [fellBack, setFellBack] = useState<StepRun['fellBack']>(null)
  // The store of the run before is still there for one drawing.
  const mine = info !== null && info.id === runId ? view : null
  const ended = mine !== null && isOver(mine.state) ? mine.state.is : null

  useEffect(() => {
    if (ended === null) return
    if (ended === 'finished') return send({ type: 'ended' })
    setFellBack('failed')
    send({ type: 'lost' })
  }, [ended, send])
  useEffect(() => {
    if (phase !== 'missing') return
    setFellBack('lost')
    send({ type: 'lost' })
  }, [phase, send])

  const run = useCallback(async () => {
    setProblem(null)
    setFellBack(null)
    send({ type: 'asked' })
    try {
      const { id, token } = await startRun({ experiment })
      keepToken(id, token)
      send({ type: 'started', runId: id })
    } catch (error) {
      setProblem(problemOf(error))
      send({ type: 'refused' })
    }
  }, [experiment, send])
  const dismiss = useCallback(() => setProblem(null), [])
  return { view: mine, disconnected: connection === 'lost', problem, fellBack, run, dismiss }
}
