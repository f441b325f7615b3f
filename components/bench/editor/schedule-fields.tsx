'use client'
import type { EditorWords } from '#components/text/editor-words.ts'
import { Button } from '#components/ui/button.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import type { Experiment } from '#core/experiment.ts'
import type { Issue } from '#core/issue.ts'
import { faultLabel } from '#core/labels.ts'
import type { Locale } from '#core/text.ts'
import { issueAt } from './edit.ts'

interface ScheduleFieldsProps {
  words: EditorWords
  locale: Locale
  experiment: Experiment
  issues: readonly Issue[]
  change: (to: (experiment: Experiment) => Experiment) => void
}

/** What happens by itself, and what must have been shown at the end. */
export function ScheduleFields({ words, locale, experiment, issues, change }: ScheduleFieldsProps) {
  const wrong = issueAt(issues, 'thresholds') ?? issueAt(issues, 'faults')
  return (
    <div className="border-line border-t px-5 py-3 max-mid:px-4">
      <h3 className="font-strong text-13">{words.faults}</h3>
      {experiment.faults.length === 0 && <p className="text-12 text-ink-3">{words.noFaults}</p>}
      <ul className="text-13">
        {experiment.faults.map((fault, at) => (
          <li key={fault.id} className="flex items-center gap-3">
            <span className="min-w-0 flex-1">
              {faultLabel(fault, locale)} · {fault.target.lane}
              <span className="num pl-2 text-12 text-ink-3">
                {fault.atS ?? 0} s{fault.forS === undefined ? '' : ` + ${fault.forS} s`}
              </span>
            </span>
            <Button
              look="ghost"
              size="smallIcon"
              aria-label={`${words.remove}: ${fault.id}`}
              onClick={() => change((before) => ({ ...before, faults: before.faults.toSpliced(at, 1) }))}
            >
              <CloseIcon />
            </Button>
          </li>
        ))}
      </ul>
      <label className="mt-3 block font-strong text-13">
        {words.thresholds}
        <textarea
          data-testid="thresholds"
          rows={Math.max(3, experiment.thresholds.length + 1)}
          spellCheck={false}
          defaultValue={experiment.thresholds.join('\n')}
          key={experiment.thresholds.length}
          onBlur={(event) => {
            const lines = event.currentTarget.value.split('\n').map((line) => line.trim())
            change((before) => ({ ...before, thresholds: lines.filter((line) => line !== '') }))
          }}
          className="num mt-1 block w-full rounded-2 border border-line-2 bg-surface p-2 text-12"
        />
      </label>
      {wrong !== null && (
        <p role="alert" className="mt-0.5 text-12 text-danger" data-testid="field-issue">
          {wrong}
        </p>
      )}
    </div>
  )
}
