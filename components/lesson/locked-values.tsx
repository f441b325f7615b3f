'use client'
import { formatPerSecond } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import { LockIcon } from '#components/ui/icons.tsx'
import { edgesOf } from '#core/call-path.ts'
import type { Distribution, Experiment } from '#core/experiment.ts'
import type { LessonStep } from '#core/lesson.ts'
import { factsOf } from '#core/protocols.ts'

function movesWork({ vary }: LessonStep): boolean {
  return vary.what === 'work' || (vary.what === 'field' && vary.path.includes('work'))
}

function workText(work: Distribution): string {
  switch (work.dist) {
    case 'constant':
      return `${work.ms} ms`
    case 'uniform':
      return `${work.minMs}–${work.maxMs} ms`
    case 'exponential':
      return `${work.meanMs} ms`
    case 'lognormal':
    case 'quantiles':
      return `p50 ${work.p50Ms} ms · p99 ${work.p99Ms} ms`
  }
}

/** What the step holds still: there to be seen, not to be moved. */
export function LockedValues({ step, experiment }: { step: LessonStep; experiment: Experiment }) {
  const { words } = useWords()
  const [lane] = experiment.lanes
  if (!lane) return null
  // Where services call services, the one at the end is what the step is about.
  const { work, concurrency } = edgesOf(lane.call).at(-1)?.edge.to ?? lane.call.to
  const values = [
    'open' in experiment.workload && [words.lesson.rate, `${formatPerSecond(experiment.workload.open.rateRps)}/s`],
    !movesWork(step) && [words.lesson.work, workText(work)],
    [words.lesson.places, String(concurrency)],
    [words.lesson.protocol, [...new Set(experiment.lanes.map(({ call }) => factsOf(call.protocol).name))].join(' · ')],
  ].filter((value): value is [string, string] => value !== false)
  return (
    <div
      className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-t py-3 text-12 text-ink-3"
      data-testid="locked-values"
    >
      <p className="flex items-center gap-2">
        <LockIcon />
        {words.lesson.lockedHere}
      </p>
      <dl className="contents">
        {values.map(([name, value]) => (
          <div key={name} className="flex gap-2">
            <dt>{name}</dt>
            <dd className="num text-ink-2">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
