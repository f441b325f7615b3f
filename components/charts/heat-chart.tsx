'use client'
/** Time × latency × count of one lane, on the axes of every latency chart. */
import { formatCount, formatOnMsAxis, NOTHING } from '#components/run/format.ts'
import { lookOf } from '#components/run/lane-look.ts'
import { useWords } from '#components/text/use-words.tsx'
import { ChartFrame } from './chart-frame.tsx'
import { bandName, bandsIn, HEAT_EDGES_MS, type HeatLane, mostIn, shadeOf } from './heat.ts'
import { ink } from './ink.ts'
import { type ChartSpan, LiveChart, type Under } from './live-chart.tsx'
import { lastOf, secondsUpTo } from './series.ts'
import { useBounds } from './zoom.ts'

interface HeatChartProps {
  lanes: HeatLane[]
  shown: string
  onShow: (lane: string) => void
  endS: number
  nowS: number | null
  seconds: number
  spans: ChartSpan[]
  height: number
  empty: string | null
}

/** A line in the lane's colour would not be seen on cells of that colour. */
const INK = { lineToken: '--text', textToken: '--text', dash: [] }
/** Of the way to the darkest, on the logarithm. */
const LEGEND = [0, 1 / 3, 2 / 3, 1]
/** Between the cells of neighbouring seconds. */
const GAP_PX = 1
const WIDE_ENOUGH_FOR_GAP_PX = 4

export function HeatChart({ lanes, shown, onShow, endS, nowS, seconds, spans, height, empty }: HeatChartProps) {
  const { words } = useWords()
  const { toS } = useBounds(endS)
  const lane = lanes.find(({ id }) => id === shown) ?? lanes[0]
  if (!lane) return null
  const look = lookOf(lane.order)
  const most = mostIn(lane.columns)
  const seen = lane.p50.slice(0, secondsUpTo(toS, lane.p50.length))
  const last = lastOf(seen, seen.length)
  const valuesAt = (second: number) =>
    (lane.table[second] ?? []).map(([band, count]) => ({
      ...{ id: String(band), name: `${bandName(band)} ms`, look: null },
      text: formatCount(count),
    }))
  const spoken = (second: number) => {
    const counts = valuesAt(second).map(({ name, text }) => `${name} ${text}`)
    return `${words.charts.cursorAt(String(second))}: ${counts.join(', ') || NOTHING}`
  }
  const under: Under = (ctx, place) => {
    ctx.fillStyle = ink(look.lineToken)
    for (const [second, column] of lane.columns.entries()) {
      const [left, right] = [place.x(second), place.x(second + 1)]
      const width = right - left - (right - left > WIDE_ENOUGH_FOR_GAP_PX ? GAP_PX : 0)
      for (const [band, count] of column) {
        const [bottom, top] = [place.y(HEAT_EDGES_MS[band] as number), place.y(HEAT_EDGES_MS[band + 1] as number)]
        ctx.globalAlpha = shadeOf(count, most)
        ctx.fillRect(left, top, width, bottom - top)
      }
    }
    ctx.globalAlpha = 1
  }
  return (
    <ChartFrame
      title={words.charts.heat}
      note={words.charts.heatNote}
      height={height}
      seconds={seconds}
      columns={bandsIn(lane.table).map((band) => ({
        id: String(band),
        name: bandName(band),
        colour: 'var(--text)',
        values: lane.table.map((column) => column.find(([at]) => at === band)?.[1] ?? 0),
      }))}
      valuesAt={valuesAt}
      testId="chart-heat"
    >
      <LiveChart
        label={`${words.charts.heat}, ${lane.name}`}
        spoken={spoken}
        height={height}
        endS={endS}
        nowS={nowS}
        seconds={seconds}
        y={{ kind: 'latency' }}
        lines={[
          {
            ...{ id: `${lane.id}-p50`, name: 'p50', look: { ...look, ...INK }, values: lane.p50 },
            as: 'line',
            dimmed: false,
            faint: false,
            endText: last === null ? NOTHING : formatOnMsAxis(last.value),
          },
        ]}
        spans={spans}
        labels="gutter"
        under={under}
        empty={empty}
      />
      <div className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1 px-2 text-12 text-ink-3">
        <label className="flex items-center gap-1.5">
          {words.charts.heatLane}
          <select
            value={lane.id}
            data-testid="heat-lane"
            onChange={(event) => onShow(event.currentTarget.value)}
            className="h-6 max-w-40 rounded-2 border border-line-2 bg-surface px-1 text-12 text-ink max-mid:h-10"
          >
            {lanes.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {most > 0 && (
          <span className="num flex items-center gap-1">
            1
            {LEGEND.map((share) => (
              <i
                key={share}
                aria-hidden="true"
                className="block h-3 w-4"
                style={{
                  backgroundColor: `var(${look.lineToken})`,
                  opacity: shadeOf(most ** share, most),
                }}
              />
            ))}
            {words.charts.heatMost(formatCount(most))}
          </span>
        )}
      </div>
    </ChartFrame>
  )
}
