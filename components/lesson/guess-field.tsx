'use client'
import { useId, useState } from 'react'
import { useWords } from '#components/text/use-words.tsx'
import { isGuess, LEAST_GUESS_MS, type MetricUnit, MOST_GUESS_MS, MOST_GUESS_ORDERS } from '#core/guess.ts'

export interface GuessFieldProps {
  label: string
  unit?: MetricUnit
  /** Null is an empty field: nothing is preselected. */
  guess: number | null
  onGuess: (guess: number | null) => void
}

/** A number of ms, or of orders. What is not one of them unsays the guess, and the field says what would be one. */
export function GuessField({ label, unit = 'ms', guess, onGuess }: GuessFieldProps) {
  const { words } = useWords()
  const [draft, setDraft] = useState<string | null>(null)
  const id = useId()
  const shown = draft ?? (guess === null ? '' : String(guess))
  const wrong = shown.trim() !== '' && !isGuess(Number(shown), unit)
  return (
    <div>
      <label htmlFor={id} className="block font-medium text-13">
        {words.lesson.guess} <span className="font-regular text-ink-3">· {label}</span>
      </label>
      <div className="mt-2 flex items-baseline gap-2">
        <input
          id={id}
          type="number"
          inputMode="decimal"
          autoComplete="off"
          min={unit === 'ms' ? LEAST_GUESS_MS : 0}
          max={unit === 'ms' ? MOST_GUESS_MS : MOST_GUESS_ORDERS}
          step={unit === 'ms' ? 'any' : 1}
          value={shown}
          aria-invalid={wrong}
          aria-describedby={`${id}-range`}
          data-testid="guess"
          onChange={(event) => {
            const text = event.currentTarget.value
            setDraft(text)
            const value = text.trim() === '' ? null : Number(text)
            onGuess(isGuess(value, unit) ? value : null)
          }}
          onBlur={() => setDraft(null)}
          className="num h-12 w-36 rounded-2 border border-control bg-surface px-3 text-right font-strong text-20 aria-invalid:border-danger"
        />
        <span className="text-15 text-ink-2">{words.lesson.guessUnits[unit]}</span>
      </div>
      <p id={`${id}-range`} className={`mt-1.5 text-12 ${wrong ? 'text-danger' : 'text-ink-3'}`}>
        {words.lesson.guessRanges[unit]}
      </p>
    </div>
  )
}
