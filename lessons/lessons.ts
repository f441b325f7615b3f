/** The lessons, their experiments parsed by the same schema as everybody's. */
import type { Lesson, LessonStep } from '#core/lesson.ts'
import { type ExperimentInput, parseExperiment } from '#core/parse-experiment.ts'
import type { Text } from '#core/text.ts'
import { acceptedIsNotDone } from './accepted-is-not-done/experiment.ts'
import { steps as acceptedIsNotDoneSteps } from './accepted-is-not-done/steps.ts'
import { fanOutTail } from './fan-out-tail/experiment.ts'
import { steps as fanOutTailSteps } from './fan-out-tail/steps.ts'
import { fourQuadrants } from './four-quadrants/experiment.ts'
import { steps as fourQuadrantsSteps } from './four-quadrants/steps.ts'
import { outbox } from './outbox/experiment.ts'
import { steps as outboxSteps } from './outbox/steps.ts'
import { p99DoesNotAdd } from './p99-does-not-add/experiment.ts'
import { steps as p99DoesNotAddSteps } from './p99-does-not-add/steps.ts'
import { queueOrLog } from './queue-or-log/experiment.ts'
import { steps as queueOrLogSteps } from './queue-or-log/steps.ts'
import { retryStorm } from './retry-storm/experiment.ts'
import { steps as retryStormSteps } from './retry-storm/steps.ts'
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
  lessonOf(p99DoesNotAdd, p99DoesNotAddSteps),
  lessonOf(fanOutTail, fanOutTailSteps),
  lessonOf(visibilityTimeout, visibilityTimeoutSteps),
  lessonOf(queueOrLog, queueOrLogSteps),
  lessonOf(outbox, outboxSteps),
  lessonOf(retryStorm, retryStormSteps),
  lessonOf(acceptedIsNotDone, acceptedIsNotDoneSteps),
]
