/** Time as everything in the lab reads it: monotonic, run-relative where a run is meant, in µs. */
export interface Clock {
  nowUs(): number
}
