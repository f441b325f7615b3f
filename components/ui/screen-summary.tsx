/** What a screen holds, what stands there now and one hint, for those who do not see it; read on the way, never announced. */
export function ScreenSummary({ children }: { children: string }) {
  return (
    <p className="sr-only" data-testid="screen-summary">
      {children}
    </p>
  )
}
