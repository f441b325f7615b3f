/** A token bucket: so much at once, and then so much a second. */
export class Bucket {
  readonly #burst: number
  readonly #perS: number
  #left: number
  #atUs: number

  constructor({ burst, perS }: { burst: number; perS: number }, nowUs: number) {
    this.#burst = burst
    this.#perS = perS
    this.#left = burst
    this.#atUs = nowUs
  }

  /** @returns whether there was one to take */
  take(nowUs: number): boolean {
    this.#refill(nowUs)
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }

  /** Nothing was taken for so long that a new one would be the same. */
  isFull(nowUs: number): boolean {
    this.#refill(nowUs)
    return this.#left >= this.#burst
  }

  #refill(nowUs: number): void {
    this.#left = Math.min(this.#burst, this.#left + ((nowUs - this.#atUs) / US_PER_S) * this.#perS)
    this.#atUs = nowUs
  }
}

const US_PER_S = 1_000_000
