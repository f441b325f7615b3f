/** What a lesson's texts name: measured values, as they are read. */
import type { Percentile } from '#components/charts/series.ts'
import { formatCount, formatDuration, NOTHING } from '#components/run/format.ts'
import { unitOfMetric } from '#core/guess.ts'
import { fill, type LessonStep, named, valueIn } from '#core/lesson.ts'
import type { RunView } from '#core/run-view.ts'
import type { Locale, Text } from '#core/text.ts'
import { measured } from '#core/threshold.ts'

const US_PER_MS = 1000

export function msText(ms: number | null): string {
  return ms === null ? NOTHING : formatDuration(ms * US_PER_MS)
}

/** A value of a metric, as its unit is read. */
export function figureText(metric: string, value: number | null): string {
  if (value === null) return NOTHING
  return unitOfMetric(metric) === 'ms' ? msText(value) : formatCount(value)
}

/** How many samples stand behind a metric: of a latency its n, of a count what was sent. */
export function sampleMetric(metric: string): string {
  return unitOfMetric(metric) === 'ms' ? metric.replace(/\.[^.]+$/, '.n') : metric.replace(/\..*$/, '.sent')
}

/** Which percentile the chart of a guess shows. */
export function percentileOf(metric: string): Percentile {
  return metric.endsWith('.p99') ? 99 : 50
}

interface Told {
  step: LessonStep
  value: number
  view: RunView | null
  locale: Locale
}

/** A text with its numbers in it; those of a run that is not there are dashes. */
export function toldText(text: Text, { step, value, view, locale }: Told): string {
  return fill(named(step, value, text[locale]), (name) => {
    if (name === 'value') return valueIn(step.vary, value, locale)
    return figureText(name, view === null ? null : measured(name, view))
  })
}
