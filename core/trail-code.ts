/**
 * A trail as bytes, to be kept: about five bytes a record before compression.
 *
 *     version · names of kinds · names of outcomes · subscribers · consumed · origin · ends at + 1 (0: nowhere) · records
 *     a record: kind and flags · [outcome] · [n] · [subscriber] · Δ seq · Δ tUs · [how long after it was due: sent]
 *
 * Version 2, where services call services: after the records' count the edges as JSON, and each record ends with
 *
 *     edge + 1 (0: of none) · [call · Δ span · Δ parent]
 */

import type { Hop } from './journal.ts'
import { outcomeKinds } from './outcome.ts'
import type { PathEdge } from './pieces.ts'
import { Trail, trailKinds } from './trail.ts'

const VERSION = 1
const WITH_PATH = 2
const KIND_BITS = 0b11111
const HAS_OUTCOME = 1 << 5
const HAS_N = 1 << 6
const HAS_SUBSCRIBER = 1 << 7
const CONTINUES = 128

export function encodeTrail(trail: Trail): Uint8Array<ArrayBuffer> {
  const bytes = new ByteWriter()
  bytes.number(trail.path ? WITH_PATH : VERSION)
  // By name, so that what is kept is still read when a kind more is known.
  bytes.text(trailKinds.join(' '))
  bytes.text(outcomeKinds.join(' '))
  bytes.number(trail.subscribers)
  bytes.number(trail.consumed ? 1 : 0)
  bytes.signed(Math.round(trail.originUs))
  bytes.number((trail.endsAt ?? -1) + 1)
  bytes.number(trail.count)
  if (trail.path) bytes.text(asciiJson(trail.path))
  let [seqBefore, tUsBefore, spanBefore, parentBefore] = [0, 0, 0, 0]
  for (const { seq, kind, tUs, intendedUs, outcome, n, subscriber, hop } of trail.all()) {
    const outcomeAt = outcomeKinds.indexOf(outcome)
    const flags = (outcomeAt > 0 ? HAS_OUTCOME : 0) | (n > 0 ? HAS_N : 0) | (subscriber > 0 ? HAS_SUBSCRIBER : 0)
    bytes.byte(trailKinds.indexOf(kind) | flags)
    if (outcomeAt > 0) bytes.byte(outcomeAt)
    if (n > 0) bytes.number(n)
    if (subscriber > 0) bytes.byte(subscriber)
    bytes.signed(seq - seqBefore)
    bytes.signed(tUs - tUsBefore)
    if (kind === 'sent') bytes.signed(tUs - intendedUs)
    if (trail.path) bytes.number((hop?.edge ?? -1) + 1)
    if (trail.path && hop) {
      bytes.number(hop.call)
      bytes.signed(hop.span - spanBefore)
      bytes.signed(hop.parent - parentBefore)
      spanBefore = hop.span
      parentBefore = hop.parent
    }
    seqBefore = seq
    tUsBefore = tUs
  }
  return bytes.finish()
}

/** @throws RangeError for bytes that {@link encodeTrail} does not write */
export function decodeTrail(encoded: Uint8Array): Trail {
  const bytes = new ByteReader(encoded)
  const version = bytes.number()
  if (version !== VERSION && version !== WITH_PATH)
    throw new RangeError(`a trail of version ${version}, this one reads ${VERSION} and ${WITH_PATH}`)
  const kinds = known(bytes.text(), trailKinds)
  const outcomes = known(bytes.text(), outcomeKinds)
  const subscribers = bytes.number()
  const consumed = bytes.number() === 1
  const originUs = bytes.signed()
  const endsAt = bytes.number() - 1
  const count = bytes.number()
  // What was admitted once is admitted again, whatever the bound was then.
  const path = version === WITH_PATH ? readPath(bytes.text()) : undefined
  const trail = new Trail({ subscribers, consumed, originUs, maxRecords: Number.POSITIVE_INFINITY, path })
  let [seq, tUs, span, parent] = [0, 0, 0, 0]
  for (let read = 0; read < count; read++) {
    const head = bytes.byte()
    const kind = kinds[head & KIND_BITS]
    const outcome = outcomes[head & HAS_OUTCOME ? bytes.byte() : 0]
    if (!kind || !outcome) throw new RangeError('a trail with a record of no known kind')
    const n = head & HAS_N ? bytes.number() : 0
    const subscriber = head & HAS_SUBSCRIBER ? bytes.byte() : 0
    seq += bytes.signed()
    tUs += bytes.signed()
    const intendedUs = kind === 'sent' ? tUs - bytes.signed() : 0
    const edge = path ? bytes.number() - 1 : -1
    let hop: Hop | undefined
    if (edge >= 0) {
      const call = bytes.number()
      span += bytes.signed()
      parent += bytes.signed()
      hop = { edge, call, span, parent }
    }
    trail.add({ seq, kind, tUs, intendedUs, outcome, n, subscriber, hop })
  }
  if (endsAt >= 0) trail.endAt(endsAt)
  return trail
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function readPath(text: string): PathEdge[] {
  try {
    const path: unknown = JSON.parse(text)
    if (Array.isArray(path) && path.length > 0 && path.every(isPathEdge)) return path
  } catch {
    // Said below.
  }
  throw new RangeError('a trail whose edges cannot be read')
}

function isPathEdge(value: unknown): value is PathEdge {
  const { id, service, perOrder, subscribers } = (value ?? {}) as Partial<PathEdge>
  return typeof id === 'string' && typeof service === 'string' && Number(perOrder) > 0 && Number(subscribers) > 0
}

/** The names as this version knows them; undefined for one that it does not. */
function known<T extends string>(names: string, all: readonly T[]): (T | undefined)[] {
  return names.split(' ').map((name) => all.find((one) => one === name))
}

class ByteWriter {
  #bytes = new Uint8Array(1024)
  #length = 0

  byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes[this.#length++] = value
  }

  /** Base 128, least significant first; the highest bit says that more follow. */
  number(value: number): void {
    let rest = value
    while (rest >= CONTINUES) {
      this.byte(CONTINUES + (rest % CONTINUES))
      rest = Math.floor(rest / CONTINUES)
    }
    this.byte(rest)
  }

  /** The sign in the lowest bit. */
  signed(value: number): void {
    this.number(value < 0 ? -value * 2 - 1 : value * 2)
  }

  /** ASCII. */
  text(value: string): void {
    this.number(value.length)
    for (let at = 0; at < value.length; at++) this.byte(value.charCodeAt(at))
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }
}

class ByteReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  byte(): number {
    const value = this.#bytes[this.#at++]
    if (value === undefined) throw new RangeError('a trail that is cut off')
    return value
  }

  number(): number {
    let value = 0
    for (let scale = 1; ; scale *= CONTINUES) {
      const byte = this.byte()
      value += (byte % CONTINUES) * scale
      if (!Number.isSafeInteger(value)) throw new RangeError('a trail with a number that is too large')
      if (byte < CONTINUES) return value
    }
  }

  text(): string {
    let value = ''
    for (let left = this.number(); left > 0; left--) value += String.fromCharCode(this.byte())
    return value
  }

  signed(): number {
    const value = this.number()
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2
  }
}
