/** A page that holds one recorded run and nothing else: in a frame, or in a file that opens from a disk. */
import { type RecordedRun, writeRecording } from '#core/recording.ts'
import type { RunView } from '#core/run-view.ts'
import type { Locale } from '#core/text.ts'
import { verdictText } from '#core/verdict.ts'
import { type ChartName, chartNames } from './chart.ts'
import { posterSvg } from './poster.ts'
import { escaped } from './svg.ts'

/** As the address of an embed says it; what does not fit is left out. */
export interface EmbedOptions {
  theme: 'auto' | 'light' | 'dark'
  chart: ChartName
  /** Attributes of the player, word for word. */
  more: Partial<Record<'lanes' | 'start' | 'speed', string>>
}

export function embedOptionsOf(query: URLSearchParams): EmbedOptions {
  const more: EmbedOptions['more'] = {}
  for (const name of ['lanes', 'start', 'speed'] as const) {
    const value = query.get(name)
    if (value !== null && /^[\w., -]{1,400}$/.test(value)) more[name] = value
  }
  return {
    theme: (['light', 'dark'] as const).find((theme) => theme === query.get('theme')) ?? 'auto',
    chart: chartNames.find((name) => name === query.get('chart')) ?? 'caller',
    more,
  }
}

/** The same again as a query, in an order of its own: what an address of a run hands on to a frame. */
export function embedQuery(query: URLSearchParams, locale: Locale): string {
  const { theme, chart, more } = embedOptionsOf(query)
  return new URLSearchParams({
    lang: locale,
    ...(theme === 'auto' ? {} : { theme }),
    ...(query.has('chart') ? { chart } : {}),
    ...more,
  }).toString()
}

export interface PageOptions {
  run: RecordedRun
  view: RunView
  locale: Locale
  embed: EmbedOptions
  /** Where the run can be done again; absent in a file. */
  href?: string
  /** Of the heading that the player makes of the run's title; 1 unless something stands above it. */
  level?: 1 | 2
  /** Elements of the head, ready-made. */
  head?: string
  /** What stands above the player and says how the run went, ready-made; the player's own sentence goes without it. */
  above?: string
  /** What stands below the player, ready-made. */
  body?: string
  /** Scripts, ready-made: what makes the player play. */
  scripts: string
}

export function runPage(options: PageOptions): string {
  const { run, view, locale, embed, href, level = 1, head = '', above, body = '', scripts } = options
  const { theme, chart, more } = embed
  const title = escaped(run.experiment.title[locale])
  const attributes = { theme, chart, level: String(level), ...more, ...(href ? { href } : {}) }
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`)
  const scheme = theme === 'auto' ? 'light dark' : theme
  const lanes = more.lanes?.split(/[\s,]+/).filter(Boolean)
  const drawn = { chart, ...(lanes && lanes.length > 0 ? { lanes } : {}) }
  const poster = posterSvg(view, { locale, ...drawn, ...(theme === 'auto' ? {} : { brightness: theme }) })
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Wirelab</title>
<style>:root{color-scheme:${scheme}}body{margin:0}wirelab-run>svg{max-width:100%;height:auto}</style>
${head}
</head>
<body>
<main>
${above ?? ''}
<wirelab-run${written.join('')}>
${poster}
${above ? '' : `<p>${escaped(verdictText(view, locale))}</p>`}
${href ? `<p><a href="${escaped(href)}" target="_blank" rel="noopener">Wirelab</a></p>` : ''}
<script type="application/json">${inScript(JSON.stringify(writeRecording(run)))}</script>
</wirelab-run>
${body}
</main>
${scripts}
</body>
</html>
`
}

/** One file with everything in it. @param player the text of public/embed.js */
export function standalonePage(options: Omit<PageOptions, 'scripts' | 'href'>, player: string): string {
  // The parser of HTML ends a script at these, wherever in it they stand (HTML §13.2.5.20).
  if (/<\/script|<!--/i.test(player)) throw new RangeError('the player cannot stand inside a page as it is')
  const description = `<meta name="description" content="${escaped(verdictText(options.view, options.locale))}">\n`
  return runPage({ ...options, head: description + (options.head ?? ''), scripts: `<script>${player}</script>` })
}

/** JSON that no parser of HTML can take for anything else. */
function inScript(json: string): string {
  return json.replaceAll('<', '\\u003c')
}
