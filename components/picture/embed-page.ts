/** `/embed/:id`: a run to stand in other people's pages, with where it comes from. */
import type { WholeRun } from '#components/report/whole-run.ts'
import { reportWords } from '#components/text/report-words.ts'
import { isOver } from '#core/run.ts'
import type { Locale } from '#core/text.ts'
import { verdictText } from '#core/verdict.ts'
import { IMAGE_SIZE } from './oembed.ts'
import { embedOptionsOf, embedQuery, runPage } from './page.ts'
import { escaped } from './svg.ts'

const RUN = { ko: '여기서 실행', en: 'Run it here' }
const LOST = { ko: '실험실과 이어지지 않습니다.', en: 'The lab does not answer.' }
const SOURCE = { ko: '이 실행의 보고서', en: 'The report of this run' }
/** In the colours of the reader's system: the player has its own, this page has none. */
const STYLE =
  '<style>.from{margin:0;padding:0 12px 8px;font:12px/1.5 system-ui,sans-serif;word-break:keep-all}.from a{color:inherit}.from button{min-height:32px;margin-right:12px;padding:0 12px;font:inherit;font-weight:600}</style>'

export interface EmbedPageOf {
  found: WholeRun
  locale: Locale
  origin: string
  /** Of the request: what is not known in it is not passed on. */
  query: URLSearchParams
  /** Where the run can be done again. */
  href: string
  /** Ready-made: what makes the player play. */
  scripts: string
  /** It stands in a page of the lab's own host, and embed-live.js is among its scripts. */
  mayRun: boolean
}

export function embedPage(options: EmbedPageOf): string {
  const { locale, origin, query, href, scripts, mayRun } = options
  const { id, run, view } = options.found
  const report = `${origin}/r/${id}?lang=${locale}`
  const notOver = isOver(view.state) ? '' : `${escaped(reportWords[locale].notOver)} `
  return runPage({
    run,
    view,
    locale,
    embed: embedOptionsOf(query),
    href,
    head: headOf(),
    body: `<p class="from">${mayRun ? runHere(locale) : ''}${notOver}<a data-report href="${escaped(report)}" target="_blank" rel="noopener">${SOURCE[locale]}</a></p>`,
    scripts,
  })

  function headOf(): string {
    const address = `${origin}/embed/${id}?${embedQuery(query, locale)}`
    const oembed = (format: string) =>
      `${origin}/api/oembed?${new URLSearchParams({ format, url: address }).toString()}`
    const meta = {
      'og:title': run.experiment.title[locale],
      'og:description': verdictText(view, locale),
      'og:site_name': 'Wirelab',
      'og:type': 'article',
      'og:url': report,
      'og:image': `${origin}/r/${id}/image?lang=${locale}`,
      'og:image:width': String(IMAGE_SIZE.width),
      'og:image:height': String(IMAGE_SIZE.height),
    }
    return [
      `<meta name="description" content="${escaped(meta['og:description'])}">`,
      ...Object.entries(meta).map(([name, said]) => `<meta property="${name}" content="${escaped(said)}">`),
      '<meta name="twitter:card" content="summary_large_image">',
      `<link rel="canonical" href="${escaped(report)}">`,
      // Else a browser asks for /favicon.ico, which is not there.
      '<link rel="icon" href="/icon.svg" type="image/svg+xml">',
      `<link rel="alternate" type="application/json+oembed" href="${escaped(oembed('json'))}">`,
      `<link rel="alternate" type="text/xml+oembed" href="${escaped(oembed('xml'))}">`,
      STYLE,
    ].join('\n')
  }
}

/** It shows itself where it can do something. */
function runHere(locale: Locale): string {
  return `<button type="button" data-live data-lost="${LOST[locale]}" hidden>${RUN[locale]}</button><span role="status" data-live-status></span> `
}
