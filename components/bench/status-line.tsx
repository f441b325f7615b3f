'use client'
import { useEffect, useRef, useState } from 'react'

const CALM_MS = 5000

/** One sentence about the run. It changes at most every 5 s, or a screen reader would never fall silent. */
export function StatusLine({ sentence, fault, urgent }: { sentence: string; fault: boolean; urgent: boolean }) {
  const shown = useCalm(sentence, urgent)
  return (
    <p
      role="status"
      data-testid="status-line"
      className="flex min-h-10 items-center gap-2 border-line border-b px-4 py-2 text-13 max-mid:items-start"
    >
      {fault && (
        <span aria-hidden="true" className="hatch h-2.5 w-4 flex-none border border-fault-line max-mid:mt-1.5" />
      )}
      <span>{shown}</span>
    </p>
  )
}

/** @param urgent a change of state, which does not wait */
function useCalm(text: string, urgent: boolean): string {
  const [shown, setShown] = useState(text)
  const changedAt = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    if (text === shown) return
    const wait = urgent ? 0 : Math.max(0, changedAt.current + CALM_MS - performance.now())
    const timer = setTimeout(() => {
      changedAt.current = performance.now()
      setShown(text)
    }, wait)
    return () => clearTimeout(timer)
  }, [text, shown, urgent])
  return shown
}
