/** A report as one file that opens from a disk: the player, its recording, and the tables of the page. */
import { standalonePage } from '#components/picture/page.ts'
import { escaped } from '#components/picture/svg.ts'
import { hopTable } from './hops.ts'
import { environmentOf, laneTable, ledgerTable, type Said, type Speech, settingsOf, type Table } from './tables.ts'
import type { WholeRun } from './whole-run.ts'

const STYLE =
  '<style>body{max-width:960px;margin:0 auto;padding:24px 16px;font:14px/1.6 "Pretendard Variable",Pretendard,system-ui,sans-serif;word-break:keep-all;overflow-wrap:anywhere}h2{font-size:16px;margin:32px 0 8px}table{border-collapse:collapse;white-space:nowrap}.wide{overflow-x:auto}th,td{padding:3px 12px 3px 0;text-align:right;border-bottom:1px solid #8884;font-variant-numeric:tabular-nums}th:first-child,td:first-child{text-align:left}.few{opacity:.55}.harm{font-weight:700;color:light-dark(#b3163a,#ff7a90)}dt{font-weight:600}dd{margin:0 0 6px}code{font-size:12px}</style>'

/** @param player the text of public/embed.js */
export function standaloneReport({ run, view }: WholeRun, speech: Speech, player: string): string {
  const { words, report } = speech
  const thresholds = (view.thresholds ?? []).map(
    ({ threshold, passed }) => `<li>${passed ? report.passed : report.missed} <code>${escaped(threshold)}</code></li>`,
  )
  const hops = hopTable(view, speech)
  const body = [
    heading(report.lanes),
    tableMarkup(laneTable(view, speech)),
    ...(hops ? [heading(report.hops), tableMarkup(hops)] : []),
    heading(words.ledger.title),
    tableMarkup(ledgerTable(view, speech)),
    heading(report.thresholds),
    thresholds.length > 0 ? `<ul>${thresholds.join('')}</ul>` : `<p>${report.noThresholds}</p>`,
    heading(report.configuration),
    listMarkup(settingsOf(view, speech)),
    heading(report.environment),
    listMarkup(environmentOf(view, speech)),
  ].join('\n')
  const embed = { theme: 'auto', chart: 'caller', more: {} } as const
  return standalonePage({ run, view, locale: speech.locale, embed, head: STYLE, body }, player)
}

function heading(text: string): string {
  return `<h2>${escaped(text)}</h2>`
}

function tableMarkup({ head, rows }: Table): string {
  const heads = head.map((text) => `<th scope="col">${escaped(text)}</th>`).join('')
  const lines = rows.map(({ name, cells }) => {
    const inner = cells.map(
      ({ text, few, harm }) => `<td class="${harm ? 'harm' : few ? 'few' : ''}">${escaped(text)}</td>`,
    )
    return `<tr><th scope="row">${escaped(name)}</th>${inner.join('')}</tr>`
  })
  return `<div class="wide"><table><tr><td></td>${heads}</tr>${lines.join('')}</table></div>`
}

function listMarkup(said: Said[]): string {
  return `<dl>${said.map(([name, text]) => `<dt>${escaped(name)}</dt><dd>${escaped(text)}</dd>`).join('')}</dl>`
}
