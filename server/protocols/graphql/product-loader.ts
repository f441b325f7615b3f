/**
 * Reads the products that one request asks for. Batched: what is asked for while the resolvers of one level run is
 * read at once. One by one: a read for each, the well-known N + 1.
 */
import type { Product } from './order-store.ts'

export type ReadProducts = (skus: readonly string[]) => Promise<Product[]>

interface Asked {
  promise: Promise<Product>
  settle: { resolve: (product: Product) => void; reject: (error: unknown) => void }
}

export class ProductLoader {
  readonly #read: ReadProducts
  readonly #batched: boolean
  #asked = new Map<string, Asked>()
  #reads = 0

  constructor(read: ReadProducts, batched: boolean) {
    this.#read = read
    this.#batched = batched
  }

  /** How often the products were read for this request. */
  get reads(): number {
    return this.#reads
  }

  load(sku: string): Promise<Product> {
    if (!this.#batched) return this.#readNow([sku]).then(([product]) => product as Product)
    const already = this.#asked.get(sku)
    if (already) return already.promise
    if (this.#asked.size === 0) afterResolvers(() => this.#readAsked())
    const { promise, ...settle } = Promise.withResolvers<Product>()
    this.#asked.set(sku, { promise, settle })
    return promise
  }

  async #readAsked(): Promise<void> {
    const asked = this.#asked
    this.#asked = new Map()
    try {
      const products = await this.#readNow([...asked.keys()])
      for (const [index, { settle }] of [...asked.values()].entries()) settle.resolve(products[index] as Product)
    } catch (error) {
      for (const { settle } of asked.values()) settle.reject(error)
    }
  }

  #readNow(skus: readonly string[]): Promise<Product[]> {
    this.#reads++
    return this.#read(skus)
  }
}

/** Resolvers of one level run in promise jobs: a tick that is queued from such a job comes after all of them. */
function afterResolvers(act: () => void): void {
  Promise.resolve().then(() => process.nextTick(act))
}
