/** The charts of a report's file: pictures that need no script, each with its numbers as a table behind it. */
import { CURVE_TICKS, type CurveLine, isSure, readAt } from '#components/charts/curve.ts'
import { bandName, bandsIn, type HeatLane } from '#components/charts/heat.ts'
import { type Chart, chartNames, chartNotes, chartTitles, valueText } from '#components/picture/chart.ts'
import { curveMarkup } from '#components/picture/curve-picture.ts'
import { heatMarkup, heatRules } from '#components/picture/heat-picture.ts'
import { pictureRules, properties } from '#components/picture/ink.ts'
import { chartMarkup, escaped, type Size } from '#components/picture/svg.ts'
import { formatCount, formatOnMsAxis, NOTHING } from '#components/run/format.ts'
import type { RunView } from '#core/run-view.ts'
import { reportCharts } from '../report-data.ts'
import type { Speech, Table } from '../tables.ts'
import { tableMarkup } from './markup.ts'

/** A reader sees the one that there is room for. The player's poster has another width, and so patterns of its own. */
const SIZES = { wide: { width: 460, height: 230 }, narrow: { width: 330, height: 240 } } as const
const ink = (name: string) => `var(--${name})`

/** What the file's style sheet needs for them. */
export const figureRules = [
  `:root{${properties('light')}}@media screen and (prefers-color-scheme:dark){:root{${properties('dark')}}}`,
  pictureRules(ink),
  heatRules(ink),
  '.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:24px 32px}figure{margin:0;min-width:0;max-width:640px}figcaption{font-size:12px}figcaption b{font-size:13px}figure svg{display:block;width:100%;height:auto}.narrow{display:none!important}@media (max-width:480px){.wide-only{display:none!important}.narrow{display:block!important}}summary{font-size:12px;cursor:pointer}details .wide{max-height:320px;overflow:auto}',
].join('')

export function figures(view: RunView, { locale, words, report }: Speech): string {
  const { charts, errors, curve, heat } = reportCharts(view, locale)
  const overTime = (chart: Chart, title: string, note: string) =>
    figure({
      ...{ title, note, inWords: words.charts.table },
      draw: (size) => chartMarkup(chart, size, locale),
      table: tableOverTime(chart),
    })
  return [
    '<div class="figures">',
    ...chartNames.map((name) => overTime(charts[name], chartTitles[name][locale], chartNotes[name][locale])),
    overTime(errors, report.errors, report.errorsNote),
    figure({
      ...{ title: words.charts.curve, note: words.charts.curveNote, inWords: words.charts.table },
      draw: (size) => curveMarkup(curve, size),
      table: curveTable(curve),
    }),
    ...heat.lanes.map((lane) =>
      figure({
        title: `${words.charts.heat}, ${lane.name}`,
        ...{ note: words.charts.heatNote, inWords: words.charts.table },
        draw: (size) => heatMarkup(lane, charts.caller, size, locale),
        table: heatTable(lane),
      }),
    ),
    '</div>',
  ].join('\n')
}

interface Figure {
  title: string
  note: string
  /** Of the table. */
  inWords: string
  draw: (size: Size) => string
  table: Table
}

function figure({ title, note, inWords, draw, table }: Figure): string {
  const picture = (room: keyof typeof SIZES) => {
    const { width, height } = SIZES[room]
    return `<svg class="${room === 'wide' ? 'wide-only' : room}" role="img" aria-label="${escaped(`${title}, ${note}`)}" viewBox="0 0 ${width} ${height}">${draw(SIZES[room])}</svg>`
  }
  return `<figure><figcaption><b>${escaped(title)}</b> ${escaped(note)}</figcaption>${picture('wide')}${picture('narrow')}<details><summary>${escaped(inWords)}</summary>${tableMarkup(table)}</details></figure>`
}

function tableOverTime({ name, lines }: Chart): Table {
  const seconds = Math.max(0, ...lines.map(({ values }) => values.length))
  return {
    head: lines.map((line) => line.name),
    rows: Array.from({ length: seconds }, (_, second) => ({
      ...{ id: String(second), order: 0, name: `${second} s` },
      cells: lines.map(({ values }) => {
        const value = values[second] ?? null
        return { text: value === null ? NOTHING : valueText(name, value) }
      }),
    })),
  }
}

function curveTable(lines: readonly CurveLine[]): Table {
  return {
    head: lines.map(({ name, n }) => `${name}, n ${formatCount(n)}`),
    rows: CURVE_TICKS.slice(1).map(({ x, label }) => ({
      ...{ id: label, order: 0, name: label },
      cells: lines.map((line) => {
        const ms = readAt(line, x)
        return { text: ms === null ? NOTHING : formatOnMsAxis(ms), few: !isSure(line, x) }
      }),
    })),
  }
}

function heatTable({ table }: HeatLane): Table {
  const bands = bandsIn(table)
  return {
    head: bands.map((band) => `${bandName(band)} ms`),
    rows: table.map((column, second) => ({
      ...{ id: String(second), order: 0, name: `${second} s` },
      cells: bands.map((band) => ({ text: formatCount(column.find(([at]) => at === band)?.[1] ?? 0) })),
    })),
  }
}
