import type { ReactNode } from 'react'

/** The 40-px head of a region: its name at the left, what belongs to it at the right. */
export function SectionHead({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="flex min-h-10 flex-none items-center justify-between gap-3 px-4">
      <h2 className="flex-none font-strong text-13 tracking-tight">{title}</h2>
      {children}
    </div>
  )
}
