/** Numbers for spans: each once in a run, whichever thread begins it. */

const PER_THREAD = 2 ** 32

export class Spans {
  #last: number

  /** @param thread which one of its run it is, from 0 */
  constructor(thread: number) {
    this.#last = thread * PER_THREAD
  }

  /** Above 0, and a whole number that is exact in a double. */
  next(): number {
    return ++this.#last
  }
}
