/** What happens here, told to everybody who watches. */
import { Code, ConnectError } from '@connectrpc/connect'

/** Untold items that are kept for one watcher; one who reads slower than that is dropped, so that memory is bounded. */
const MAX_UNTOLD = 1000

interface Watcher<T> {
  untold: T[]
  error: ConnectError | null
  wake: () => void
}

export class Feed<T> {
  readonly #watchers = new Set<Watcher<T>>()
  readonly #maxUntold: number

  constructor(maxUntold = MAX_UNTOLD) {
    this.#maxUntold = maxUntold
  }

  get watchers(): number {
    return this.#watchers.size
  }

  publish(item: T): void {
    for (const watcher of this.#watchers) {
      if (watcher.untold.length < this.#maxUntold) watcher.untold.push(item)
      else watcher.error = new ConnectError(`more than ${this.#maxUntold} items behind`, Code.ResourceExhausted)
      watcher.wake()
    }
  }

  /** Everything published from now on, until `signal` is aborted. Throws ConnectError when it falls behind. */
  async *watch(signal: AbortSignal): AsyncGenerator<T> {
    const watcher: Watcher<T> = { untold: [], error: null, wake: () => {} }
    const onAbort = () => watcher.wake()
    this.#watchers.add(watcher)
    signal.addEventListener('abort', onAbort)
    try {
      while (!signal.aborted) {
        if (watcher.error) throw watcher.error
        const item = watcher.untold.shift()
        if (item !== undefined) yield item
        else
          await new Promise<void>((resolve) => {
            watcher.wake = resolve
          })
      }
      throw ConnectError.from(signal.reason, Code.Canceled)
    } finally {
      signal.removeEventListener('abort', onAbort)
      this.#watchers.delete(watcher)
    }
  }
}
