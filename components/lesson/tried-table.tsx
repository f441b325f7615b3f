'use client'
import { useEffect, useState } from 'react'
import { summaryOfRun } from '#components/run/api.ts'
import { useWords } from '#components/text/use-words.tsx'
import { type LessonStep, named, type StepState, type Tried, valueIn } from '#core/lesson.ts'
import type { RunSummary } from '#core/summary.ts'
import { figureText, sampleMetric } from './figures.ts'

/** Every value that was run in this step, as the lab measured it. */
export function TriedTable({ step, state }: { step: LessonStep; state: StepState & { is: 'revealed' } }) {
  const { words, say, locale } = useWords()
  const summaries = useSummaries(state.tried)
  const columns = step.tabulates ?? [step.guess]
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
          {columns.map(({ metric, label }) => (
            <th key={metric} scope="col" className={`${head} text-right`}>
              {say(label)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="num">
        {state.tried.map(({ value, runId }) => {
          const summary = summaries.get(runId)
          const figure = (metric: string) => figureText(metric, figureIn(summary, named(step, value, metric)))
          return (
            <tr key={runId} className="border-grid border-t">
              <td className="py-1">{valueIn(step.vary, value, locale)}</td>
              <td className="text-right">{figure(sampleMetric(columns[0]?.metric ?? step.guess.metric))}</td>
              {columns.map(({ metric }) => (
                <td key={metric} className="text-right">
                  {figure(metric)}
                </td>
              ))}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** `lane.path` in a summary; null where there is no such number. */
function figureIn(summary: RunSummary | undefined, metric: string): number | null {
  const [id, ...path] = metric.split('.')
  let at: unknown = summary?.lanes.find((lane) => lane.id === id)
  for (const name of path) at = (at as Record<string, unknown> | null | undefined)?.[name]
  return typeof at === 'number' ? at : null
}

/** A run that is no longer kept has none. */
function useSummaries(tried: Tried[]): Map<string, RunSummary> {
  const [known, setKnown] = useState(new Map<string, RunSummary>())
  useEffect(() => {
    let wanted = true
    for (const { runId } of tried) {
      void summaryOfRun(runId)
        .then((summary) => wanted && setKnown((before) => new Map(before).set(runId, summary)))
        .catch(() => {})
    }
    return () => {
      wanted = false
    }
  }, [tried])
  return known
}
