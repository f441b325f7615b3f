import type { Experiment } from '#core/experiment.ts'
import type { Lesson, LessonEvent, LessonStep, StepState } from '#core/lesson.ts'
import type { RunView } from '#core/run-view.ts'

/** What every part of a step's screen is handed. */
export interface StepProps {
  lesson: Lesson
  step: LessonStep
  state: StepState
  /** What Run runs now. */
  experiment: Experiment
  /** Null before a run, and until it has come. */
  view: RunView | null
  send: (event: LessonEvent) => void
}
