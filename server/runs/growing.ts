/** A column of numbers indexed by order, 0 where nothing was set; doubles as it grows. */
export class Growing {
  #values = new Float64Array(1024)
  #length = 0

  /** One past the highest index that was set. */
  get length(): number {
    return this.#length
  }

  get(index: number): number {
    return this.#values[index] ?? 0
  }

  set(index: number, value: number): void {
    if (index >= this.#values.length) {
      const larger = new Float64Array(Math.max(index + 1, this.#values.length * 2))
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[index] = value
    if (index >= this.#length) this.#length = index + 1
  }
}
