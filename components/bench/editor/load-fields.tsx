'use client'
import type { EditorWords } from '#components/text/editor-words.ts'
import { arrivals, type Workload } from '#core/experiment.ts'
import { ChoiceRow, NumberRow } from './field-row.tsx'

interface LoadFieldsProps {
  words: EditorWords
  workload: Workload
  issue: (path: string) => string | null
  testId: string
  onChange: (workload: Workload) => void
}

const FIRST_RATE_RPS = 20
const FIRST_CALLERS = 10

/** Arrivals that do not wait, or callers that do. */
export function LoadFields({ words, workload, issue, testId, onChange }: LoadFieldsProps) {
  const kind = 'open' in workload ? 'open' : 'closed'
  return (
    <>
      <ChoiceRow
        label={words.load}
        value={kind}
        choices={(['open', 'closed'] as const).map((value) => ({ value, label: words.loads[value] }))}
        issue={null}
        testId={`${testId}-kind`}
        onChange={(next) =>
          onChange(
            next === 'open'
              ? { open: { rateRps: FIRST_RATE_RPS, arrival: 'poisson' } }
              : { closed: { callers: FIRST_CALLERS } },
          )
        }
      />
      {'open' in workload ? (
        <>
          <NumberRow
            label={words.rate}
            value={workload.open.rateRps}
            unit="/s"
            issue={issue('open')}
            testId={`${testId}-rate`}
            onChange={(rateRps) => onChange({ open: { ...workload.open, rateRps } })}
          />
          <ChoiceRow
            label={words.arrival}
            value={workload.open.arrival}
            choices={arrivals.map((value) => ({ value, label: words.arrivals[value] }))}
            issue={null}
            testId={`${testId}-arrival`}
            onChange={(arrival) => onChange({ open: { ...workload.open, arrival } })}
          />
        </>
      ) : (
        <NumberRow
          label={words.callers}
          value={workload.closed.callers}
          issue={issue('closed')}
          testId={`${testId}-callers`}
          onChange={(callers) => onChange({ closed: { callers } })}
        />
      )}
    </>
  )
}
