'use client'
import { useState } from 'react'
import { msText } from '#components/lesson/figures.ts'
import { GuessField } from '#components/lesson/guess-field.tsx'
import { formatCount } from '#components/run/format.ts'
import { summaryWords } from '#components/text/summary-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { CheckIcon } from '#components/ui/icons.tsx'
import { ScreenSummary } from '#components/ui/screen-summary.tsx'
import type { ClassView } from '#core/classroom.ts'
import type { Experiment } from '#core/experiment.ts'
import type { RunView } from '#core/run-view.ts'
import { ClassChart } from './class-chart.tsx'
import type { ClassSeen } from './class-store.ts'
import { Revealed } from './revealed.tsx'
import { SpreadChart } from './spread-chart.tsx'

interface ViewerProps {
  view: ClassView
  experiment: Experiment
  seen: ClassSeen
  run: RunView | null
  onGuess: (ms: number) => void
}

/** One column, for a phone: the question, then the guess, then what everybody sees. */
export function Viewer({ view, experiment, seen, run, onGuess }: ViewerProps) {
  const { words, say, locale } = useWords()
  const { state, spread, result } = view
  return (
    <main id="content" className="mx-auto max-w-2xl px-4 pt-6 pb-12 mid:px-6">
      <ScreenSummary>
        {summaryWords[locale].class({ lanes: experiment.lanes.map(({ name }) => name[locale]) })}
      </ScreenSummary>
      <p role="status" className="mb-4 text-13 text-ink-2" data-testid="class-state" data-is={state.is}>
        {words.class.states[state.is].viewer}
      </p>
      <h2 className="mb-5 text-pretty font-strong text-20 leading-[1.5]" data-testid="question">
        {say(view.question)}
      </h2>
      {state.is === 'waiting' ? (
        <GuessForm {...{ seen, onGuess }} />
      ) : (
        <p className="mb-4 flex items-baseline gap-2 text-13 text-ink-3" data-testid="my-guess">
          {words.lesson.guess} <b className="num text-20 text-ink">{msText(seen.guessMs)}</b>
        </p>
      )}
      <div className={state.is === 'waiting' ? 'mt-8' : ''}>
        <ClassChart {...{ view, experiment, run }} guessMs={seen.guessMs} />
      </div>
      {spread && (
        <div className="mt-6">
          <SpreadChart {...{ spread, result }} guessMs={seen.guessMs} />
        </div>
      )}
      <Revealed view={view} />
      {state.is === 'waiting' && (
        <p className="mt-8 border-line border-t pt-4 text-12 text-ink-3" data-testid="class-count">
          {words.class.guessedOf(formatCount(view.guesses), formatCount(view.viewers))}
        </p>
      )}
    </main>
  )
}

function GuessForm({ seen, onGuess }: Pick<ViewerProps, 'seen' | 'onGuess'>) {
  const { words } = useWords()
  const [draft, setDraft] = useState<number | null>(seen.guessMs)
  const sent = seen.guessMs !== null && seen.guessMs === draft
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (draft !== null) onGuess(draft)
      }}
    >
      <GuessField label="ms" guess={draft} onGuess={setDraft} />
      <Button
        type="submit"
        look="primary"
        size="large"
        className="mt-4 max-mid:h-12 max-mid:w-full"
        disabled={draft === null || sent || seen.connection !== 'connected'}
        data-testid="send-guess"
      >
        {seen.guessMs === null ? words.class.send : words.class.change}
      </Button>
      <p role="status" className="mt-3 flex min-h-5 items-center gap-2 text-13" data-testid="guess-state">
        {seen.notTaken !== null ? (
          <span className="text-danger">{words.class.answers[seen.notTaken]}</span>
        ) : (
          seen.guessMs !== null && (
            <>
              <CheckIcon />
              {words.class.sent} <b className="num">{msText(seen.guessMs)}</b>
            </>
          )
        )}
      </p>
    </form>
  )
}
