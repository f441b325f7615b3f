'use client'
/** The sliders of the fault drawer: what a fault would be if it were switched on. */
import { useCallback, useState } from 'react'
import { sameTarget } from '#components/run/fault-aim.ts'
import type { Fault, Target } from '#core/experiment.ts'
import type { LinkFaultType } from '#core/faults.ts'
import type { RunView } from '#core/run-view.ts'

export interface FaultDrafts {
  latencyMs: number
  jitterMs: number
  /** 0–1. */
  resetShare: number
}

const first: FaultDrafts = { latencyMs: 200, jitterMs: 0, resetShare: 1 }

export function useFaultDrafts(): [FaultDrafts, (part: Partial<FaultDrafts>) => void] {
  const [drafts, setDrafts] = useState(first)
  const change = useCallback((part: Partial<FaultDrafts>) => setDrafts((now) => ({ ...now, ...part })), [])
  return [drafts, change]
}

export function draftFault(
  type: LinkFaultType | 'stop',
  target: Target,
  of: { drafts: FaultDrafts; id: string },
): Fault {
  const { drafts, id } = of
  const attributes: Fault['attributes'] =
    type === 'latency'
      ? { latency: drafts.latencyMs, jitter: drafts.jitterMs }
      : type === 'reset_peer' || type === 'timeout'
        ? { timeout: 0 }
        : {}
  const toxicity = type === 'reset_peer' ? drafts.resetShare : 1
  return { id, type, target, stream: 'downstream', toxicity, attributes }
}

/** The fault of this type that is on at exactly this target. */
export function faultOn(view: RunView | null, type: Fault['type'], target: Target | null): Fault | null {
  if (target === null) return null
  const window = view?.faults.findLast(
    ({ fault, clearedUs }) => clearedUs === null && fault.type === type && sameTarget(fault.target, target),
  )
  return window?.fault ?? null
}

/** Ids of faults set by hand count up, so that each shows as a window of its own. */
export function nextHandId(view: RunView | null): string {
  return `hand-${(view?.faults.length ?? 0) + 1}`
}
