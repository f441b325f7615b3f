'use client'
import { useEffect, useState } from 'react'
import { laneOfRun } from '#components/run/api.ts'
import { formatCount, NOTHING } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import type { LessonStep, StepState, Tried } from '#core/lesson.ts'
import type { LaneSummary } from '#core/summary.ts'
import { msText, valueText } from './figures.ts'

/** Every value that was run in this step, as the lab measured it. */
export function TriedTable({ step, state }: { step: LessonStep; state: StepState & { is: 'revealed' } }) {
  const { words, say } = useWords()
  const lane = step.guess.metric.split('.')[0] as string
  const figures = useFigures(state.tried, lane)
  const head = 'pb-1 font-regular text-12 text-ink-3'
  return (
    <table className="mt-8 w-full max-w-xl border-collapse text-13" data-testid="tried">
      <caption className="pb-2 text-left font-strong text-13">{words.lesson.tried}</caption>
      <thead>
        <tr>
          <th scope="col" className={`${head} text-left`}>
            {say(step.vary.label)}
          </th>
          <th scope="col" className={`${head} text-right`}>
            n
          </th>
          <th scope="col" className={`${head} text-right`}>
            {words.lesson.triedCaller}
          </th>
          <th scope="col" className={`${head} text-right`}>
            {words.lesson.triedDone}
          </th>
        </tr>
      </thead>
      <tbody className="num">
        {state.tried.map(({ value, runId }) => {
          const figure = figures.get(runId)
          return (
            <tr key={runId} className="border-grid border-t">
              <td className="py-1">{valueText(step, value)}</td>
              <td className="text-right">{figure ? formatCount(figure.sent) : NOTHING}</td>
              <td className="text-right">{msText(figure?.callerLatencyMs.p50 ?? null)}</td>
              <td className="text-right">{msText(figure?.completionLatencyMs.p50 ?? null)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** A run that is no longer kept has none. */
function useFigures(tried: Tried[], lane: string): Map<string, LaneSummary> {
  const [known, setKnown] = useState(new Map<string, LaneSummary>())
  useEffect(() => {
    let wanted = true
    for (const { runId } of tried) {
      void laneOfRun(runId, lane)
        .then((figure) => wanted && figure && setKnown((before) => new Map(before).set(runId, figure)))
        .catch(() => {})
    }
    return () => {
      wanted = false
    }
  }, [tried, lane])
  return known
}
