'use client'
import { useEffect, useRef } from 'react'

interface BenchKeys {
  onSpace: () => void
  onShiftSpace: () => void
  onEscape: () => void
}

/** Space, Shift+Space and Escape for the whole bench; Space only where no control would take it. */
export function useBenchKeys(keys: BenchKeys): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.key === 'Escape') latest.current.onEscape()
      if (event.key === ' ' && isFree(document.activeElement) && !event.repeat) {
        event.preventDefault()
        if (event.shiftKey) latest.current.onShiftSpace()
        else latest.current.onSpace()
      }
    }
    addEventListener('keydown', down)
    return () => removeEventListener('keydown', down)
  }, [])
}

/** A chart has keys of its own, and Space is none of them. */
function isFree(focused: Element | null): boolean {
  return focused === null || focused === document.body || focused.getAttribute('role') === 'slider'
}
