'use client'
import { useWords } from '#components/text/use-words.tsx'
import { edgesOf } from '#core/call-path.ts'
import type { Lane } from '#core/experiment.ts'
import { factsOf } from '#core/protocols.ts'
import type { LaneFailure } from '#core/run-view.ts'

/** What stands in place of a lane's numbers when its broker did not answer: it has none. */
export function LaneAbsent({ lane, failure }: { lane: Lane; failure: LaneFailure }) {
  const { words } = useWords()
  const { edge } = edgesOf(lane.call).find(({ edge: { protocol } }) => factsOf(protocol).engine) ?? { edge: lane.call }
  const broker = factsOf(edge.protocol).name
  return (
    <span
      className="w-full whitespace-normal text-13 text-danger leading-normal [overflow-wrap:anywhere]"
      title={failure.detail}
      data-testid={`lane-${lane.id}-absent`}
    >
      {failure.address === null ? words.lanes.absentUnsaid : words.lanes.absent({ broker, address: failure.address })}
    </span>
  )
}
