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

/** What was asked for leads nowhere or is not there: whoever asks can mend it. */
export class Misasked extends Error {}

/** Throws what is misasked. @param date of a recording that does not say when it was made */
export function bundleOptions({ experiment }: RecordedRun, asked: BundleAsked, date: string): BundleOptions {
  const { locale, href, chart, lanes } = asked
  if (href !== undefined && !isLink(href))
    throw new Misasked(`--href: '${href}' is no address of http: or https:, nor a path of the site such as /lab`)
  const known: ChartName | undefined = chartNames.find((name) => name === chart)
  if (chart !== undefined && !known) throw new Misasked(`--chart: ${notOneOf(chart, 'a chart', [...chartNames])}`)
  const drawn = lanes?.split(/[\s,]+/).filter(Boolean)
  const ids = experiment.lanes.map(({ id }) => id)
  const stranger = drawn?.find((id) => !ids.includes(id))
  if (stranger !== undefined) throw new Misasked(`--lanes: ${notOneOf(stranger, 'a lane of this run', ids)}`)
  return {
    locale,
    date,
    ...(href ? { href } : {}),
    ...(known ? { chart: known } : {}),
    ...(drawn && drawn.length > 0 ? { lanes: drawn } : {}),
  }
}

const SITE = 'https://site.invalid'

/** A post stands in lists and feeds, too: a path counts from the site's root. As browsers read it, where `/\\` is `//`. */
function isLink(href: string): boolean {
  if (/^https?:\/\//.test(href)) return URL.canParse(href)
  return href.startsWith('/') && URL.parse(href, SITE)?.origin === SITE
}
