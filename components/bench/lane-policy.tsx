'use client'
import { policyFacts } from '#components/run/policy-facts.ts'
import { useWords } from '#components/text/use-words.tsx'
import type { Lane } from '#core/experiment.ts'
import type { LaneView } from '#core/run-view.ts'

/** What the lane's policies do: the state of its circuit, how much it sends, what it withheld. Nothing without one. */
export function LanePolicy({ lane, view, second }: { lane: Lane; view: LaneView | undefined; second: number | null }) {
  const { words } = useWords()
  const facts = policyFacts(lane, view, { words, second })
  if (facts.length === 0) return null
  const line = facts.map(({ text }) => text).join(' · ')
  return (
    <span className="mt-0.5 truncate text-12 text-ink-2" title={line} data-testid={`lane-${lane.id}-policy`}>
      {facts.map(({ text, urgent }, at) => (
        <span key={text}>
          {at > 0 && ' · '}
          <span className={urgent ? 'font-strong text-warn' : ''}>{text}</span>
        </span>
      ))}
    </span>
  )
}
