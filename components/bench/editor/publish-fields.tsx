'use client'
import type { EditorWords } from '#components/text/editor-words.ts'
import {
  crashPointMeaning,
  crashPointsOf,
  defaultCrashing,
  defaultRelay,
  type PublishSpec,
  strategies,
  strategyMeaning,
} from '#core/publishing.ts'
import type { Locale } from '#core/text.ts'
import { ChoiceRow, NumberRow } from './field-row.tsx'

interface PublishFieldsProps {
  words: EditorWords
  locale: Locale
  publish: PublishSpec | undefined
  issue: (path: string) => string | null
  onChange: (publish: PublishSpec | undefined) => void
}

/** An order service with a database in front of the broker, and where it dies. */
export function PublishFields({ words, locale, publish, issue, onChange }: PublishFieldsProps) {
  return (
    <>
      <ChoiceRow
        label={words.publish}
        value={publish?.strategy ?? 'none'}
        choices={[
          { value: 'none', label: words.noPublish },
          ...strategies.map((value) => ({ value, label: `${value}: ${strategyMeaning[value][locale]}` })),
        ]}
        issue={issue('strategy')}
        testId="publish"
        onChange={(strategy) =>
          onChange(
            strategy === 'none'
              ? undefined
              : strategy === 'outbox'
                ? { ...defaultCrashing, ...defaultRelay, strategy }
                : { ...defaultCrashing, strategy },
          )
        }
      />
      {publish && (
        <>
          <ChoiceRow
            label={words.crash}
            value={publish.crash}
            choices={crashPointsOf[publish.strategy].map((value) => ({
              value,
              label: crashPointMeaning[value][locale],
            }))}
            issue={issue('crash')}
            testId="publish-crash"
            onChange={(crash) => onChange({ ...publish, crash })}
          />
          <NumberRow
            label={words.crashRate}
            value={publish.crashRate}
            issue={issue('crashRate')}
            testId="publish-crash-rate"
            onChange={(crashRate) => onChange({ ...publish, crashRate })}
          />
          <NumberRow
            label={words.crashAt}
            value={publish.crashAt}
            issue={issue('crashAt')}
            testId="publish-crash-at"
            onChange={(crashAt) => onChange({ ...publish, crashAt })}
          />
          <NumberRow
            label={words.restart}
            value={publish.restartMs}
            unit="ms"
            issue={issue('restartMs')}
            testId="publish-restart"
            onChange={(restartMs) => onChange({ ...publish, restartMs })}
          />
        </>
      )}
    </>
  )
}
