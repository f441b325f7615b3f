/**
 * How long customers wait, first come, first served, when it is known when each came and how long each was served.
 *
 *     one server    W' = max(0, W + S − A)                                            Lindley (1952)
 *     c servers     w' = sort(max(0, w + S·e₁ − A)),  W = w₁                           Kiefer and Wolfowitz (1955)
 *
 * S is how long this one was served, A the time to the next arrival, and w what each server still has to do, the least
 * first: whoever comes takes the server that is free first.
 */

export interface Customer {
  /** In the order of coming; any clock. */
  arrival: number
  service: number
}

/** The wait of each, on the customers' own clock. */
export function waitsIn(customers: readonly Customer[], servers: number): number[] {
  let left = new Array<number>(servers).fill(0)
  let before: number | null = null
  return customers.map(({ arrival, service }) => {
    const gap = before === null ? 0 : arrival - before
    if (gap < 0) throw new RangeError('customers are given in the order of their coming')
    before = arrival
    left = left.map((work) => Math.max(0, work - gap)).sort((a, b) => a - b)
    const wait = left[0] as number
    left[0] = wait + service
    return wait
  })
}
