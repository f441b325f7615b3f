'use client'
import { StatusLine } from '#components/bench/status-line.tsx'
import { formatCount } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { ScreenSummary } from '#components/ui/screen-summary.tsx'
import { momentOf, narrationAt, valueIn } from '#core/lesson.ts'
import { toldText } from './figures.ts'
import type { StepProps } from './step-props.ts'

const US_PER_S = 1_000_000

/** What is said while it runs: it follows the run, and at its end waits for the reader. */
export function Narration({ step, state, experiment, view, send }: StepProps) {
  const { words, say, locale } = useWords()
  const share = view ? view.activeUs / US_PER_S / experiment.durationS : 0
  const moment = momentOf(state.is === 'starting' ? 'starting' : (view?.state.is ?? null), share)
  const said = moment === null ? null : narrationAt(step, moment)
  const on = state.is === 'starting' || state.is === 'running' || state.is === 'ran'
  const summary = words.lesson.summary({
    lanes: experiment.lanes.map(({ name }) => say(name)).join(', '),
    variable: say(step.vary.label),
    value: valueIn(step.vary, state.value, locale),
    state: words.lesson.phases[on ? 'run' : state.is === 'predicting' ? 'predict' : 'report'],
  })
  return (
    <>
      <ScreenSummary>{summary}</ScreenSummary>
      {on && (
        <div className="border-line border-t pt-4" data-testid="narration">
          <StatusLine
            sentence={
              view?.state.is === 'queued'
                ? words.run.queued(view.state.position)
                : said
                  ? toldText(said, { step, value: state.value, view, locale })
                  : words.run.starting
            }
            fault={false}
            urgent={moment === 'over' || moment === 'starting'}
          />
          <div className="mt-4 flex items-center gap-3">
            <Button
              look="primary"
              size="large"
              disabled={state.is !== 'ran'}
              data-testid="continue"
              onClick={() => send({ type: 'continued' })}
            >
              {words.lesson.continue}
            </Button>
            {state.is !== 'ran' && (
              <span className="text-12 text-ink-3">
                {words.lesson.continueFirst}
                {view && view.activeUs > 0 && (
                  <span className="num ml-1.5">
                    {formatCount(Math.min(experiment.durationS, view.activeUs / US_PER_S))}/{experiment.durationS} s
                  </span>
                )}
              </span>
            )}
          </div>
        </div>
      )}
    </>
  )
}
