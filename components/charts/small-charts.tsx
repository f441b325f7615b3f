'use client'
import { formatCount, formatPerSecond, formatTimes, NOTHING } from '#components/run/format.ts'
import { lookOf } from '#components/run/lane-look.ts'
import { peakRps, workloadOf } from '#components/run/workload-now.ts'
import { useWords } from '#components/text/use-words.tsx'
/** Goodput against the offered load, what is under way, and errors: three charts on the same time axis. */
import { outcomeLabel } from '#core/labels.ts'
import type { LaneBin } from '#core/lane-bins.ts'
import { outcomeKinds } from '#core/outcome.ts'
import { isOver } from '#core/run.ts'
import type { RunView } from '#core/run-view.ts'
import type { Locale } from '#core/text.ts'
import { ChartFrame } from './chart-frame.tsx'
import { type ChartLine, LiveChart } from './live-chart.tsx'
import { type RunCharts, type RunChartsInput, runCharts } from './run-charts.ts'
import { roundCeiling } from './scale.ts'
import { goodputValues, lastOf, loadEndUs, perSecond, secondsUpTo, type Values } from './series.ts'
import { useBounds } from './zoom.ts'

const HEIGHT_PX = 144
const ROOM_PER_TRACK_PX = 12
const MOST_TRACKS = 6
/** A lane is named in the goodput chart when it is this far below what it was offered. */
const FALLS_BEHIND = 0.8
const NAMED_AT_MOST = 3
const WORTH_NAMING = 10

export function SmallCharts(input: Omit<RunChartsInput, 'locale'>) {
  const { words, locale } = useWords()
  const charts = runCharts({ ...input, locale })
  const idle = input.view === null
  const { seconds, lanes } = charts
  const shown = secondsUpTo(useBounds(charts.endS).toS, seconds)
  const last = (values: Values) => lastOf(values.slice(0, shown))?.value ?? null
  const mean = (values: Values) => tailMean(values.slice(0, shown))

  const toUs = input.view ? loadEndUs(input.view) : 0
  const goodput = lanes.map((lane) => ({
    ...lane,
    values: lane.view ? goodputValues(lane.view, { seconds, toUs }) : [],
  }))
  const offered = meanOf(lanes.map((lane) => read(lane.view, seconds, (bin) => bin.offered)))
  const asked = input.experiment.lanes.map(({ id }) => peakRps(workloadOf(input.experiment, input.view, id)))
  const goodputMax = roundCeiling(largest([...goodput.map(({ values }) => values), offered]), Math.max(10, ...asked))

  const waiting = lanes.map((lane) => ({
    ...lane,
    // A call that was cut off is unsettled but waits nowhere; only a queue holds what is behind.
    values: read(lane.view, seconds, (bin) => (lane.queue ? Math.max(bin.backlog, bin.inFlight) : bin.inFlight)),
  }))
  const failed = sumOf(lanes.map((lane) => read(lane.view, seconds, (bin) => bin.failed)))
  const failures = failed.reduce<number>((sum, count) => sum + (count ?? 0), 0)
  const over = input.view !== null && isOver(input.view.state)
  const noErrors = over ? words.charts.noErrors : words.charts.noErrorsSoFar

  return (
    <div className="grid grid-cols-1 gap-x-2 px-2 pt-1 mid:grid-cols-3">
      <CountChart
        testId="chart-goodput"
        title={words.charts.goodput}
        note={words.charts.perSecond}
        charts={charts}
        empty={idle ? '' : null}
        max={goodputMax}
        format={formatPerSecond}
        lines={[
          {
            id: 'offered',
            name: words.charts.offered,
            look: lookOf(0),
            values: offered,
            as: 'reference',
            dimmed: false,
          },
          ...goodput.map((lane) => ({ ...lane, as: 'thin' as const })),
        ]}
        named={goodput.filter(({ values, view }) => {
          const done = mean(values)
          const wanted = mean(read(view, seconds, (bin) => bin.offered))
          return done !== null && wanted !== null && done < wanted * FALLS_BEHIND
        })}
        endOf={mean}
      />
      <CountChart
        testId="chart-waiting"
        title={words.charts.waiting}
        note={words.charts.waitingUnit}
        charts={charts}
        empty={idle ? '' : null}
        max={roundCeiling(largest(waiting.map(({ values }) => values)), 20)}
        format={formatCount}
        lines={waiting.map((lane) => ({ ...lane, as: 'area' as const }))}
        named={waiting.filter(({ values }) => (last(values) ?? 0) >= WORTH_NAMING)}
        endOf={last}
      />
      <CountChart
        testId="chart-errors"
        title={words.charts.errors}
        note={[words.charts.errorsUnit, failuresByKind(input.view, locale)].filter(Boolean).join(' · ')}
        charts={charts}
        empty={idle ? '' : failures === 0 ? noErrors : null}
        max={roundCeiling(largest([failed]), 10)}
        format={formatCount}
        lines={[
          { id: 'failed', name: words.charts.errors, look: lookOf(0), values: failed, as: 'bars', dimmed: false },
        ]}
        named={[]}
        endOf={() => null}
      />
    </div>
  )
}

type CountLine = Omit<ChartLine, 'faint' | 'endText'>

interface CountChartProps {
  testId: string
  title: string
  note: string
  charts: RunCharts
  empty: string | null
  max: number
  lines: CountLine[]
  /** Lines that are named at their end; the others coincide, and their names would pile up. */
  named: { id: string; values: Values }[]
  format: (value: number) => string
  endOf: (values: Values) => number | null
}

function CountChart({ testId, title, note, charts, empty, max, lines, named, format, endOf }: CountChartProps) {
  const { words } = useWords()
  const height = HEIGHT_PX + ROOM_PER_TRACK_PX * Math.max(0, MOST_TRACKS - charts.lanes.length)
  const chosen = new Set(
    [...named]
      .sort((a, b) => (endOf(b.values) ?? 0) - (endOf(a.values) ?? 0))
      .slice(0, NAMED_AT_MOST)
      .map(({ id }) => id),
  )
  const drawn: ChartLine[] = lines.map((l) => {
    const end = endOf(l.values)
    return { ...l, faint: false, endText: chosen.has(l.id) && end !== null ? format(end) : null }
  })
  const valuesAt = (second: number) =>
    lines.map(({ id, name, look, values, as }) => {
      const value = values[second] ?? null
      const isLane = as !== 'bars' && as !== 'reference'
      return { id, name, look: isLane ? look : null, text: value === null ? NOTHING : formatTimes(value) }
    })
  const spoken = (second: number) =>
    `${words.charts.cursorAt(String(second))}: ${valuesAt(second)
      .map(({ name, text }) => `${name} ${text}`)
      .join(', ')}`
  return (
    <ChartFrame
      title={title}
      note={note}
      height={height}
      seconds={charts.seconds}
      columns={lines.map((l) => ({
        id: l.id,
        name: l.name,
        colour: l.as === 'bars' ? 'var(--danger)' : l.as === 'reference' ? 'var(--text-3)' : `var(${l.look.textToken})`,
        values: l.values,
      }))}
      valuesAt={valuesAt}
      testId={testId}
    >
      <LiveChart
        label={`${title} ${note}`}
        spoken={spoken}
        height={height}
        endS={charts.endS}
        nowS={charts.nowS}
        seconds={charts.seconds}
        y={{ kind: 'linear', max }}
        lines={drawn}
        spans={charts.spans}
        labels="inside"
        empty={empty === '' ? null : empty}
      />
    </ChartFrame>
  )
}

/** Totals over all lanes, most frequent first: what kind of errors they are. */
function failuresByKind(view: RunView | null, locale: Locale): string {
  return outcomeKinds
    .filter((kind) => kind !== 'ok')
    .map((kind) => ({
      kind,
      count: Object.values(view?.lanes ?? {}).reduce((sum, lane) => sum + lane.outcomes[kind], 0),
    }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ kind, count }) => `${outcomeLabel(kind, locale)} ${formatCount(count)}`)
    .join(' · ')
}

function read(lane: RunCharts['lanes'][number]['view'], seconds: number, of: (bin: LaneBin) => number): Values {
  return lane ? perSecond(lane, seconds, of) : []
}

function largest(lines: Values[]): number {
  return lines.reduce((most, values) => values.reduce<number>((m, v) => Math.max(m, v ?? 0), most), 0)
}

function sumOf(lines: Values[]): Values {
  const length = Math.max(0, ...lines.map((values) => values.length))
  return Array.from({ length }, (_, second) => lines.reduce<number>((sum, values) => sum + (values[second] ?? 0), 0))
}

function meanOf(lines: Values[]): Values {
  return sumOf(lines).map((sum) => (sum === null || lines.length === 0 ? null : sum / lines.length))
}

const TAIL_S = 5

/** One second of a low rate jumps about; the label says the mean of the last five. */
function tailMean(values: Values): number | null {
  const tail = values.slice(-TAIL_S).filter((value) => value !== null)
  return tail.length === 0 ? null : tail.reduce((sum, value) => sum + value, 0) / tail.length
}
