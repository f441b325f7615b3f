'use client'
import { timeEnd } from '#components/charts/scale.ts'
import { type FaultSpan, faultSpans } from '#components/run/fault-spans.ts'
import { useWords } from '#components/text/use-words.tsx'
import type { Experiment } from '#core/experiment.ts'
import { faultLabel } from '#core/labels.ts'
import type { RunView } from '#core/run-view.ts'

const US_PER_S = 1_000_000

/** Faults over the run's time: what was, what is, what will be; and where now is. */
export function ScheduleStrip({ experiment, view }: { experiment: Experiment; view: RunView | null }) {
  const { words, locale } = useWords()
  const elapsedS = view ? view.elapsedUs / US_PER_S : 0
  const endS = timeEnd(experiment.durationS, elapsedS)
  const spans = faultSpans(experiment, view)
  const percent = (s: number) => `${(Math.min(s, endS) / endS) * 100}%`
  return (
    <div className="mx-4 mb-2 h-9" role="img" aria-label={spokenSchedule(spans)}>
      <div className="relative h-[22px]">
        <span className="absolute inset-x-0 top-2.5 h-px bg-wire" />
        {spans.map((span) => (
          <span
            key={span.key}
            className={`hatch absolute top-1 h-3.5 border border-fault-line bg-fault-bg ${span.is === 'planned' ? 'border-dashed' : ''}`}
            style={{ left: percent(span.fromS), width: `max(3px, ${percent(span.toS - span.fromS)})` }}
          />
        ))}
        {view !== null && (
          <span
            className="absolute top-[7px] size-2 -translate-x-1/2 rounded-full border-[1.5px] border-ink bg-surface"
            style={{ left: percent(elapsedS) }}
          />
        )}
      </div>
      <div className="relative h-4 text-11">
        <span className="num absolute left-0 text-ink-3">
          {spans.some((span) => span.fromS / endS < 0.12) ? '' : '0 s'}
        </span>
        {spans.length === 0 && <span className="absolute right-0 text-12 text-ink-3">{words.faults.noSchedule}</span>}
        {labelled(spans, endS).map((span) => (
          <span
            key={span.key}
            className="absolute truncate whitespace-nowrap font-strong text-12 text-fault leading-4"
            style={
              span.fromS / endS > 0.6
                ? { right: `calc(100% - max(${percent(span.toS)}, 4rem))` }
                : { left: percent(span.fromS) }
            }
          >
            {faultLabel(span.fault, locale)}
          </span>
        ))}
      </div>
    </div>
  )

  function spokenSchedule(all: FaultSpan[]): string {
    const list = all.map(
      (span) => `${faultLabel(span.fault, locale)} ${Math.round(span.fromS)}–${Math.round(span.toS)} s`,
    )
    return `${words.faults.schedule}: ${list.length > 0 ? list.join(', ') : words.faults.noSchedule}`
  }
}

/** Names that would overprint the one before are left out; the strip and the charts still show their windows. */
function labelled(spans: FaultSpan[], endS: number): FaultSpan[] {
  const room = endS * 0.24
  let next = Number.NEGATIVE_INFINITY
  return [...spans]
    .sort((a, b) => a.fromS - b.fromS)
    .filter((span) => {
      if (span.fromS < next) return false
      next = span.fromS + room
      return true
    })
}
