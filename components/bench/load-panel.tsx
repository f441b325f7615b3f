'use client'
import { useEffect, useId, useState } from 'react'
import { roundCeiling } from '#components/charts/scale.ts'
import { formatPerSecond, formatUsAsMs, NOTHING } from '#components/run/format.ts'
import type { Helm } from '#components/run/use-steering.ts'
import { askedRps, hasOwnWorkloads, workloadOf } from '#components/run/workload-now.ts'
import { useWords } from '#components/text/use-words.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { ProblemNote } from '#components/ui/problem-note.tsx'
import { SectionHead } from '#components/ui/section-head.tsx'
import { Slider } from '#components/ui/slider.tsx'
import type { Experiment, Workload } from '#core/experiment.ts'
import { Histogram } from '#core/histogram.ts'
import type { LaneView, RunView } from '#core/run-view.ts'
import { PlannedLoad } from './planned-load.tsx'

export interface LoadPanelProps {
  experiment: Experiment
  view: RunView | null
  helm: Helm
  locked: string | null
}

const RECENT_S = 15
const SLIDER_FLOOR = 100
const MOST = 100_000
const REST_MS = 180
/** Below this share of what was planned, the lab does not keep up with what it was asked. */
const KEEPS_UP = 0.98
const US_PER_S = 1_000_000

export function LoadPanel({ experiment, view, helm, locked }: LoadPanelProps) {
  const { words, locale } = useWords()
  const each = hasOwnWorkloads(experiment)
  const firstLane = experiment.lanes[0]?.id ?? ''
  const [wished, choose] = useState(firstLane)
  // Where lanes differ in their load, changing all of them at once would undo what the experiment compares.
  const known = experiment.lanes.some(({ id }) => id === wished)
  const chosen = !each ? '*' : known ? wished : firstLane
  const lanes = chosen === '*' ? experiment.lanes.map(({ id }) => id) : [chosen]
  const workload = workloadOf(experiment, view, lanes[0] ?? firstLane)
  const open = 'open' in workload ? workload.open : null
  const asked = 'open' in workload ? (askedRps(workload, view) ?? 0) : workload.closed.callers
  // On its way from one rate to another it has digits that nobody asked for.
  const now = open?.shape ? Math.round(asked) : asked
  const [draft, setDraft] = useState<number | null>(null)
  const value = draft ?? now
  const label = open ? words.load.rate : words.load.callers
  const whyId = useId()

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new workload is what ends the draft; the rate of a shape moves by itself
  useEffect(() => setDraft(null), [workload, chosen])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a rate that moves by itself must not put off what was asked for
  useEffect(() => {
    if (draft === null || (draft === now && !open?.shape)) return
    const next: Workload = open ? { open: { arrival: open.arrival, rateRps: draft } } : { closed: { callers: draft } }
    const timer = setTimeout(
      () => void helm.act((s) => s.setWorkload(chosen, next)).then((done) => done || setDraft(null)),
      REST_MS,
    )
    return () => clearTimeout(timer)
  }, [draft, open, chosen, helm.act])

  const rates = achievedOf(lanes.flatMap((id) => view?.lanes[id] ?? []))
  return (
    <>
      <SectionHead title={words.load.title}>
        <span className="flex items-center gap-2 text-12 text-ink-3">
          {open ? `${words.load.open} · ${words.load.arrivals[open.arrival]}` : words.load.closed}
          {each && (
            <select
              aria-label={words.load.lane}
              value={chosen}
              onChange={(event) => choose(event.currentTarget.value)}
              className="h-7 max-w-32 rounded-2 border border-line-2 bg-surface px-1.5 font-medium text-ink-2 max-mid:h-10"
            >
              {experiment.lanes.map((lane) => (
                <option key={lane.id} value={lane.id}>
                  {lane.name[locale]}
                </option>
              ))}
            </select>
          )}
        </span>
      </SectionHead>
      <div className="flex h-10 items-center gap-3 px-4 text-13 max-mid:h-12">
        <span className="flex-none">{label}</span>
        <Slider
          label={label}
          testId="load-rate-slider"
          value={value}
          min={1}
          max={roundCeiling(now, SLIDER_FLOOR)}
          step={1}
          tone="ink"
          spoken={`${value}${open ? ' /s' : ''}`}
          disabled={locked !== null}
          onMove={setDraft}
        />
        <span className="num flex flex-none items-center">
          <NumberField
            label={label}
            testId="load-rate-value"
            value={value}
            min={1}
            max={MOST}
            lockedBy={locked === null ? undefined : whyId}
            className="w-14 font-strong"
            onCommit={setDraft}
          />
          <span className="w-7 pl-1 text-ink-3">{open ? '/s' : ''}</span>
        </span>
      </div>
      {locked !== null && (
        // Beside the faults the same words stand above; on a phone those are behind a button.
        <p id={whyId} className="px-4 pb-2 text-12 text-ink-3 mid:sr-only" data-testid="load-locked">
          {locked}
        </p>
      )}
      {open && <PlannedLoad load={open} durationS={experiment.durationS} view={view} />}
      <p className="flex flex-wrap gap-x-6 px-4 pb-3 text-12 text-ink-3" data-testid="load-achieved">
        <span className={rates.behind ? 'text-warn' : ''}>
          {words.load.achieved}{' '}
          <span className={`num ${rates.behind ? 'font-strong' : 'text-ink'}`}>
            {rates.sentRps === null ? NOTHING : formatPerSecond(rates.sentRps)}
          </span>
          /s{lanes.length > 1 ? ` ${words.load.perLane}` : ''}
          {rates.behind && ` · ${words.load.behind}`}
        </span>
        {open && (
          <span>
            {words.load.slip} <span className="num text-ink">{formatUsAsMs(rates.slipP99Us)}</span> ms
          </span>
        )}
      </p>
      {helm.problem && <ProblemNote problem={helm.problem} onDismiss={helm.dismiss} />}
    </>
  )
}

/**
 * What was really sent, a lane, over the last seconds. Held against what was planned in those seconds and not against
 * the rate: Poisson arrivals stray from their rate by themselves.
 */
function achievedOf(lanes: LaneView[]): { sentRps: number | null; behind: boolean; slipP99Us: number | null } {
  let sent = 0
  let offered = 0
  let coveredUs = 0
  const slip = new Histogram()
  for (const lane of lanes) {
    if (lane.failure) continue
    for (const bin of lane.bins.slice(-RECENT_S)) {
      if (!bin) continue
      sent += bin.sent
      offered += bin.offered
      coveredUs += bin.coveredUs
    }
    slip.merge(lane.hist.slip)
  }
  return {
    sentRps: coveredUs > 0 ? sent / (coveredUs / US_PER_S) : null,
    behind: offered > 0 && sent < offered * KEEPS_UP,
    slipP99Us: slip.percentile(99),
  }
}
