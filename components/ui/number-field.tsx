'use client'
import { useState } from 'react'

export interface NumberFieldProps {
  id?: string
  label: string
  value: number
  /** What is beyond them becomes them; without them it is taken as it is. */
  min?: number
  max?: number
  disabled?: boolean
  /** Id of the words that say why it cannot be changed: it keeps its place among the tab stops, so that they are heard. */
  lockedBy?: string
  testId?: string
  title?: string
  className?: string
  onCommit: (value: number) => void
}

/** Looks like the number it holds; becomes a field when used. Enter or leaving it commits, Escape does not. */
export function NumberField({
  id,
  label,
  value,
  min,
  max,
  disabled,
  lockedBy,
  testId,
  title,
  className,
  onCommit,
}: NumberFieldProps) {
  const [draft, setDraft] = useState<string | null>(null)
  const commit = () => {
    const next = draft === null || draft.trim() === '' ? Number.NaN : Number(draft)
    setDraft(null)
    if (Number.isFinite(next)) onCommit(Math.min(max ?? next, Math.max(min ?? next, next)))
  }
  return (
    <input
      id={id}
      type="number"
      inputMode="decimal"
      data-testid={testId}
      aria-label={label}
      title={title}
      min={min}
      max={max}
      disabled={disabled}
      readOnly={lockedBy !== undefined}
      aria-disabled={lockedBy !== undefined || undefined}
      aria-describedby={lockedBy}
      value={draft ?? value}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit()
        if (event.key === 'Escape') setDraft(null)
      }}
      className={`num rounded-1 bg-transparent text-right text-13 enabled:not-aria-disabled:hover:bg-hover focus:bg-surface aria-disabled:text-off ${className ?? 'w-12'}`}
    />
  )
}
