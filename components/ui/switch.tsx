import type { ComponentProps } from 'react'

interface SwitchProps extends Omit<ComponentProps<'button'>, 'onChange'> {
  on: boolean
  onFlip: (on: boolean) => void
  /** Id of the words that say why it cannot be used: it keeps its place among the tab stops, so that they are heard. */
  lockedBy?: string
}

/** Violet when on: everything that is switched here is a fault. */
export function Switch({ on, onFlip, lockedBy, className = '', ...rest }: SwitchProps) {
  return (
    <button
      {...rest}
      type="button"
      role="switch"
      aria-checked={on}
      aria-disabled={lockedBy !== undefined || undefined}
      aria-describedby={lockedBy}
      onClick={() => lockedBy === undefined && onFlip(!on)}
      className={`relative h-3.5 w-6 flex-none rounded-full before:absolute before:-inset-3 after:absolute after:top-0.5 after:size-2.5 after:rounded-full after:bg-surface after:transition-[left] disabled:opacity-45 aria-disabled:cursor-not-allowed aria-disabled:opacity-45 ${on ? 'bg-fault after:left-3' : 'bg-control after:left-0.5'} ${className}`}
    />
  )
}
