/** What whoever exports asks for in words, as a bundle takes it. */
import { type ChartName, chartNames } from '#components/picture/chart.ts'
import { notOneOf } from '#core/issue.ts'
import type { RecordedRun } from '#core/recording.ts'
import type { Locale } from '#core/text.ts'
import type { BundleOptions } from './hugo-bundle.ts'

export interface BundleAsked {
  locale: Locale
  /** Where the run can be done again. */
  href?: string
  /** What poster and player draw: a chart's name, and ids of lanes with spaces or commas between. */
  chart?: string
  lanes?: string
}

/** Throws for what leads nowhere or is not in the run. @param date of a recording that does not say when it was made */
export function bundleOptions({ experiment }: RecordedRun, asked: BundleAsked, date: string): BundleOptions {
  const { locale, href, chart, lanes } = asked
  // As the reader's browser will take it: blanks and line breaks hide no scheme.
  if (href && !/^https?:$/.test(URL.parse(href, 'https://site.invalid/')?.protocol ?? ''))
    throw new Error(`--href: '${href}' is neither an http or https address nor a path`)
  const known: ChartName | undefined = chartNames.find((name) => name === chart)
  if (chart !== undefined && !known) throw new Error(`--chart: ${notOneOf(chart, 'a chart', [...chartNames])}`)
  const drawn = lanes?.split(/[\s,]+/).filter(Boolean)
  const ids = experiment.lanes.map(({ id }) => id)
  const stranger = drawn?.find((id) => !ids.includes(id))
  if (stranger !== undefined) throw new Error(`--lanes: ${notOneOf(stranger, 'a lane of this run', ids)}`)
  return {
    locale,
    date,
    ...(href ? { href } : {}),
    ...(known ? { chart: known } : {}),
    ...(drawn && drawn.length > 0 ? { lanes: drawn } : {}),
  }
}
