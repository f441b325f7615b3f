'use client'
import { useState } from 'react'

export interface WeightsFieldProps {
  label: string
  value: string
  testId?: string
  /** Whether a text is a list: what is none is not committed, and is marked. */
  fits: (text: string) => boolean
  onCommit: (value: string) => void
}

/** A weighted list as text. Enter or leaving it commits what fits; Escape forgets. */
export function WeightsField({ label, value, testId, fits, onCommit }: WeightsFieldProps) {
  const [draft, setDraft] = useState<string | null>(null)
  const commit = () => {
    if (draft === null || !fits(draft)) return
    setDraft(null)
    onCommit(draft)
  }
  return (
    <input
      type="text"
      spellCheck={false}
      aria-label={label}
      aria-invalid={draft !== null && !fits(draft)}
      data-testid={testId}
      value={draft ?? value}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit()
        if (event.key === 'Escape') setDraft(null)
      }}
      className="num h-7 w-40 min-w-0 rounded-2 border border-line-2 bg-surface px-1.5 text-12 aria-invalid:border-fault max-mid:h-10"
    />
  )
}
