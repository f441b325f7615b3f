'use client'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { type Problem, problemOf, type Steering, steeringOf } from './api.ts'
import { tokenOf } from './tokens.ts'

export type Act = (doing: (steering: Steering) => Promise<unknown>) => Promise<boolean>

export interface Helm {
  /** Whether this browser started the run. Null until storage has been read. */
  steers: boolean | null
  busy: boolean
  problem: Problem | null
  dismiss: () => void
  /** Does it where allowed; false, with `problem` set, where it failed. */
  act: Act
}

export function useSteering(runId: string | null): Helm {
  const [token, setToken] = useState<string | null | undefined>(undefined)
  const [pending, setPending] = useState(0)
  const [problem, setProblem] = useState<Problem | null>(null)
  useEffect(() => {
    setToken(runId === null ? null : tokenOf(runId))
    setProblem(null)
  }, [runId])
  const steering = useMemo(() => (runId && token ? steeringOf(runId, token) : null), [runId, token])
  const act = useCallback<Act>(
    async (doing) => {
      if (!steering) return false
      setPending((n) => n + 1)
      try {
        await doing(steering)
        setProblem(null)
        return true
      } catch (error) {
        setProblem(problemOf(error))
        return false
      } finally {
        setPending((n) => n - 1)
      }
    },
    [steering],
  )
  const dismiss = useCallback(() => setProblem(null), [])
  return { steers: token === undefined ? null : steering !== null, busy: pending > 0, problem, dismiss, act }
}
