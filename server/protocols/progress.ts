/** How an order that is being worked on is told about, item by item, in the style `stream`: the last item has the receipt. */
import { performance } from 'node:perf_hooks'
import type { Receipt } from '#core/order.ts'

export type Progress =
  | { is: 'received' }
  /** Not done yet; since it was received. */
  | { is: 'working'; elapsedMs: number }
  | { is: 'completed'; receipt: Receipt }

export interface ProgressOptions {
  /** Time between two reports. */
  intervalMs: number
  /** Aborted, nobody listens any more: the items end. What is being worked on is finished all the same. */
  signal: AbortSignal
}

type End = { receipt: Receipt } | { thrown: unknown }

/** Throws, after the items there were, what `work` rejects with. Leaves no timer. */
export async function* progressOf(
  work: Promise<Receipt>,
  { intervalMs, signal }: ProgressOptions,
): AsyncGenerator<Progress, void> {
  let end: End | null = null
  let wake = () => {}
  const ended = (how: End) => {
    end = how
    wake()
  }
  const endOf = (): End | null => end
  work.then(
    (receipt) => ended({ receipt }),
    (thrown) => ended({ thrown }),
  )
  const onAbort = () => wake()
  signal.addEventListener('abort', onAbort, { once: true })
  const sinceMs = performance.now()
  try {
    yield { is: 'received' }
    for (;;) {
      if (signal.aborted) return
      const how = endOf()
      if (how) {
        if ('thrown' in how) throw how.thrown
        yield { is: 'completed', receipt: how.receipt }
        return
      }
      const isDue = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(true), intervalMs)
        wake = () => {
          clearTimeout(timer)
          resolve(false)
        }
      })
      if (isDue) yield { is: 'working', elapsedMs: Math.round(performance.now() - sinceMs) }
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
