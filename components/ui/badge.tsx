/** Where a number comes from. Never absent; warns where the lab itself was too slow to be trusted. */
export function Badge({ children, why, warning }: { children: string; why: string; warning?: string | undefined }) {
  const tone = warning ? 'text-warn' : 'text-ok'
  return (
    <span
      title={warning ?? why}
      data-testid="badge"
      className={`inline-flex h-5 flex-none items-center whitespace-nowrap rounded-1 border border-current px-1.5 font-strong text-12 leading-none ${tone}`}
    >
      {children}
      {warning && <span className="max-wide:hidden">&nbsp;· {warning}</span>}
    </span>
  )
}
