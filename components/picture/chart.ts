/** What one picture of a run shows: a line a lane, on axes that the whole run has set, so that playing moves nothing but the lines. */
import { LATENCY_MS, LATENCY_TICKS_MS, latencyTickLabel, roundCeiling, timeEnd } from '#components/charts/scale.ts'
import {
  goodputValues,
  loadEndUs,
  percentileValues,
  perSecond,
  type Values,
  wholeSeconds,
} from '#components/charts/series.ts'
import { formatCount, formatOnMsAxis } from '#components/run/format.ts'
import type { Fault } from '#core/experiment.ts'
import type { LaneView, RunView } from '#core/run-view.ts'
import type { Locale, Text } from '#core/text.ts'

export const chartNames = ['caller', 'done', 'goodput', 'backlog'] as const
export type ChartName = (typeof chartNames)[number]

export const chartTitles: Record<ChartName, Text> = {
  caller: { ko: '호출자 p50', en: 'caller p50' },
  done: { ko: '완료 p50', en: 'done p50' },
  goodput: { ko: '유효 처리량', en: 'goodput' },
  backlog: { ko: '밀린 주문', en: 'backlog' },
}

export const chartNotes: Record<ChartName, Text> = {
  caller: {
    ko: '호출자가 기다린 시간, 1초 구간, ms, 로그 눈금',
    en: 'how long callers waited, 1-s bins, ms, log scale',
  },
  done: {
    ko: '보내려던 때부터 처리될 때까지, 1초 구간, ms, 로그 눈금',
    en: 'intended send to work done, 1-s bins, ms, log scale',
  },
  goodput: {
    ko: '처리된 주문, 초당, 할 일이 끝난 뒤는 빼고',
    en: 'orders done, per second, as long as there are any to do',
  },
  backlog: { ko: '아직 처리되지 않은 주문, 건', en: 'orders not done yet' },
}

export interface ChartLine {
  id: string
  name: string
  /** Place of the lane in its experiment: it decides how the line looks. */
  order: number
  values: Values
  /** The newest value, as it is read. */
  now: string
}

export interface Chart {
  name: ChartName
  lines: ChartLine[]
  /** Of the time axis, s. */
  endS: number
  /** How far the lines go, s; null where the run is shown as a whole. */
  nowS: number | null
  log: boolean
  min: number
  max: number
  ticks: { at: number; label: string }[]
  faults: { fault: Fault; fromS: number; toS: number }[]
}

export interface ChartOf {
  view: RunView
  /** What the axes are made for; the same as `view` where nothing plays. */
  whole: RunView
  locale: Locale
  /** All of them unless given. */
  lanes?: readonly string[]
}

const US_PER_S = 1_000_000
const LEAST_MAX = 10

export function chartOf(name: ChartName, { view, whole, locale, lanes }: ChartOf): Chart {
  const seconds = wholeSeconds(view)
  const shown = view.experiment.lanes.filter(({ id }) => !lanes || lanes.length === 0 || lanes.includes(id))
  const log = name === 'caller' || name === 'done'
  const allValues = (of: RunView, seconds: number) =>
    shown.map(({ id }) => valuesOf(name, of.lanes[id] as LaneView, { seconds, toUs: loadEndUs(of) }))
  const most = Math.max(
    0,
    ...allValues(whole, wholeSeconds(whole))
      .flat()
      .map((value) => value ?? 0),
  )
  const max = log ? LATENCY_MS.max : roundCeiling(most, LEAST_MAX)
  const drawn = allValues(view, seconds)
  return {
    name,
    lines: shown.map((lane, i) => {
      const values = drawn[i] as Values
      return {
        id: lane.id,
        name: lane.name[locale],
        order: view.experiment.lanes.indexOf(lane),
        values,
        now: name === 'backlog' && view === whole ? mostOf(values, locale) : saidOf(name, values),
      }
    }),
    endS: timeEnd(view.experiment.durationS, wholeSeconds(whole)),
    nowS: view === whole ? null : view.elapsedUs / US_PER_S,
    log,
    min: log ? LATENCY_MS.min : 0,
    max,
    ticks: log
      ? LATENCY_TICKS_MS.map((at) => ({ at, label: latencyTickLabel(at) }))
      : [0, max / 2, max].map((at) => ({ at, label: formatCount(at) })),
    faults: view.faults.map(({ fault, setUs, clearedUs }) => ({
      fault,
      fromS: setUs / US_PER_S,
      toS: (clearedUs ?? view.elapsedUs) / US_PER_S,
    })),
  }
}

function valuesOf(name: ChartName, lane: LaneView, { seconds, toUs }: { seconds: number; toUs: number }): Values {
  switch (name) {
    case 'caller':
      return percentileValues(lane, { metric: 'caller', p: 50, seconds })
    case 'done':
      return percentileValues(lane, { metric: 'completion', p: 50, seconds })
    case 'goodput':
      return goodputValues(lane, { seconds, toUs })
    case 'backlog':
      return perSecond(lane, seconds, (bin) => bin.backlog)
  }
}

/** Of a run that is over a backlog is worked off: what it had grown to says more than the zero at its end. */
function mostOf(values: Values, locale: Locale): string {
  const most = values.reduce<number>((max, value) => Math.max(max, value ?? 0), 0)
  return `${locale === 'ko' ? '최대' : 'max'} ${formatCount(most)}`
}

/** The last second that has a value. */
function saidOf(name: ChartName, values: Values): string {
  const last = values.findLast((value) => value !== null)
  return last === undefined || last === null ? '' : valueText(name, last)
}

export function valueText(name: ChartName, value: number): string {
  return name === 'caller' || name === 'done' ? formatOnMsAxis(value) : formatCount(value)
}
