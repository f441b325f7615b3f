import type { RecordedRun } from '#core/recording.ts'
import { createRunView, foldEvents, type RunView } from '#core/run-view.ts'

/** A run and all of it folded. */
export interface WholeRun {
  id: string
  run: RecordedRun
  view: RunView
}

export function wholeRun(id: string, run: RecordedRun): WholeRun {
  const view = createRunView(run.experiment)
  foldEvents(view, run.events)
  return { id, run, view }
}
