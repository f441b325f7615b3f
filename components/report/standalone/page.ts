/** A report as one file that opens from a disk: what the page says and draws, and the player with its recording. */
import { standalonePage } from '#components/picture/page.ts'
import { escaped } from '#components/picture/svg.ts'
import { emptyCounts } from '#core/ledger.ts'
import { lossSentence } from '#core/loss.ts'
import type { OrderLine } from '#core/order-query.ts'
import { isOver } from '#core/run.ts'
import type { RunView } from '#core/run-view.ts'
import { laneSentence } from '#core/sentence.ts'
import { verdictText } from '#core/verdict.ts'
import { hopTable } from '../hops.ts'
import { NUMBER_COLUMNS, sampledOrder } from '../sampled-order.ts'
import { aboutLine, environmentOf, laneTable, ledgerTable, type Speech, settingsOf, thresholdText } from '../tables.ts'
import type { WholeRun } from '../whole-run.ts'
import { figureRules, figures } from './figures.ts'
import { heading, listMarkup, paragraph, tableMarkup } from './markup.ts'

/** The sentence that the player says is the heading here. */
const STYLE = `<style>body{max-width:960px;margin:0 auto;padding:24px 16px;font:14px/1.6 "Pretendard Variable",Pretendard,system-ui,sans-serif;word-break:keep-all;overflow-wrap:anywhere}h1{font-size:24px;line-height:1.4;margin:4px 0 8px}h2{font-size:16px;margin:32px 0 8px}.about{margin:0 0 16px;font-size:12px;opacity:.75}table{border-collapse:collapse;white-space:nowrap;font-size:12px}.wide{overflow-x:auto}th,td{padding:3px 0 3px 16px;text-align:right;border-bottom:1px solid #8884;font-weight:400;font-variant-numeric:tabular-nums}tr :first-child{padding-left:0;text-align:left}th[scope=row]{font-weight:600}.said{text-align:left}.few{opacity:.6}.harm{font-weight:700;color:light-dark(#b3163a,#ff7a90)}dt{font-weight:600}dd{margin:0 0 6px}code{font-size:12px}wirelab-run::part(result){display:none}${figureRules}</style>`

/**
 * @param orders as `ordersAmong` picks them; none where only a recording is there
 * @param player the text of public/embed.js
 */
export function standaloneReport(
  { run, view }: WholeRun,
  orders: readonly OrderLine[],
  speech: Speech,
  player: string,
): string {
  const { locale, words, report } = speech
  const hops = hopTable(view, speech)
  const above = [
    `<p class="about">${escaped(`${report.report} · ${run.experiment.title[locale]}`)}</p>`,
    `<h1>${escaped(verdictText(view, locale))}</h1>`,
    `<p class="about">${escaped(aboutLine({ run, view }, speech))}</p>`,
    ...(isOver(view.state) ? [] : [paragraph(report.notOver)]),
  ].join('\n')
  const body = [
    heading(report.charts),
    figures(view, speech),
    heading(report.lanes),
    tableMarkup(laneTable(view, speech)),
    `<p class="about">${escaped(report.fewWhy)}</p>`,
    ...(hops ? [heading(report.hops), tableMarkup(hops)] : []),
    heading(words.ledger.title),
    tableMarkup(ledgerTable(view, speech)),
    sentences(view, speech),
    heading(report.sampledOrders),
    ordersMarkup(orders, view, speech),
    heading(report.thresholds),
    thresholds(view, speech),
    heading(report.configuration),
    listMarkup(settingsOf(view, speech)),
    heading(report.environment),
    listMarkup(environmentOf(view, speech)),
  ].join('\n')
  const embed = { theme: 'auto', chart: 'caller', more: {} } as const
  return standalonePage({ run, view, locale, embed, level: 2, head: STYLE, above, body }, player)
}

function sentences(view: RunView, { locale }: Speech): string {
  const said = view.experiment.lanes.map(({ id, name }) => {
    const loss = lossSentence(view.lanes[id]?.ledger ?? emptyCounts(), locale)
    return `<li><b>${escaped(name[locale])}</b> ${escaped(`${laneSentence(view, id, locale)} ${loss}`.trim())}</li>`
  })
  return `<ul>${said.join('')}</ul>`
}

function ordersMarkup(orders: readonly OrderLine[], view: RunView, { locale, report }: Speech): string {
  if (orders.length === 0) return paragraph(report.noSampled)
  const [, ...head] = Object.values(report.orderHeads)
  const rows = orders.map((line) => {
    const { cells, ...order } = sampledOrder(line, view, locale)
    return { ...order, cells: cells.map((text) => ({ text })) }
  })
  return paragraph(report.sampledChosen) + tableMarkup({ head, rows }, NUMBER_COLUMNS)
}

function thresholds(view: RunView, speech: Speech): string {
  const { report } = speech
  const lines = (view.thresholds ?? []).map((judged) => {
    const { threshold, passed } = judged
    return `<li>${escaped(passed ? report.passed : report.missed)} <code>${escaped(threshold)}</code> ${escaped(thresholdText(judged, speech))}</li>`
  })
  return lines.length > 0 ? `<ul>${lines.join('')}</ul>` : paragraph(report.noThresholds)
}
