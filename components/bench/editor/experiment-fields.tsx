'use client'
import type { EditorWords } from '#components/text/editor-words.ts'
import { type Experiment, modes } from '#core/experiment.ts'
import type { Issue } from '#core/issue.ts'
import type { Locale } from '#core/text.ts'
import { issueAt } from './edit.ts'
import { ChoiceRow, NumberRow, TextRow } from './field-row.tsx'
import { LoadFields } from './load-fields.tsx'

interface ExperimentFieldsProps {
  words: EditorWords
  locale: Locale
  experiment: Experiment
  issues: readonly Issue[]
  change: (to: (experiment: Experiment) => Experiment) => void
}

/** What holds for all lanes. */
export function ExperimentFields({ words, locale, experiment, issues, change }: ExperimentFieldsProps) {
  const set = (part: Partial<Experiment>) => change((before) => ({ ...before, ...part }))
  const issue = (path: string) => issueAt(issues, path)
  return (
    <div className="px-5 py-3 max-mid:px-4">
      <TextRow
        label={words.name}
        value={experiment.title[locale]}
        maxLength={200}
        issue={issue('title')}
        testId="experiment-title"
        onChange={(text) => set({ title: { ko: text, en: text } })}
      />
      <NumberRow
        label={words.duration}
        value={experiment.durationS}
        unit="s"
        issue={issue('durationS')}
        testId="duration"
        onChange={(durationS) => set({ durationS })}
      />
      <NumberRow
        label={words.payload}
        value={experiment.payloadBytes}
        unit="bytes"
        issue={issue('payloadBytes')}
        testId="payload"
        onChange={(payloadBytes) => set({ payloadBytes })}
      />
      <ChoiceRow
        label={words.mode}
        value={experiment.mode}
        choices={modes.map((value) => ({ value, label: words.modes[value] }))}
        issue={issue('mode')}
        testId="mode"
        onChange={(mode) => set({ mode })}
      />
      <LoadFields
        {...{ words }}
        workload={experiment.workload}
        issue={(path) => issue(`workload.${path}`)}
        testId="load"
        onChange={(workload) => set({ workload })}
      />
    </div>
  )
}
