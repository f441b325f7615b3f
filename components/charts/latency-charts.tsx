'use client'
import { lazy, Suspense, useState } from 'react'
import { formatCount, formatDuration, formatOnMsAxis, NOTHING } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { ChartFrame } from './chart-frame.tsx'
import { FreezeButton, type FreezeProps } from './freeze-button.tsx'
import { LiveChart } from './live-chart.tsx'
import { type RunChartsInput, runCharts } from './run-charts.ts'
import { ENOUGH_FOR_P99, lastOf, type Metric, type Percentile, percentileValues, secondsUpTo } from './series.ts'
import { useBounds } from './zoom.ts'
import { ZoomButtons } from './zoom-buttons.tsx'

// The curve and the heatmap come when somebody looks at them.
const SpreadCharts = lazy(() => import('./spread-charts.tsx'))

/** With six lanes all of the bench stands above the fold at 1440 × 900; fewer tracks leave room to the charts. */
const HEIGHT_PX = 212
const ROOM_PER_TRACK_PX = 24
const MOST_TRACKS = 6
const US_PER_MS = 1000

export interface LatencyChartsProps extends Omit<RunChartsInput, 'locale'> {
  /** Where there is a picture to freeze. */
  freeze: FreezeProps | null
}

/** Caller and completion latency side by side, on one axis of latency that never moves. */
export function LatencyCharts({ freeze, ...input }: LatencyChartsProps) {
  const { words, locale } = useWords()
  const [p, setP] = useState<'p50' | 'p99'>('p50')
  const [view, setView] = useState<'time' | 'spread'>('time')
  const charts = runCharts({ ...input, locale })
  const nPerBin = typicalN(charts)
  const tooFew = p === 'p99' && nPerBin > 0 && nPerBin < ENOUGH_FOR_P99
  const note =
    view === 'spread'
      ? words.charts.spreadWhy
      : [
          `${words.charts.scale} · ms`,
          nPerBin > 0 ? words.charts.bins(formatCount(nPerBin)) : '',
          tooFew ? words.lanes.fewSamples(nPerBin) : '',
        ]
          .filter(Boolean)
          .join(' · ')
  return (
    <>
      <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 px-4 max-mid:py-2">
        <h2 className="font-strong text-13">{words.charts.latency}</h2>
        <Segmented
          label={words.charts.view}
          value={view}
          onChoose={setView}
          options={[
            { value: 'time', label: words.charts.overTime },
            { value: 'spread', label: words.charts.spread },
          ]}
        />
        {view === 'time' && (
          <Segmented
            label={words.charts.percentile}
            value={p}
            onChoose={setP}
            options={[
              { value: 'p50', label: 'p50' },
              { value: 'p99', label: 'p99' },
            ]}
          />
        )}
        <span className="min-w-0 flex-1 truncate text-12 text-ink-3 max-mid:flex-auto" title={note}>
          {note}
        </span>
        <span className="ml-auto flex flex-none items-center gap-2 max-mid:min-w-0 max-mid:flex-auto max-mid:flex-wrap max-mid:justify-end">
          <ZoomButtons endS={charts.endS} />
          {freeze && <FreezeButton {...freeze} />}
        </span>
      </div>
      <div className="grid grid-cols-1 gap-x-2 px-2 pb-1 mid:grid-cols-2">
        {view === 'time' ? (
          <>
            <LatencyChart metric="caller" p={p === 'p50' ? 50 : 99} charts={charts} idle={input.view === null} />
            <LatencyChart metric="completion" p={p === 'p50' ? 50 : 99} charts={charts} idle={input.view === null} />
          </>
        ) : (
          <Suspense fallback={<div style={{ height: heightOf(charts) }} />}>
            <SpreadCharts {...input} charts={charts} height={heightOf(charts)} />
          </Suspense>
        )}
      </div>
    </>
  )
}

type Charts = ReturnType<typeof runCharts>

/** Samples in the newest whole second, the middle of the lanes. */
function typicalN({ lanes, seconds }: Charts): number {
  const ns = lanes
    .flatMap(({ view }) => view?.bins.slice(0, seconds) ?? [])
    .map((bin) => bin?.caller.n ?? 0)
    .filter((n) => n > 0)
    .sort((a, b) => a - b)
  return ns[Math.floor(ns.length / 2)] ?? 0
}

function heightOf({ lanes }: Charts): number {
  return HEIGHT_PX + ROOM_PER_TRACK_PX * Math.max(0, MOST_TRACKS - lanes.length)
}

function LatencyChart({ metric, p, charts, idle }: { metric: Metric; p: Percentile; charts: Charts; idle: boolean }) {
  const { words } = useWords()
  const { seconds, lanes } = charts
  const title = words.charts[metric]
  const height = heightOf(charts)
  const shown = secondsUpTo(useBounds(charts.endS).toS, seconds)
  const lines = lanes.map((lane) => {
    const values = lane.view ? percentileValues(lane.view, { metric, p, seconds }) : []
    const last = lastOf(values.slice(0, shown))
    const n = lane.view?.bins[shown - 1]?.[metric].n ?? 0
    return {
      ...lane,
      values,
      as: 'line' as const,
      faint: p === 99 && n < ENOUGH_FOR_P99,
      endText: last === null ? NOTHING : formatOnMsAxis(last.value),
      ...(lane.view && lane.view.breaker.length > 0 ? { breaker: lane.view.breaker } : {}),
    }
  })
  const spoken = (second: number) =>
    `${words.charts.cursorAt(String(second))}: ${lines
      .map(({ name, values }) => `${name} ${spokenMs(values[second])}`)
      .join(', ')}`
  return (
    <ChartFrame
      title={title}
      note={metric === 'caller' ? words.charts.callerWhy : words.charts.completionWhy}
      height={height}
      seconds={seconds}
      columns={lines.map((l) => ({ id: l.id, name: l.name, colour: `var(${l.look.textToken})`, values: l.values }))}
      valuesAt={(second) =>
        lines.map(({ id, name, look, values }) => ({ id, name, look, text: msText(values[second]) }))
      }
      testId={`chart-${metric}`}
    >
      <LiveChart
        label={`${title} p${p}, ms`}
        spoken={spoken}
        height={height}
        endS={charts.endS}
        nowS={charts.nowS}
        seconds={seconds}
        y={{ kind: 'latency' }}
        lines={lines}
        spans={charts.spans}
        labels="gutter"
        empty={idle ? words.charts.empty : null}
      />
    </ChartFrame>
  )
}

function spokenMs(value: number | null | undefined): string {
  return value === null || value === undefined ? NOTHING : formatDuration(value * US_PER_MS)
}

function msText(value: number | null | undefined): string {
  return value === null || value === undefined ? NOTHING : formatOnMsAxis(value)
}
