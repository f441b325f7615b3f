interface BadgeProps {
  children: string
  why: string
  warning?: string | undefined
  /** The warning in words at every width; otherwise narrow screens keep it for the colour and the title. */
  spelledOut?: boolean
  testId?: string
}

/** Where a number comes from. Never absent; warns where the lab itself was too slow to be trusted. */
export function Badge({ children, why, warning, spelledOut = false, testId = 'badge' }: BadgeProps) {
  const tone = warning ? 'text-warn' : 'text-ok'
  return (
    <span
      title={warning ?? why}
      data-testid={testId}
      className={`inline-flex h-5 flex-none items-center whitespace-nowrap rounded-1 border border-current px-1.5 font-strong text-12 leading-none ${tone}`}
    >
      {children}
      {warning && <span className={spelledOut ? '' : 'max-wide:hidden'}>&nbsp;· {warning}</span>}
    </span>
  )
}
