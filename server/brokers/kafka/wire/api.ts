/** One API of the protocol: a request and a response, in the versions that are spoken here. */
import type { Codec, ReadOf, Shape, WrittenOf } from './field.ts'
import { structCodec } from './struct.ts'

export interface ApiFacts<Q extends Shape, A extends Shape> {
  key: number
  name: string
  /** First and last version that is advertised. */
  versions: readonly [min: number, max: number]
  /** From here on in the encoding of KIP-482. */
  flexibleSince: number
  request: Q
  response: A
}

export class Api<Q extends Shape = Shape, A extends Shape = Shape> {
  readonly key: number
  readonly name: string
  readonly min: number
  readonly max: number
  readonly flexibleSince: number
  readonly shapes: { readonly request: Q; readonly response: A }
  readonly #requests = new Map<number, Codec<ReadOf<Q>, WrittenOf<Q>>>()
  readonly #responses = new Map<number, Codec<ReadOf<A>, WrittenOf<A>>>()

  constructor({ key, name, versions, flexibleSince, request, response }: ApiFacts<Q, A>) {
    this.key = key
    this.name = name
    this.min = versions[0]
    this.max = versions[1]
    this.flexibleSince = flexibleSince
    this.shapes = { request, response }
  }

  speaks(version: number): boolean {
    return version >= this.min && version <= this.max
  }

  isFlexible(version: number): boolean {
    return version >= this.flexibleSince
  }

  request(version: number): Codec<ReadOf<Q>, WrittenOf<Q>> {
    return compiled(this.#requests, version, () => this.#compile(this.shapes.request, version))
  }

  response(version: number): Codec<ReadOf<A>, WrittenOf<A>> {
    return compiled(this.#responses, version, () => this.#compile(this.shapes.response, version))
  }

  #compile<S extends Shape>(shape: S, version: number): Codec<ReadOf<S>, WrittenOf<S>> {
    if (!this.speaks(version)) throw new RangeError(`${this.name} v${version} is not spoken`)
    return structCodec(shape, { number: version, flexible: this.isFlexible(version) })
  }
}

function compiled<T>(cache: Map<number, T>, version: number, compile: () => T): T {
  const known = cache.get(version)
  if (known) return known
  const fresh = compile()
  cache.set(version, fresh)
  return fresh
}

export type RequestOf<T> = T extends { shapes: { request: infer Q extends Shape } } ? ReadOf<Q> : never
export type ResponseOf<T> = T extends { shapes: { response: infer A extends Shape } } ? WrittenOf<A> : never
