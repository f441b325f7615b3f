'use client'
/** The backends behind the console: as the page came with them, then asked for again and again while it is in sight. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { type BackendInfo, readBackends } from './console-api.ts'

const EVERY_MS = 2000
const STARTING_EVERY_MS = 500

export interface Backends {
  list: BackendInfo[]
  /** The last question was not answered. */
  lost: boolean
  refresh: () => Promise<void>
}

export function useBackends(initial: BackendInfo[]): Backends {
  const [list, keep] = useState(initial)
  const [lost, setLost] = useState(false)
  const asked = useRef(0)

  const refresh = useCallback(async () => {
    const mine = ++asked.current
    try {
      const backends = await readBackends()
      // An older answer must not undo a newer one.
      if (mine === asked.current) keep(backends)
      setLost(false)
    } catch {
      setLost(true)
    }
  }, [])

  const settling = list.some(({ status }) => status === 'starting')
  useEffect(() => {
    void refresh()
    const timer = setInterval(() => void (document.hidden || refresh()), settling ? STARTING_EVERY_MS : EVERY_MS)
    return () => clearInterval(timer)
  }, [refresh, settling])

  return { list, lost, refresh }
}
