/** Time as the lab's parts are given it: a monotonic clock and one-shot timers, so that a test can hold both. */

export type Cancel = () => void

export interface Timers {
  /** Run-relative µs, monotonic. */
  nowUs(): number
  /** Call back once at `tUs` or later, never earlier and never from within `at`; in the past means as soon as possible. */
  at(tUs: number, callback: () => void): Cancel
}
