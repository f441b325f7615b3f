'use client'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { ChevronRightIcon } from '#components/ui/icons.tsx'
import { claimedAt } from '#core/lesson.ts'
import { judge } from '#core/threshold.ts'
import { toldText } from './figures.ts'
import type { StepProps } from './step-props.ts'

interface RevealProps extends StepProps {
  last: boolean
  onNext: () => void
  onRestart: () => void
}

/** Every sentence with a number in it is held against the run: what the run did not show is not said. */
export function Reveal({ step, state, view, last, onNext, onRestart }: RevealProps) {
  const { words, say, locale } = useWords()
  if (state.is !== 'revealed') return null
  const reported = step.report.options.find(({ id }) => id === state.report)
  const told = (text: typeof step.question) => toldText(text, { step, value: state.value, view, locale })
  return (
    <div className="border-line border-t pt-5" data-testid="reveal">
      {reported && (
        <p className="mb-4 text-13 text-ink-3">
          {words.lesson.phases.report} <span className="text-ink-2">“{say(reported.text)}”</span>
        </p>
      )}
      <p className="text-12 text-ink-3">{words.lesson.answer}</p>
      <div className="mt-2 space-y-3 text-15 leading-[1.7]">
        {view !== null &&
          !state.again &&
          step.reveal.claims.map((claim) => (
            <p key={claim.threshold} className="font-medium">
              {told(judge(claimedAt(step, state.value, claim), view).passed ? claim.shown : claim.notShown)}
            </p>
          ))}
        <p className="text-ink-2">{told(step.reveal.explains)}</p>
      </div>
      <div className="mt-5 flex flex-wrap items-center gap-3">
        {last ? (
          <>
            <p className="w-full text-13 text-ink-2 leading-normal">
              <b>{words.lesson.finish}</b> {words.lesson.finishWhy}
            </p>
            <a
              href={`/bench?run=${encodeURIComponent(state.runId)}`}
              data-testid="end-in-bench"
              className="inline-flex h-10 items-center gap-1 rounded-2 border border-action bg-action px-5 font-medium text-14 text-action-text hover:bg-action-hover"
            >
              {words.lesson.openInBench}
              <ChevronRightIcon />
            </a>
            <Button look="ghost" onClick={onRestart} data-testid="restart">
              {words.lesson.restart}
            </Button>
          </>
        ) : (
          <Button look="primary" size="large" onClick={onNext} data-testid="next-step">
            {words.lesson.next}
            <ChevronRightIcon />
          </Button>
        )}
      </div>
    </div>
  )
}
