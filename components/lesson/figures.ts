/** What a lesson's texts name: measured values, as they are read. */
import { formatDuration, NOTHING } from '#components/run/format.ts'
import { fill, type LessonStep } from '#core/lesson.ts'
import type { RunView } from '#core/run-view.ts'
import { measured } from '#core/threshold.ts'

const US_PER_MS = 1000
const UNIT_SPACE = '\u00a0'

export function valueText({ vary }: LessonStep, value: number): string {
  return `${value}${UNIT_SPACE}${vary.unit}`
}

export function msText(ms: number | null): string {
  return ms === null ? NOTHING : formatDuration(ms * US_PER_MS)
}

/** A text with its numbers in it; those of a run that is not there are dashes. */
export function toldText(
  text: string,
  { step, value, view }: { step: LessonStep; value: number; view: RunView | null },
) {
  return fill(text, (name) => {
    if (name === 'value') return valueText(step, value)
    return msText(view === null ? null : measured(name, view))
  })
}
