/** A run as one SVG file: for a page without script, for print, for a feed. */

import { fitted, widthOf } from '#components/charts/widths.ts'
import { formatCount } from '#components/run/format.ts'
import { offeredIn, type RunView } from '#core/run-view.ts'
import type { Locale } from '#core/text.ts'
import { verdictText } from '#core/verdict.ts'
import { type ChartName, chartNotes, chartOf, chartTitles } from './chart.ts'
import { type Brightness, inkOf, pictureRules, SANS } from './ink.ts'
import { chartMarkup, escaped, type Size } from './svg.ts'

const PADDING_PX = 16
const TITLE_Y_PX = 33
const FIRST_LINE_Y_PX = 53
const LINE_PX = 18
const MOST_LINES = 3
const FOOT_PX = 36
/** Its letters are as wide as those of a text of this size that is not monospaced. */
const FOOT_TEXT_PX = 11.6

const words = {
  badge: { ko: '실측 · 기록', en: 'measured · recorded' },
  seed: { ko: '시드', en: 'seed' },
}

export interface PosterOptions extends Partial<Size> {
  locale: Locale
  chart?: ChartName
  lanes?: readonly string[]
  /** Follows the reader's system unless given. */
  brightness?: Brightness
}

export function posterSvg(
  view: RunView,
  { locale, chart = 'caller', lanes, brightness, ...size }: PosterOptions,
): string {
  const { width = 640, height = 420 } = size
  const inner = width - 2 * PADDING_PX
  const badge = words.badge[locale]
  const badgeWidth = Math.round(widthOf(badge, 11.5) + 14)
  const title = view.experiment.title[locale]
  const lines = wrapped(verdictText(view, locale), inner, 13).slice(0, MOST_LINES)
  const top = FIRST_LINE_Y_PX + lines.length * LINE_PX - 6
  const of = chartOf(chart, { view, whole: view, locale, ...(lanes ? { lanes } : {}) })
  const offered = offeredIn(view)
  const foot = `n ${formatCount(offered)} · ${words.seed[locale]} ${view.experiment.seed} · ${chartTitles[chart][locale]}, ${chartNotes[chart][locale]}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" lang="${locale}">`,
    `<title>${escaped(title)}</title><desc>${escaped(verdictText(view, locale))}</desc>`,
    `<style>${style(brightness)}</style>`,
    `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8" class="paper"/>`,
    `<text x="${PADDING_PX}" y="${TITLE_Y_PX}" class="title">${escaped(fitted(title, inner - badgeWidth - 12, 15))}</text>`,
    `<rect x="${width - PADDING_PX - badgeWidth}" y="18.5" width="${badgeWidth}" height="20" rx="3" class="badge"/>`,
    `<text x="${width - PADDING_PX - badgeWidth / 2}" y="32.5" class="badge-text mid">${badge}</text>`,
    ...lines.map(
      (line, i) => `<text x="${PADDING_PX}" y="${FIRST_LINE_Y_PX + i * LINE_PX}" class="said">${escaped(line)}</text>`,
    ),
    `<g transform="translate(${PADDING_PX} ${top})">${chartMarkup(of, { width: inner, height: height - top - FOOT_PX }, locale)}</g>`,
    `<line x1="${PADDING_PX}" y1="${height - FOOT_PX + 6.5}" x2="${width - PADDING_PX}" y2="${height - FOOT_PX + 6.5}" class="grid"/>`,
    `<text x="${PADDING_PX}" y="${height - 13}" class="tick">${escaped(fitted(foot, inner, FOOT_TEXT_PX))}</text>`,
    '</svg>',
  ].join('')
}

function style(brightness: Brightness | undefined): string {
  const rules = (of: Brightness) => {
    const ink = (name: string) => inkOf(name, of)
    return `${pictureRules(ink)}.paper{fill:${ink('surface')};stroke:${ink('line-2')}}.title{font:640 15px ${SANS};fill:${ink('text')}}.said{font:13px ${SANS};fill:${ink('text-2')}}.badge{fill:none;stroke:${ink('ok')}}.badge-text{font:600 11.5px ${SANS};fill:${ink('ok')}}`
  }
  // Paper is white, where a browser tells a picture that it is printed.
  if (brightness) return brightness === 'dark' ? `${rules('dark')}@media print{${rules('light')}}` : rules('light')
  return `${rules('light')}@media (prefers-color-scheme:dark){${rules('dark')}}`
}

/** Broken at spaces, as Korean is. */
function wrapped(text: string, room: number, px: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && widthOf(`${last} ${word}`, px) <= room) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.map((line) => fitted(line, room, px))
}
