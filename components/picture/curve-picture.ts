/** A percentile curve as SVG text: x is 1/(1−p) on a log scale, y begins at 0. */
import {
  CURVE_TICKS,
  type CurveLine,
  type CurvePoint,
  curveTickLabel,
  curveTopMs,
  furthestOf,
  isSure,
  P99,
  readAt,
} from '#components/charts/curve.ts'
import { formatOnMsAxis, NOTHING } from '#components/run/format.ts'
import { escaped, lineMarkup, namesBeneath, r, roomBeneath, type Size } from './svg.ts'

const LEFT_PX = 44
const TOP_PX = 14
const RIGHT_PX = 14
const BOTTOM_PX = 22
const FAINT = '.4'

/** What stands inside `<svg>`, its left upper corner at 0,0. Faint where too few samples are behind it. */
export function curveMarkup(lines: readonly CurveLine[], { width, height }: Size): string {
  const [left, right] = [LEFT_PX, width - RIGHT_PX]
  const [top, bottom] = [TOP_PX, height - BOTTOM_PX - roomBeneath(lines.length)]
  const [furthest, most] = [furthestOf(lines), curveTopMs(lines)]
  const x = (at: number) => left + (Math.log(at) / Math.log(furthest)) * (right - left)
  const y = (ms: number) => bottom - (ms / most) * (bottom - top)
  const path = (points: readonly CurvePoint[]) =>
    points.map(({ x: at, ms }, i) => `${i === 0 ? 'M' : 'L'}${r(x(at))} ${r(y(ms))}`).join('')
  const ticks = CURVE_TICKS.filter((tick) => tick.x <= furthest)
  return [
    ...[0, most / 2, most].map((ms) => {
      const level = r(y(ms))
      return `<line x1="${left}" y1="${level}" x2="${right}" y2="${level}" class="grid"/><text x="${left - 7}" y="${level + 3.5}" class="tick end">${escaped(curveTickLabel(ms))}</text>`
    }),
    ...ticks.map((tick, i) => {
      const at = r(x(tick.x))
      const anchor = i === ticks.length - 1 ? ' end' : i === 0 ? '' : ' mid'
      return `<line x1="${at}" y1="${top}" x2="${at}" y2="${bottom}" class="grid"/><text x="${at}" y="${bottom + 15}" class="tick${anchor}">${tick.label}</text>`
    }),
    `<line x1="${left}" y1="${bottom}" x2="${right}" y2="${bottom}" class="axis"/>`,
    ...lines.map((line) => {
      const sureTo = line.points.findLastIndex((point) => isSure(line, point.x))
      const [sure, faint] = [line.points.slice(0, sureTo + 1), line.points.slice(Math.max(0, sureTo))]
      return [
        sure.length > 1 ? lineMarkup(path(sure), line.order) : '',
        faint.length > 1 ? `<g opacity="${FAINT}">${lineMarkup(path(faint), line.order)}</g>` : '',
      ].join('')
    }),
    namesBeneath({ lines: lines.map((line) => ({ ...line, now: atP99(line) })) }, { bottom }, width),
  ].join('')
}

function atP99(line: CurveLine): string {
  const ms = readAt(line, P99.x)
  return `${P99.label} ${ms === null ? NOTHING : formatOnMsAxis(ms)}`
}
