/** A chart as SVG text: no library, no document, so that a page, a poster and a command line draw the same. */
import { namesApart } from '#components/charts/names.ts'
import { spread, timeTicks } from '#components/charts/scale.ts'
import { fitted, widthOf } from '#components/charts/widths.ts'
import { lookOf } from '#components/run/lane-look.ts'
import { faultLabel } from '#core/labels.ts'
import type { Locale } from '#core/text.ts'
import type { Chart, ChartLine } from './chart.ts'

const LEFT_PX = 40
const GUTTER_PX = 116
const TOP_PX = 36
const BOTTOM_PX = 22
/** Below this width the names move from the ends of the lines to beneath the plot. */
const NARROW_PX = 440
const NAME_ROW_PX = 18
const NAMES_A_ROW = 2
const LABEL_GAP_PX = 15
const MARGIN_PX = 6
/** A window wider than this share of the plot is hatched at its top only, so that the lines in it stay clear. */
const WIDE_WINDOW = 1 / 3
const STRIP_PX = 10
const FAULT_ROW_PX = 14
export interface Size {
  width: number
  height: number
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}

/** Where seconds and values are, px. */
export interface Axes {
  x: (s: number) => number
  y: (value: number) => number
}

/**
 * What stands inside `<svg>`, its left upper corner at 0,0.
 * @param under drawn beneath grid and lines
 */
export function chartMarkup(
  chart: Chart,
  { width, height }: Size,
  locale: Locale,
  under: (axes: Axes) => string = () => '',
): string {
  const narrow = width < NARROW_PX
  const beneath = narrow ? roomBeneath(chart.lines.length) : 0
  const plot: Plot = {
    left: LEFT_PX,
    top: TOP_PX,
    right: width - (narrow ? MARGIN_PX + 8 : GUTTER_PX),
    bottom: height - BOTTOM_PX - beneath,
  }
  // A page may hold one picture in two sizes, of which it shows one: what is hidden lends no pattern to the other.
  const hatch = `wl-hatch-${width}`
  const x = (s: number) => plot.left + (Math.min(s, chart.endS) / chart.endS) * (plot.right - plot.left)
  const y = (value: number) => plot.bottom - shareOf(chart, value) * (plot.bottom - plot.top)
  return [
    `<defs><pattern id="${hatch}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="6" class="hatch"/></pattern></defs>`,
    faults(chart, { plot, x, locale, hatch }),
    under({ x, y }),
    ...chart.ticks.map(({ at, label }) => {
      const level = r(y(at))
      return `<line x1="${plot.left}" y1="${level}" x2="${r(plot.right)}" y2="${level}" class="grid"/><text x="${plot.left - 7}" y="${level + 3.5}" class="tick end">${escaped(label)}</text>`
    }),
    timeAxis(chart, plot, x),
    ...chart.lines.map((line) => pathOf(line, chart, { x, y })),
    chart.nowS === null
      ? ''
      : `<line x1="${r(x(chart.nowS))}" y1="${plot.top}" x2="${r(x(chart.nowS))}" y2="${plot.bottom}" class="now"/>`,
    narrow ? namesBeneath(chart, plot, width) : namesAtEnds(chart, plot, { x, y }),
  ].join('')
}

export interface Plot {
  left: number
  top: number
  right: number
  bottom: number
}

function shareOf({ log, min, max }: Chart, value: number): number {
  const within = Math.min(Math.max(value, min), max)
  if (!log) return max === 0 ? 0 : within / max
  return Math.log(within / min) / Math.log(max / min)
}

/** To a tenth of a pixel. */
export function r(px: number): number {
  return Math.round(px * 10) / 10
}

function pathOf(line: ChartLine, chart: Chart, { x, y }: Axes): string {
  let path = ''
  let pen = false
  for (const [second, value] of line.values.entries()) {
    if (value === null) {
      pen = false
      continue
    }
    path += `${pen ? 'L' : 'M'}${r(x(second + 0.5))} ${r(y(Math.max(value, chart.min)))}`
    pen = true
  }
  return lineMarkup(path, line.order)
}

/** A lane's line. @param d the data of its path */
export function lineMarkup(d: string, order: number): string {
  const { dash } = lookOf(order)
  const dashed = dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : ''
  return `<path d="${d}" class="line ${laneClass(order)}"${dashed}/>`
}

/** `l1` … `l6`, see ink.ts. */
export function laneClass(order: number): string {
  return lookOf(order).lineToken.replace('--lane-', 'l')
}

function faults(
  chart: Chart,
  { plot, x, locale, hatch }: { plot: Plot; x: (s: number) => number; locale: Locale; hatch: string },
): string {
  const takenTo = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  return chart.faults
    .map(({ fault, fromS, toS }) => {
      const [from, to] = [r(x(fromS)), r(x(toS))]
      const width = r(Math.max(1, to - from))
      const hatched = width > (plot.right - plot.left) * WIDE_WINDOW ? STRIP_PX : plot.bottom - plot.top
      const label = fitted(faultLabel(fault, locale), plot.right - plot.left)
      const half = widthOf(label) / 2
      const middle = Math.min(Math.max(from + width / 2, plot.left + half), plot.right - half)
      const row = takenTo.findIndex((taken) => middle - half > taken + MARGIN_PX)
      if (row >= 0) takenTo[row] = middle + half
      const height = r(plot.bottom - plot.top)
      return [
        `<rect x="${from}" y="${plot.top}" width="${width}" height="${height}" class="wash"/>`,
        `<rect x="${from}" y="${plot.top}" width="${width}" height="${r(hatched)}" fill="url(#${hatch})"/>`,
        `<path d="M${from} ${plot.top}V${plot.bottom}M${to} ${plot.top}V${plot.bottom}" class="edge"/>`,
        row < 0
          ? ''
          : `<text x="${r(middle)}" y="${plot.top - 6 - row * FAULT_ROW_PX}" class="fault mid">${escaped(label)}</text>`,
      ].join('')
    })
    .join('')
}

function timeAxis(chart: Chart, plot: Plot, x: (s: number) => number): string {
  const ticks = timeTicks(chart.endS, plot.right - plot.left)
  return `<line x1="${plot.left}" y1="${plot.bottom}" x2="${r(plot.right)}" y2="${plot.bottom}" class="axis"/>${ticks
    .map((s, i) => {
      const last = i === ticks.length - 1
      return `<text x="${r(x(s))}" y="${plot.bottom + 15}" class="tick ${last && i > 0 ? 'end' : i === 0 ? '' : 'mid'}">${s}${last ? ' s' : ''}</text>`
    })
    .join('')}`
}

function namesAtEnds(chart: Chart, plot: Plot, { x, y }: Axes): string {
  const ends = chart.lines.map(({ values }) => y(values.findLast((value) => value !== null) ?? chart.min))
  const at = spread(ends, { gap: LABEL_GAP_PX, top: plot.top + 4, bottom: plot.bottom })
  const left = plot.right + 12
  const names = namesApart(
    chart.lines.map(({ id, name, now }) => ({ id, name, room: GUTTER_PX - 14 - widthOf(now, 11) - 6 })),
  )
  return chart.lines
    .map(({ now, order, values }, i) => {
      const level = r((at[i] as number) + 4)
      const lead = `<path d="M${r(
        x(
          Math.max(
            0,
            values.findLastIndex((value) => value !== null),
          ) + 0.5,
        ) + 2,
      )} ${r(ends[i] as number)}H${r(plot.right + 1)}L${r(plot.right + 8)} ${r(at[i] as number)}" class="lead ${laneClass(order)}"/>`
      return `${lead}<text x="${r(left)}" y="${level}" class="name ${laneClass(order)}">${escaped(names[i] as string)}</text><text x="${r(plot.right + GUTTER_PX - 2)}" y="${level}" class="value end">${escaped(now)}</text>`
    })
    .join('')
}

/** How high the names of so many lanes are beneath a plot, px. */
export function roomBeneath(lanes: number): number {
  return Math.ceil(lanes / NAMES_A_ROW) * NAME_ROW_PX + MARGIN_PX
}

/** A short piece of each line, with its name and what it has come to. */
export function namesBeneath(
  { lines }: { lines: readonly Pick<ChartLine, 'id' | 'name' | 'now' | 'order'>[] },
  plot: Pick<Plot, 'bottom'>,
  width: number,
): string {
  const column = (width - 2 * MARGIN_PX) / NAMES_A_ROW
  const names = namesApart(lines.map(({ id, name, now }) => ({ id, name, room: column - 30 - widthOf(now, 11) - 14 })))
  return lines
    .map(({ now, order }, i) => {
      const left = MARGIN_PX + (i % NAMES_A_ROW) * column
      const level = plot.bottom + BOTTOM_PX + 14 + Math.floor(i / NAMES_A_ROW) * NAME_ROW_PX
      return [
        lineMarkup(`M${left} ${level - 4}h18`, order),
        `<text x="${left + 24}" y="${level}" class="name ${laneClass(order)}">${escaped(names[i] as string)}</text>`,
        `<text x="${left + column - 10}" y="${level}" class="value end">${escaped(now)}</text>`,
      ].join('')
    })
    .join('')
}
