/** What the player shows of a run: its chart as a picture, or as a table. */
import { type ChartName, chartNames, chartNotes, chartOf, chartTitles } from '#components/picture/chart.ts'
import { chartMarkup } from '#components/picture/svg.ts'
import type { RunView } from '#core/run-view.ts'
import type { Locale } from '#core/text.ts'
import { strangersIn } from './asked.ts'
import type { Parts } from './parts.ts'
import { fillTable } from './table.ts'
import { embedWords } from './words.ts'

const HEIGHT_PX = 250
const NARROW_HEIGHT_PX = 236
const NARROW_PX = 440
const ROW_PX = 18

export function chartNamed(name: string | null): ChartName {
  return chartNames.find((known) => known === name) ?? 'caller'
}

export interface Drawn {
  name: ChartName
  view: RunView
  /** What the axes are made for. */
  whole: RunView
  locale: Locale
  /** All of them where it is empty. */
  lanes: string[]
  /** On paper it is a picture, whatever the screen shows. */
  printing: boolean
}

export function drawChart(parts: Parts, { name, view, whole, locale, lanes, printing }: Drawn): void {
  const words = embedWords[locale]
  const chart = chartOf(name, { view, whole, locale, lanes })
  const title = `${chartTitles[name][locale]}, ${chartNotes[name][locale]}`
  const tabular = parts.tabular.getAttribute('aria-pressed') === 'true' && !printing
  parts.tabular.textContent = tabular ? words.picture : words.table
  sayStrangers(parts, view, { locale, lanes })
  const empty = chart.lines.length === 0
  parts.scroll.hidden = !tabular || empty
  parts.picture.toggleAttribute('hidden', tabular || empty)
  if (empty) return
  if (tabular) {
    fillTable(parts.table, chart, title)
    return
  }
  const width = Math.max(240, Math.round(parts.box.clientWidth - padding(parts.box)))
  const narrow = width < NARROW_PX
  const height = narrow ? NARROW_HEIGHT_PX + Math.ceil(chart.lines.length / 2) * ROW_PX : HEIGHT_PX
  parts.picture.setAttribute('viewBox', `0 0 ${width} ${height}`)
  parts.picture.setAttribute('aria-label', `${title}. ${parts.said.textContent}`)
  parts.picture.innerHTML = chartMarkup(chart, { width, height }, locale)
}

/** A misspelt lane must not look like one without values. */
function sayStrangers({ wrong }: Parts, view: RunView, { locale, lanes }: Pick<Drawn, 'locale' | 'lanes'>): void {
  const strangers = strangersIn(view, lanes)
  wrong.hidden = strangers.length === 0
  const said = wrong.hidden ? '' : embedWords[locale].noLane(strangers.join(', '), Object.keys(view.lanes).join(', '))
  // What is an alert is read aloud whenever it changes.
  if (wrong.textContent !== said) wrong.textContent = said
}

function padding(box: HTMLElement): number {
  const { paddingLeft, paddingRight } = getComputedStyle(box)
  return Number.parseFloat(paddingLeft) + Number.parseFloat(paddingRight)
}
