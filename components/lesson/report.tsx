'use client'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { LockIcon } from '#components/ui/icons.tsx'
import { lockOf } from '#core/lesson.ts'
import type { StepProps } from './step-props.ts'

/** What was seen, in the reader's own choice of words; before it is sent nothing is explained. */
export function Report({ step, state, send }: StepProps) {
  const { words, say } = useWords()
  if (state.is !== 'reporting') return null
  const locked = lockOf(state) !== null
  return (
    <form
      data-testid="report"
      className="border-line border-t pt-5"
      onSubmit={(event) => {
        event.preventDefault()
        send({ type: 'reported' })
      }}
    >
      <fieldset>
        <legend className="mb-3">
          <span className="block text-12 text-ink-3">{words.lesson.report}</span>
          <b className="mt-1 block font-strong text-15">{say(step.report.question)}</b>
        </legend>
        {step.report.options.map(({ id, text }) => (
          <label
            key={id}
            className="-mt-px flex min-h-11 cursor-pointer items-center gap-3 border border-line-2 px-3.5 py-2.5 text-14 first-of-type:rounded-t-2 last-of-type:rounded-b-2 hover:bg-hover has-checked:relative has-checked:border-ink has-checked:bg-selected"
          >
            <input
              type="radio"
              name={`report-${step.id}`}
              value={id}
              checked={state.report === id}
              onChange={() => send({ type: 'chose', report: id })}
              className="size-4 flex-none accent-[var(--action)]"
            />
            {say(text)}
          </label>
        ))}
      </fieldset>
      <Button
        type="submit"
        look="primary"
        size="large"
        className="mt-4 w-full"
        disabled={locked}
        data-testid="send-report"
      >
        {words.lesson.reportSend}
      </Button>
      <p className="mt-3 flex items-center justify-center gap-2 text-12 text-ink-3">
        <LockIcon />
        {locked ? words.lesson.reportFirst : words.lesson.revealLocked}
      </p>
    </form>
  )
}
