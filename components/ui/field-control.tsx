'use client'
import type { Field } from '#core/fields.ts'
import { parseWeights } from '#core/weights.ts'
import { NumberField } from './number-field.tsx'
import { WeightsField } from './weights-field.tsx'

export interface FieldControlProps {
  field: Field
  /** Of the control, for a label elsewhere. */
  id?: string
  label: string
  testId: string
  value: string | number | boolean
  /** A number may be any: somebody else says what is wrong with it. */
  free?: boolean
  onChange: (value: string | number | boolean) => void
}

/** One setting as its row describes it: a menu, a box to tick, a number, or a weighted list. */
export function FieldControl({ field, id, label, testId, value, free = false, onChange }: FieldControlProps) {
  switch (field.type) {
    case 'choice':
      return (
        <select
          id={id}
          aria-label={label}
          data-testid={testId}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
          className="num h-7 max-w-36 flex-none rounded-2 border border-line-2 bg-surface px-1.5 text-12 text-ink hover:border-control max-mid:h-10"
        >
          {field.values.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      )
    case 'boolean':
      return (
        <input
          id={id}
          type="checkbox"
          aria-label={label}
          data-testid={testId}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
          className="size-4 flex-none accent-(--action) max-mid:size-6"
        />
      )
    case 'integer':
    case 'number':
      return (
        <span className="num flex flex-none items-center text-ink-3">
          <NumberField
            id={id}
            label={label}
            testId={testId}
            value={Number(value)}
            {...(free ? {} : { min: field.min, max: field.max })}
            className="w-16"
            onCommit={(next) => onChange(field.type === 'integer' ? Math.round(next) : next)}
          />
          {field.unit && <span className="pl-1">{field.unit}</span>}
        </span>
      )
    case 'weights':
      return (
        <WeightsField
          label={label}
          testId={testId}
          value={String(value)}
          fits={(text) => !('error' in parseWeights(text, field.of))}
          onCommit={onChange}
        />
      )
    default:
      return field satisfies never
  }
}
