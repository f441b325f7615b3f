import type { ReactNode } from 'react'
import { getHouse } from '#server/door.ts'

interface StillProps {
  as?: 'div' | 'nav' | 'ol'
  className?: string
  label?: string
  testId?: string
  children: ReactNode
}

/**
 * A part of a page in which nothing ever changes. It goes to a browser as text alone, written and escaped by React here,
 * where any other part is sent a second time as elements, which React there goes through one by one before the page can
 * be used. It may hold no component that lives in a browser.
 */
export function Still({ as: Tag = 'div', className, label, testId, children }: StillProps) {
  return (
    <Tag
      className={className}
      aria-label={label}
      data-testid={testId}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: React's own writing, in which every text is escaped
      dangerouslySetInnerHTML={{ __html: getHouse().markup(children) }}
    />
  )
}
