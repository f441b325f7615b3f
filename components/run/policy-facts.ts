/** What the policies of a lane did, as a line of facts: only what the lane has, and only what happened. */
import type { Words } from '#components/text/words.ts'
import type { Lane } from '#core/experiment.ts'
import type { BreakerState } from '#core/policy.ts'
import type { LaneView } from '#core/run-view.ts'
import { formatCount } from './format.ts'

export interface PolicyFact {
  text: string
  /** The circuit is open, or half so. */
  urgent: boolean
}

/** The state of the lane's circuit at this second of its time, or now; null where it has none. */
export function breakerAt(lane: Lane, view: LaneView | undefined, second: number | null): BreakerState | null {
  if (!lane.call.policy?.breaker) return null
  const untilUs = second === null ? Number.POSITIVE_INFINITY : (second + 1) * 1e6
  return view?.breaker.findLast(({ atUs }) => atUs < untilUs)?.to ?? 'closed'
}

/** Empty for a lane without policies. */
export function policyFacts(
  lane: Lane,
  view: LaneView | undefined,
  { words, second }: { words: Words; second: number | null },
): PolicyFact[] {
  const { policy } = lane.call
  if (!policy) return []
  const facts: PolicyFact[] = []
  const say = (text: string, urgent = false) => facts.push({ text, urgent })
  const state = breakerAt(lane, view, second)
  if (state) say(words.policy.breaker[state], state !== 'closed')
  if (!view || view.sent === 0) return facts
  const { decisions, attempts, sent } = view
  // Where nothing was ever sent again it says nothing; where orders were withheld it is below one.
  if (attempts !== sent) say(words.policy.attempts((attempts / sent).toFixed(2)))
  const counts = [
    [decisions['retry-denied'], words.policy.denied],
    [decisions.hedged, words.policy.hedges],
    [
      decisions['breaker-rejected'] + decisions['bulkhead-rejected'] + decisions['rate-rejected'],
      words.policy.withheld,
    ],
    [decisions['fell-back'], words.policy.fallbacks],
    [decisions.expired, words.policy.expired],
  ] as const
  for (const [count, text] of counts) if (count > 0) say(text(formatCount(count)))
  return facts
}
