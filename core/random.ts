/**
 * Seeded randomness. A *decision* is stateless: the same seed, fault, lane, sequence and attempt always decide the
 * same, whatever else happened. A *stream* is stateful and fast, for what has a natural order, such as arrivals.
 */

/** Fractional part of the golden ratio, 32 bits: an arbitrary, odd start. */
const START = 0x9e3779b9
const TWO_32 = 2 ** 32

/** Mixes one 32-bit word in. The multipliers are those of MurmurHash3_x86_32 (Appleby, public domain). */
function mix(state: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51)
  k = (k << 15) | (k >>> 17)
  const h = state ^ Math.imul(k, 0x1b873593)
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
}

/** Every input bit reaches every output bit: fmix32 of MurmurHash3. */
function finish(state: number): number {
  let h = state
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

function mixPart(state: number, part: string | number): number {
  if (typeof part === 'number' && Number.isSafeInteger(part)) {
    // High and low words; the tag keeps 1 and '1' apart.
    return mix(mix(mix(state, 1), part | 0), Math.floor(part / TWO_32) | 0)
  }
  const text = String(part)
  let h = mix(mix(state, 2), text.length)
  for (let i = 0; i < text.length; i++) h = mix(h, text.charCodeAt(i))
  return h
}

/** A well mixed unsigned 32-bit integer; `('a', 'bc')` and `('ab', 'c')` differ, and so do `1` and `'1'`. */
export function hash(...parts: (string | number)[]): number {
  let state = START
  for (const part of parts) state = mixPart(state, part)
  return finish(state)
}

/** The stateless decision: a number in [0, 1) that depends on the parts alone. */
export function uniform(...parts: (string | number)[]): number {
  return hash(...parts) / TWO_32
}

export interface Random {
  /** The next number of the stream, in [0, 1), with 32 random bits. */
  next(): number
}

/** A stream by xoshiro128** (Blackman & Vigna, "Scrambled linear pseudorandom number generators"; period 2^128 − 1). */
export function createRandom(seed: number): Random {
  let [a, b, c, d] = [hash(seed, 0), hash(seed, 1), hash(seed, 2), hash(seed, 3) | 1]
  return {
    next() {
      const times5 = Math.imul(b, 5)
      const result = Math.imul((times5 << 7) | (times5 >>> 25), 9) >>> 0
      const shifted = b << 9
      c ^= a
      d ^= b
      b ^= c
      a ^= d
      c ^= shifted
      d = (d << 11) | (d >>> 21)
      return result / TWO_32
    },
  }
}
