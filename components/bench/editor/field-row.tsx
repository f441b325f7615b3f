'use client'
/** A setting in one line, and under it what is wrong with it. */
import { type ReactNode, useId } from 'react'
import { NumberField } from '#components/ui/number-field.tsx'

interface FieldRowProps {
  label: string
  issue: string | null
  children: (labelledBy: { id: string; label: string }) => ReactNode
}

export function FieldRow({ label, issue, children }: FieldRowProps) {
  const id = useId()
  return (
    <div className="min-h-8 py-0.5 max-mid:min-h-11" data-wrong={issue !== null || undefined}>
      <div className="flex items-center gap-3 text-13">
        <label htmlFor={id} className="w-56 flex-none text-12 text-ink-2 max-mid:w-auto max-mid:min-w-0 max-mid:flex-1">
          {label}
        </label>
        {children({ id, label })}
      </div>
      {issue !== null && (
        <p role="alert" className="mt-0.5 text-12 text-danger" data-testid="field-issue">
          {issue}
        </p>
      )}
    </div>
  )
}

interface NumberRowProps {
  label: string
  value: number
  unit?: string
  issue: string | null
  testId: string
  onChange: (value: number) => void
}

/** Any number is taken: what is wrong with it is said below. */
export function NumberRow({ label, value, unit, issue, testId, onChange }: NumberRowProps) {
  return (
    <FieldRow {...{ label, issue }}>
      {({ id }) => (
        <span className="num flex flex-none items-center text-ink-3">
          <NumberField
            {...{ id, label, value, testId }}
            className="h-8 w-24 rounded-2 border border-line-2 px-2 text-ink max-mid:h-10"
            onCommit={onChange}
          />
          <span className="w-16 pl-1.5 text-12">{unit}</span>
        </span>
      )}
    </FieldRow>
  )
}

interface TextRowProps {
  label: string
  value: string
  maxLength: number
  issue: string | null
  testId: string
  onChange: (value: string) => void
}

export function TextRow({ label, value, maxLength, issue, testId, onChange }: TextRowProps) {
  return (
    <FieldRow {...{ label, issue }}>
      {({ id }) => (
        <input
          {...{ id, value, maxLength }}
          data-testid={testId}
          onChange={(event) => onChange(event.currentTarget.value)}
          className="h-8 w-72 min-w-0 rounded-2 border border-line-2 bg-surface px-2 text-13 max-mid:h-10 max-mid:w-48"
        />
      )}
    </FieldRow>
  )
}

interface ChoiceRowProps<T extends string> {
  label: string
  value: T
  choices: readonly { value: T; label: string; disabled?: boolean }[]
  issue: string | null
  testId: string
  onChange: (value: T) => void
}

export function ChoiceRow<T extends string>({ label, value, choices, issue, testId, onChange }: ChoiceRowProps<T>) {
  return (
    <FieldRow {...{ label, issue }}>
      {({ id }) => (
        <select
          id={id}
          data-testid={testId}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value as T)}
          className="h-8 max-w-72 flex-none rounded-2 border border-line-2 bg-surface px-1.5 text-12 text-ink hover:border-control max-mid:h-10 max-mid:max-w-48"
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value} disabled={choice.disabled}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </FieldRow>
  )
}

interface SwitchRowProps {
  label: string
  value: boolean
  issue: string | null
  testId: string
  onChange: (value: boolean) => void
}

export function SwitchRow({ label, value, issue, testId, onChange }: SwitchRowProps) {
  return (
    <FieldRow {...{ label, issue }}>
      {({ id }) => (
        <input
          id={id}
          type="checkbox"
          data-testid={testId}
          checked={value}
          onChange={(event) => onChange(event.currentTarget.checked)}
          className="size-4 flex-none accent-(--action) max-mid:size-6"
        />
      )}
    </FieldRow>
  )
}
