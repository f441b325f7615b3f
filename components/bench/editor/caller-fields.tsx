'use client'
import type { EditorWords } from '#components/text/editor-words.ts'
import { type Lane, NON_BLOCKING } from '#core/experiment.ts'
import { withAttempts } from './edit.ts'
import { ChoiceRow, NumberRow } from './field-row.tsx'

interface CallerFieldsProps {
  words: EditorWords
  lane: Lane
  issue: (path: string) => string | null
  onChange: (lane: Lane) => void
}

const FIRST_BLOCKING = { slots: 10, queueLimit: 100 }

export function CallerFields({ words, lane, issue, onChange }: CallerFieldsProps) {
  const { caller } = lane
  const blocking = caller === NON_BLOCKING ? null : caller.blocking
  const retry = lane.call.policy?.retry
  return (
    <>
      <ChoiceRow
        label={words.caller}
        value={blocking ? 'blocking' : 'non-blocking'}
        choices={[
          { value: 'non-blocking', label: words.nonBlocking },
          { value: 'blocking', label: words.blocking },
        ]}
        issue={null}
        testId="caller"
        onChange={(kind) =>
          onChange({ ...lane, caller: kind === 'blocking' ? { blocking: FIRST_BLOCKING } : NON_BLOCKING })
        }
      />
      {blocking && (
        <>
          <NumberRow
            label={words.slots}
            value={blocking.slots}
            issue={issue('caller.blocking.slots')}
            testId="slots"
            onChange={(slots) => onChange({ ...lane, caller: { blocking: { ...blocking, slots } } })}
          />
          <NumberRow
            label={words.callerQueue}
            value={blocking.queueLimit}
            issue={issue('caller.blocking.queueLimit')}
            testId="caller-queue"
            onChange={(queueLimit) => onChange({ ...lane, caller: { blocking: { ...blocking, queueLimit } } })}
          />
        </>
      )}
      <NumberRow
        label={words.timeout}
        value={lane.timeoutMs}
        unit="ms"
        issue={issue('timeoutMs')}
        testId="timeout"
        onChange={(timeoutMs) => onChange({ ...lane, timeoutMs })}
      />
      <NumberRow
        label={words.attempts}
        value={retry?.attempts ?? 1}
        issue={issue('call.policy.retry')}
        testId="attempts"
        onChange={(attempts) => onChange(withAttempts(lane, attempts))}
      />
      {retry && 'delayMs' in retry && (
        <NumberRow
          label={words.delay}
          value={retry.delayMs}
          unit="ms"
          issue={issue('call.policy.retry.delayMs')}
          testId="retry-delay"
          onChange={(delayMs) =>
            onChange({ ...lane, call: { ...lane.call, policy: { ...lane.call.policy, retry: { ...retry, delayMs } } } })
          }
        />
      )}
    </>
  )
}
