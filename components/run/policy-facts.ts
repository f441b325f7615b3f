/** What the policies of a lane did, as a line of facts: only what the lane has, and only what happened. */
import type { Words } from '#components/text/words.ts'
import { edgesOf } from '#core/call-path.ts'
import type { Lane } from '#core/experiment.ts'
import type { BreakerState } from '#core/policy.ts'
import type { BreakerMark, LaneView } from '#core/run-view.ts'
import { formatCount } from './format.ts'

const US_PER_S = 1e6
const OWN_EDGE = 'e1'

export interface PolicyFact {
  text: string
  /** The circuit is open, or half so. */
  urgent: boolean
}

/** The state of each circuit of the lane, by edge, at this second of its time, or now. */
export function breakersAt(
  lane: Lane,
  view: LaneView | undefined,
  second: number | null,
): { edge: string; state: BreakerState }[] {
  const untilUs = second === null ? Number.POSITIVE_INFINITY : (second + 1) * US_PER_S
  return edgesOf(lane.call)
    .filter(({ edge }) => edge.policy?.breaker)
    .map(({ edge: { id } }) => {
      const own = (mark: BreakerMark) => (mark.edge ?? OWN_EDGE) === id && mark.atUs < untilUs
      return { edge: id, state: view?.breaker.findLast(own)?.to ?? 'closed' }
    })
}

/** Empty for a lane without policies. */
export function policyFacts(
  lane: Lane,
  view: LaneView | undefined,
  { words, second }: { words: Words; second: number | null },
): PolicyFact[] {
  if (!edgesOf(lane.call).some(({ edge }) => edge.policy)) return []
  const facts: PolicyFact[] = []
  const say = (text: string, urgent = false) => facts.push({ text, urgent })
  for (const { edge, state } of breakersAt(lane, view, second)) {
    say(words.policy.breaker[state] + (edge === OWN_EDGE ? '' : ` (${edge})`), state !== 'closed')
  }
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
