'use client'
import type { CSSProperties } from 'react'
import './slider.css'

export interface SliderProps {
  label: string
  value: number
  min: number
  max: number
  step: number
  tone: 'idle' | 'ink' | 'fault'
  /** What is read out instead of the bare number. */
  spoken: string
  disabled?: boolean
  testId?: string
  onMove: (value: number) => void
}

/** Arrows move one step, Page Up and Page Down ten. */
export function Slider({ label, value, min, max, step, tone, spoken, disabled, testId, onMove }: SliderProps) {
  const shown = Math.min(Math.max(value, min), max)
  const at = max > min ? (shown - min) / (max - min) : 0
  return (
    <input
      type="range"
      className="slider"
      data-tone={tone}
      data-testid={testId}
      aria-label={label}
      aria-valuetext={spoken}
      style={{ '--at': `calc(7px + ${at} * (100% - 14px))` } as CSSProperties}
      min={min}
      max={max}
      step={step}
      value={shown}
      disabled={disabled}
      onChange={(event) => onMove(event.currentTarget.valueAsNumber)}
      onKeyDown={(event) => {
        const pages = event.key === 'PageUp' ? 10 : event.key === 'PageDown' ? -10 : 0
        if (pages === 0) return
        event.preventDefault()
        onMove(Math.min(max, Math.max(min, shown + pages * step)))
      }}
    />
  )
}
