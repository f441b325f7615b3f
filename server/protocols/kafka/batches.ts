/** Gathers messages until there are enough of them or the first has waited long enough, and sends them as one. */
export interface BatchLimits {
  messages: number
  bytes: number
  lingerMs: number
}

interface Waiting<T> {
  message: T
  sent: PromiseWithResolvers<void>
}

export class Batches<T> {
  readonly #limits: BatchLimits
  readonly #send: (messages: T[]) => Promise<void>
  #waiting: Waiting<T>[] = []
  #bytes = 0
  #timer: NodeJS.Timeout | undefined

  /** @param send settles as the whole batch does */
  constructor(limits: BatchLimits, send: (messages: T[]) => Promise<void>) {
    this.#limits = limits
    this.#send = send
  }

  /** Settles as the batch does that the message travels in. */
  add(message: T, bytes: number): Promise<void> {
    const limits = this.#limits
    if (this.#bytes + bytes > limits.bytes) this.flush()
    const sent = Promise.withResolvers<void>()
    this.#waiting.push({ message, sent })
    this.#bytes += bytes
    if (this.#waiting.length >= limits.messages) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), limits.lingerMs)
    return sent.promise
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const batch = this.#waiting
    this.#waiting = []
    this.#bytes = 0
    if (batch.length === 0) return
    this.#send(batch.map(({ message }) => message)).then(
      () => {
        for (const { sent } of batch) sent.resolve()
      },
      (error: unknown) => {
        for (const { sent } of batch) sent.reject(error)
      },
    )
  }
}
