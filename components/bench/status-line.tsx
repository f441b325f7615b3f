'use client'
import { useEffect, useRef, useState } from 'react'

const CALM_MS = 5000

/** One sentence about the run. It changes at most every 5 s, or a screen reader would never fall silent. */
export function StatusLine({ sentence, fault, urgent }: { sentence: string; fault: boolean; urgent: boolean }) {
  const shown = useCalm({ sentence, fault }, urgent)
  return (
    <p
      role="status"
      data-testid="status-line"
      className="flex min-h-[54px] items-center gap-2 border-line border-b px-4 py-1.5 text-13 max-mid:items-start"
    >
      {shown.fault && (
        <span aria-hidden="true" className="hatch h-2.5 w-4 flex-none border border-fault-line max-mid:mt-1.5" />
      )}
      <span>{shown.sentence}</span>
    </p>
  )
}

interface Said {
  sentence: string
  fault: boolean
}

/** @param urgent a change of state, which does not wait */
function useCalm({ sentence, fault }: Said, urgent: boolean): Said {
  const [shown, setShown] = useState<Said>({ sentence, fault })
  const changedAt = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    if (sentence === shown.sentence && fault === shown.fault) return
    const wait = urgent ? 0 : Math.max(0, changedAt.current + CALM_MS - performance.now())
    const timer = setTimeout(() => {
      // A change of state holds nothing back: what follows it may be said at once.
      if (!urgent) changedAt.current = performance.now()
      setShown({ sentence, fault })
    }, wait)
    return () => clearTimeout(timer)
  }, [sentence, fault, shown, urgent])
  return shown
}
