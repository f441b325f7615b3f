/** A recorded run as a page bundle for Hugo: what is written, not where. */
import type { ChartName } from '#components/picture/chart.ts'
import { posterSvg } from '#components/picture/poster.ts'
import { type RecordedRun, writeRecording } from '#core/recording.ts'
import { createRunView, foldEvents } from '#core/run-view.ts'
import type { Locale } from '#core/text.ts'
import { verdictText } from '#core/verdict.ts'

export interface BundleOptions {
  locale: Locale
  /** Of a recording that does not say when it was made, ISO 8601. */
  date: string
  /** Where the run can be done again. */
  href?: string
  chart?: ChartName
  /** Ids of those that are drawn; all unless given. */
  lanes?: readonly string[]
}

/** File name → text. */
export type Bundle = Record<'index.md' | 'run.json' | 'poster.svg', string>

export function hugoBundle(run: RecordedRun, options: BundleOptions): Bundle {
  const { locale, date, href, chart, lanes } = options
  const drawn = { ...(chart ? { chart } : {}), ...(lanes ? { lanes } : {}) }
  const view = createRunView(run.experiment)
  foldEvents(view, run.events)
  const said = line(verdictText(view, locale))
  const { title, summary } = run.experiment
  const parameters = {
    src: 'run.json',
    poster: 'poster.svg',
    lang: locale,
    ...(chart ? { chart } : {}),
    ...(lanes ? { lanes: lanes.join(' ') } : {}),
    ...(href ? { href } : {}),
  }
  const written = Object.entries(parameters).map(([name, value]) => ` ${name}=${quoted(value)}`)
  return {
    'index.md': [
      '---',
      `title: ${quoted(line(title[locale]))}`,
      `date: ${dateOf(run.about.recordedAt) ?? date}`,
      `description: ${quoted(said)}`,
      '---',
      '',
      ...(summary[locale] === '' ? [] : [markdownText(summary[locale]), '']),
      `{{< wirelab${written.join('')} >}}`,
      shortcodeText(said),
      '{{< /wirelab >}}',
      '',
    ].join('\n'),
    'run.json': `${JSON.stringify(writeRecording(run))}\n`,
    'poster.svg': posterSvg(view, { locale, ...drawn }),
  }
}

/** Without seconds' fractions, which a front matter does not want. */
function dateOf(text: string | undefined): string | null {
  const date = new Date(text ?? '')
  return Number.isNaN(date.getTime()) ? null : date.toISOString().replace(/\.\d+Z$/, 'Z')
}

/** One line of letters: what controls and breaks lines is a space. */
function line(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}

/** JSON's strings are YAML's (YAML 1.2 §1.3), and Hugo's in a shortcode. */
function quoted(text: string): string {
  return JSON.stringify(text)
}

/** Text that Markdown takes for nothing else, nor Hugo for a shortcode: names come from anywhere. */
function markdownText(text: string): string {
  return line(text).replace(/[<>&{}[\]*_`~|\\#$^]|^[-+=]|^\d+(?=[.)])/g, (letter) =>
    [...letter].map((one) => `&#${one.charCodeAt(0)};`).join(''),
  )
}

/** Between the tags of a shortcode all is plain text that Hugo escapes, but for what would begin another one. */
function shortcodeText(text: string): string {
  return text.replace(/\{(?=\{)/g, '{ ')
}
