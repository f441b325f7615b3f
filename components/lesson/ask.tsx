'use client'
import { OpenClassButton } from '#components/class/open-class-button.tsx'
import { useWords } from '#components/text/use-words.tsx'
import { unitOfMetric } from '#core/guess.ts'
import { toldText } from './figures.ts'
import { GuessField } from './guess-field.tsx'
import type { StepProps } from './step-props.ts'

/** The question, and the guess: first to be made, then as it was made. */
export function Ask({ lesson, step, state, send }: StepProps) {
  const { words, say, locale } = useWords()
  const unit = unitOfMetric(step.guess.metric)
  const told = (text: typeof step.question) => toldText(text, { step, value: state.value, view: null, locale })
  return (
    <>
      <p className="text-12 text-ink-3">{words.lesson.question}</p>
      <h2
        data-testid="question"
        className="mt-2 mb-4 text-pretty font-strong text-20 leading-[1.5] mid:text-[1.375rem]"
      >
        {told(step.question)}
      </h2>
      <p className="mb-5 text-15 text-ink-2 leading-[1.7]">{told(step.context)}</p>
      {state.is === 'predicting' ? (
        <>
          <GuessField
            key={step.id}
            label={say(step.guess.label)}
            unit={unit}
            guess={state.guess}
            onGuess={(guess) => send({ type: 'guessed', guess })}
          />
          {/* A class guesses on an axis of ms. */}
          {unit === 'ms' && (
            <div className="mt-8">
              <OpenClassButton request={{ lesson: lesson.slug, step: step.id, value: state.value }} />
            </div>
          )}
        </>
      ) : (
        <p className="flex flex-wrap items-baseline gap-x-2 text-13 text-ink-3" data-testid="guessed">
          {words.lesson.guess} <b className="num text-20 text-ink">{state.guess.toLocaleString('en-US')}</b>
          {words.lesson.guessUnits[unit]}
          <span className="ml-auto text-12 max-mid:ml-0">{words.lesson.guessFixed}</span>
        </p>
      )}
    </>
  )
}
