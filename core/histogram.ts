/**
 * A log-linear histogram of durations in µs. Every octave is cut into 64 equal buckets, and values below 128 µs have
 * a bucket each, so that a bucket is at most 1/64 of its lower edge wide and its middle is within 0.8 % of any value
 * in it. Counts add up exactly: merging loses nothing, which is why percentiles never have to be averaged.
 *
 * No library and no platform API: the player of a blog post carries this file.
 */
import { readVarint, type VarintCursor, varint } from './varint.ts'

const SUB_BUCKET_BITS = 6
const SUB_BUCKETS = 2 ** SUB_BUCKET_BITS
/** Twelve days; a longer duration is recorded as this one. */
export const LARGEST_US = 2 ** 40 - 1
const LARGEST_INDEX = indexOf(LARGEST_US)
/** Counts are kept in a window over the bucket indices in use, grown by at least this many buckets. */
const GROWTH = 32
/** Every bucket in use, each with the longest gap and count a varint can hold. */
const LONGEST_ENCODING = 2 * 11 + (LARGEST_INDEX + 1) * (3 + 11)

const NO_COUNTS = new Float64Array(0)

export interface Bucket {
  fromUs: number
  /** Exclusive. */
  toUs: number
  count: number
}

export class Histogram {
  /**
   * Bucket index, count, bucket index, count…, in ascending order, of one that was decoded: most are there to be merged
   * into others and to be forgotten, and never need a window. Null once they stand in `#counts`.
   */
  #packed: readonly number[] | null = null
  #counts = NO_COUNTS
  /** Bucket index of `#counts[0]`. */
  #first = 0
  #n = 0
  #minUs = Number.POSITIVE_INFINITY
  #maxUs = Number.NEGATIVE_INFINITY

  /** Values recorded. */
  get n(): number {
    return this.#n
  }

  /** Buckets kept in memory, in use or between those in use. */
  get width(): number {
    this.#unpack()
    return this.#counts.length
  }

  /** Exact; null while nothing was recorded. */
  get minUs(): number | null {
    return this.#n === 0 ? null : this.#minUs
  }

  /** Exact; null while nothing was recorded. */
  get maxUs(): number | null {
    return this.#n === 0 ? null : this.#maxUs
  }

  /**
   * @param valueUs rounded to whole µs, and moved into 0…{@link LARGEST_US}
   * @param count how often, a whole number; 0 records nothing
   * @throws RangeError for a value that is not a number or a count that is not one
   */
  record(valueUs: number, count = 1): void {
    if (Number.isNaN(valueUs)) throw new RangeError('a duration must be a number')
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} is not a count`)
    if (count === 0) return
    const us = Math.min(Math.max(Math.round(valueUs), 0), LARGEST_US)
    this.#unpack()
    this.#add(indexOf(us), count)
    if (us < this.#minUs) this.#minUs = us
    if (us > this.#maxUs) this.#maxUs = us
  }

  /** Adds everything the other one recorded. The other one stays as it is. */
  merge(other: Histogram): void {
    if (other.#n === 0) return
    if (other.#packed && this.#n === 0) this.#packed = other.#packed
    else {
      this.#unpack()
      this.#cover(indexOf(other.#minUs), indexOf(other.#maxUs))
      if (other.#packed) this.#addPacked(other.#packed)
      else this.#addWindow(other)
    }
    this.#n += other.#n
    this.#minUs = Math.min(this.#minUs, other.#minUs)
    this.#maxUs = Math.max(this.#maxUs, other.#maxUs)
  }

  /**
   * The value below or at which `p` percent of the recorded values lie (nearest rank), µs, within 1 %; exact at 0
   * and 100. Null while nothing was recorded, so that nobody prints a percentile of nothing.
   */
  percentile(p: number): number | null {
    if (!(p >= 0 && p <= 100)) throw new RangeError(`${p} is not a percentile from 0 to 100`)
    if (this.#n === 0) return null
    this.#unpack()
    // 99.9 % of 1000 is rank 999, also where the product comes out a hair above it.
    const rank = Math.max(1, Math.ceil((p * this.#n) / 100 - 1e-6))
    if (rank >= this.#n) return this.#maxUs
    if (p === 0) return this.#minUs
    let seen = 0
    for (let i = 0; i < this.#counts.length; i++) {
      seen += this.#counts[i] as number
      if (seen >= rank) return this.#clamp(middleOf(this.#first + i))
    }
    return this.#maxUs
  }

  /** Of the middles of the buckets, so within 1 %, µs; null while nothing was recorded. */
  get meanUs(): number | null {
    if (this.#n === 0) return null
    this.#unpack()
    let sum = 0
    for (let i = 0; i < this.#counts.length; i++) {
      const count = this.#counts[i] as number
      if (count > 0) sum += count * this.#clamp(middleOf(this.#first + i))
    }
    return sum / this.#n
  }

  /** How many values lie above `us`, to the resolution of a bucket: those that share its bucket are not counted. */
  countAbove(us: number): number {
    if (this.#n === 0 || us >= this.#maxUs) return 0
    if (us < this.#minUs) return this.#n
    this.#unpack()
    let above = 0
    for (let i = indexOf(Math.floor(us)) + 1 - this.#first; i < this.#counts.length; i++) {
      above += this.#counts[i] as number
    }
    return above
  }

  /** The buckets in use, in ascending order. */
  *buckets(): Generator<Bucket> {
    this.#unpack()
    for (let i = 0; i < this.#counts.length; i++) {
      const count = this.#counts[i] as number
      if (count === 0) continue
      const index = this.#first + i
      yield { fromUs: lowerEdgeOf(index), toUs: lowerEdgeOf(index + 1), count }
    }
  }

  clone(): Histogram {
    const copy = new Histogram()
    copy.merge(this)
    return copy
  }

  /**
   * Printable ASCII, empty for an empty histogram. Varints (see varint.ts): min, max − min, then for each bucket in
   * use from the one of min to the one of max: `2 × empty buckets before it + (count > 1)`, and where the count is
   * above one, `count − 2`.
   */
  encode(): string {
    if (this.#n === 0) return ''
    this.#unpack()
    let text = varint(this.#minUs) + varint(this.#maxUs - this.#minUs)
    let previous = indexOf(this.#minUs) - 1
    for (let i = 0; i < this.#counts.length; i++) {
      const count = this.#counts[i] as number
      if (count === 0) continue
      const gap = this.#first + i - previous - 1
      previous = this.#first + i
      text += count === 1 ? varint(gap * 2) : varint(gap * 2 + 1) + varint(count - 2)
    }
    return text
  }

  /** @throws RangeError for anything that {@link encode} does not produce */
  static decode(text: string): Histogram {
    const histogram = new Histogram()
    if (text === '') return histogram
    if (text.length > LONGEST_ENCODING) throw new RangeError('too long for a histogram')
    const cursor: VarintCursor = { text, at: 0 }
    const minUs = readVarint(cursor)
    const maxUs = minUs + readVarint(cursor)
    if (maxUs > LARGEST_US) throw new RangeError('a histogram ends beyond its range')
    const [first, last] = [indexOf(minUs), indexOf(maxUs)]
    const packed: number[] = []
    let [index, n] = [first - 1, 0]
    while (cursor.at < text.length) {
      const head = readVarint(cursor)
      const gap = Math.floor(head / 2)
      if (index < first && gap !== 0) throw new RangeError('a histogram has nothing at its minimum')
      index += gap + 1
      if (index > last) throw new RangeError('a histogram goes beyond its maximum')
      const count = head % 2 === 0 ? 1 : readVarint(cursor) + 2
      packed.push(index, count)
      n += count
    }
    if (index !== last) throw new RangeError('a histogram has nothing at its maximum')
    if (n < (minUs === maxUs ? 1 : 2)) throw new RangeError('a histogram has fewer values than ends')
    if (!Number.isSafeInteger(n)) throw new RangeError('a histogram counts too many values')
    histogram.#packed = packed
    histogram.#n = n
    histogram.#minUs = minUs
    histogram.#maxUs = maxUs
    return histogram
  }

  #unpack(): void {
    if (!this.#packed) return
    const packed = this.#packed
    this.#packed = null
    this.#cover(indexOf(this.#minUs), indexOf(this.#maxUs))
    this.#addPacked(packed)
  }

  /** Into a window that covers it. */
  #addPacked(packed: readonly number[]): void {
    for (let i = 0; i < packed.length; i += 2) {
      const at = (packed[i] as number) - this.#first
      this.#counts[at] = (this.#counts[at] as number) + (packed[i + 1] as number)
    }
  }

  /** Into a window that covers it. */
  #addWindow(other: Histogram): void {
    const shift = other.#first - this.#first
    for (let i = indexOf(other.#minUs) - other.#first; i <= indexOf(other.#maxUs) - other.#first; i++) {
      const at = i + shift
      this.#counts[at] = (this.#counts[at] as number) + (other.#counts[i] as number)
    }
  }

  #add(index: number, count: number): void {
    this.#cover(index, index)
    const at = index - this.#first
    this.#counts[at] = (this.#counts[at] as number) + count
    this.#n += count
  }

  /** Widens the window so that it holds these bucket indices. */
  #cover(from: number, to: number): void {
    const end = this.#first + this.#counts.length
    if (this.#counts.length > 0 && from >= this.#first && to < end) return
    const empty = this.#counts.length === 0
    const first = empty || from < this.#first ? Math.max(0, from - (from % GROWTH)) : this.#first
    const newEnd = empty || to >= end ? Math.ceil((to + 1) / GROWTH) * GROWTH : end
    const counts = new Float64Array(newEnd - first)
    if (!empty) counts.set(this.#counts, this.#first - first)
    this.#counts = counts
    this.#first = first
  }

  #clamp(us: number): number {
    return Math.min(Math.max(us, this.#minUs), this.#maxUs)
  }
}

/** Reads an encoded histogram that may be absent, as in a frame. */
export function decodeOrEmpty(text: string | undefined): Histogram {
  return text === undefined ? new Histogram() : Histogram.decode(text)
}

function indexOf(us: number): number {
  if (us < SUB_BUCKETS * 2) return us
  // 31 − clz32 is floor(log2) for 32 bits; above them, ask the upper half.
  const exponent = us < 2 ** 32 ? 31 - Math.clz32(us) : 63 - Math.clz32(us / 2 ** 32)
  const octave = exponent - SUB_BUCKET_BITS
  return octave * SUB_BUCKETS + Math.floor(us / 2 ** octave)
}

function lowerEdgeOf(index: number): number {
  if (index < SUB_BUCKETS * 2) return index
  const octave = Math.floor(index / SUB_BUCKETS) - 1
  return (index - octave * SUB_BUCKETS) * 2 ** octave
}

function middleOf(index: number): number {
  const from = lowerEdgeOf(index)
  return from + Math.floor((lowerEdgeOf(index + 1) - from) / 2)
}
