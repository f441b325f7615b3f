'use client'
import { useEffect, useRef } from 'react'

/** Space and Escape for the whole bench; Space only where no control would take it. */
export function useBenchKeys(keys: { onSpace: () => void; onEscape: () => void }): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.key === 'Escape') latest.current.onEscape()
      const free = document.activeElement === null || document.activeElement === document.body
      if (event.key === ' ' && free && !event.repeat) {
        event.preventDefault()
        latest.current.onSpace()
      }
    }
    addEventListener('keydown', down)
    return () => removeEventListener('keydown', down)
  }, [])
}
