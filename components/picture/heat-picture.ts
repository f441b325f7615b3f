/** A lane's latency heatmap as SVG text, on the axes of its latency over time. */
import { HEAT_EDGES_MS, type HeatLane, mostIn, shadeOf } from '#components/charts/heat.ts'
import type { Locale } from '#core/text.ts'
import type { Chart } from './chart.ts'
import { chartMarkup, laneClass, r, type Size } from './svg.ts'

/** So many shades are told apart by eye; each is one path. */
const SHADES = 12
const GAP_PX = 1

/** @param chart caller latency, of which the lane's line is kept */
export function heatMarkup(lane: HeatLane, chart: Chart, size: Size, locale: Locale): string {
  const only = { ...chart, lines: chart.lines.filter(({ id }) => id === lane.id) }
  const markup = chartMarkup(only, size, locale, ({ x, y }) => {
    const most = mostIn(lane.columns)
    const cells = new Map<number, string>()
    for (const [second, column] of lane.columns.entries()) {
      const [left, right] = [x(second), x(second + 1) - GAP_PX]
      for (const [band, count] of column) {
        const shade = Math.round(shadeOf(count, most) * SHADES)
        const [bottom, top] = [y(HEAT_EDGES_MS[band] as number), y(HEAT_EDGES_MS[band + 1] as number)]
        const cell = `M${r(left)} ${r(top)}H${r(right)}V${r(bottom)}H${r(left)}Z`
        cells.set(shade, (cells.get(shade) ?? '') + cell)
      }
    }
    return [...cells]
      .map(
        ([shade, path]) =>
          `<path d="${path}" class="cell ${laneClass(lane.order)}" opacity="${Math.round((shade / SHADES) * 100) / 100}"/>`,
      )
      .join('')
  })
  return `<g class="heat">${markup}</g>`
}

/** Rules beside those of ink.ts, and stronger, wherever a poster repeats those: a line in the lane's colour would not be seen on cells of that colour. */
export function heatRules(ink: (name: string) => string): string {
  const lanes = [1, 2, 3, 4, 5, 6].map((n) => `.cell.l${n}{fill:${ink(`lane-${n}`)}}`)
  return `${lanes.join('')}.heat path.line,.heat path.lead{stroke:${ink('text')}}`
}
