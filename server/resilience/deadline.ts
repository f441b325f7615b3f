/** One end for all of it: waits, attempts and the pauses between them. What is under way then is given up. */
import type { Around, Ask } from './ask.ts'

const US_PER_MS = 1000

export function withDeadline(next: Ask, { ms }: { ms: number }, { timers }: Around): Ask {
  return async (asked) => {
    const untilUs = Math.min(asked.untilUs, timers.nowUs() + ms * US_PER_MS)
    const giveUp = new AbortController()
    const leave = () => giveUp.abort(asked.signal.reason)
    if (asked.signal.aborted) leave()
    else asked.signal.addEventListener('abort', leave, { once: true })
    const cancel = timers.at(untilUs, () =>
      giveUp.abort(new DOMException('the deadline of the order has passed', 'TimeoutError')),
    )
    const outcome = await next({ ...asked, signal: giveUp.signal, untilUs })
    cancel()
    asked.signal.removeEventListener('abort', leave)
    return outcome
  }
}
