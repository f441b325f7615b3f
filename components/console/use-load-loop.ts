'use client'
/** A load loop of this page, drawn four times a second while it is on. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { useReducedMotion } from '#components/ui/use-reduced-motion.ts'
import { type Draft, freshNumber, optionsOf, orderOf } from './draft.ts'
import { LoadLoop, type LoopEnd } from './load-loop.ts'
import { type BrowserProtocol, openSender } from './senders/browser.ts'
import type { BrowserSender } from './senders/exchange.ts'

const REDRAW_MS = 250
const CALM_REDRAW_MS = 1000
/** How long a page waits for one order of a loop. */
const TIMEOUT_MS = 2000

const timers = {
  now: () => performance.now(),
  every: (ms: number, doing: () => void) => {
    const timer = setInterval(doing, ms)
    return () => clearInterval(timer)
  },
}

export interface PageLoop {
  loop: LoadLoop<BrowserProtocol> | null
  ended: LoopEnd | null
  start: (protocols: readonly BrowserProtocol[], draft: Draft) => Promise<void>
  stop: () => void
}

/** @param ratePerS may change while the loop is on */
export function usePageLoop(ratePerS: number): PageLoop {
  const [loop, keep] = useState<LoadLoop<BrowserProtocol> | null>(null)
  const [ended, setEnded] = useState<LoopEnd | null>(null)
  const [, redraw] = useState(0)
  const rate = useRef(ratePerS)
  rate.current = ratePerS
  const calm = useReducedMotion()

  const start = useCallback(async (protocols: readonly BrowserProtocol[], draft: Draft) => {
    const senders = new Map<BrowserProtocol, BrowserSender>()
    for (const protocol of protocols) senders.set(protocol, await openSender(protocol))
    const made = new LoadLoop<BrowserProtocol>(
      {
        protocols,
        ratePerS: () => rate.current,
        send: async (protocol) => {
          const order = orderOf(draft, `console.${protocol}.${freshNumber()}`)
          const options = optionsOf(protocol, undefined)
          const result = await senders.get(protocol)?.send({ order, options, timeoutMs: TIMEOUT_MS, captureId: null })
          // A page's list of requests is full after 250, and then no send would find its own.
          performance.clearResourceTimings()
          return result?.outcome.kind ?? 'error'
        },
        onEnd: (why) => {
          for (const sender of senders.values()) sender.close()
          setEnded(why)
        },
      },
      timers,
    )
    setEnded(null)
    keep(made)
  }, [])

  useEffect(() => {
    if (!loop) return
    const hide = () => document.hidden && loop.stop('hidden')
    const timer = setInterval(() => redraw((count) => count + 1), calm ? CALM_REDRAW_MS : REDRAW_MS)
    document.addEventListener('visibilitychange', hide)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', hide)
      loop.stop()
    }
  }, [loop, calm])

  return { loop, ended, start, stop: () => loop?.stop() }
}
