import type { ReactNode } from 'react'

interface ScrollRegionProps {
  label: string
  className?: string
  /** As high as its content unless given. */
  heightPx?: number
  testId?: string
  children: ReactNode
}

/** What may be wider than its place: it scrolls by itself, by keyboard as well. It has a name, and is no landmark of its own. */
export function ScrollRegion({ label, className = '', heightPx, testId, children }: ScrollRegionProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls
    <div
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className={`focus-inset overflow-auto ${className}`}
      style={heightPx === undefined ? undefined : { height: heightPx }}
      data-testid={testId}
    >
      {children}
    </div>
  )
}
