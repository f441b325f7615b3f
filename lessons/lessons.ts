/** The lessons, their experiments parsed by the same schema as everybody's. */
import type { Lesson, LessonStep } from '#core/lesson.ts'
import { type ExperimentInput, parseExperiment } from '#core/parse-experiment.ts'
import type { Text } from '#core/text.ts'
import { acceptedIsNotDone } from './accepted-is-not-done/experiment.ts'
import { steps as acceptedIsNotDoneSteps } from './accepted-is-not-done/steps.ts'
import { fourQuadrants } from './four-quadrants/experiment.ts'
import { steps as fourQuadrantsSteps } from './four-quadrants/steps.ts'
import { outbox } from './outbox/experiment.ts'
import { steps as outboxSteps } from './outbox/steps.ts'
import { visibilityTimeout } from './visibility-timeout/experiment.ts'
import { steps as visibilityTimeoutSteps } from './visibility-timeout/steps.ts'

function lessonOf(input: ExperimentInput, written: LessonStep[]): Lesson {
  const parsed = parseExperiment(input)
  if (!parsed.ok) throw new Error(`${input.id}: ${JSON.stringify(parsed.issues)}`)
  const { experiment } = parsed
  const { id, title, summary }: { id: string; title: Text; summary: Text } = experiment
  return { slug: id, title, summary, experiment, steps: written }
}

/** In the order in which they build on each other. */
export const lessons: Lesson[] = [
  lessonOf(fourQuadrants, fourQuadrantsSteps),
  lessonOf(visibilityTimeout, visibilityTimeoutSteps),
  lessonOf(outbox, outboxSteps),
  lessonOf(acceptedIsNotDone, acceptedIsNotDoneSteps),
]
