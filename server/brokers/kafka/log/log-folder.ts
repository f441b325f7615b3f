/**
 * The files of one partition:
 *
 *   00000000000000000000.log      batches from that offset on, as they are sent
 *   00000000000000000000.index    what is known of them; written when nothing is appended there any more
 *   checkpoint                    what its producers were at some offset, so that batches before it need not be read
 *   start                         where it begins, when records were deleted before that
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readChecked, writeChecked } from './kept-file.ts'
import type { ProducerSnapshot } from './producer-state.ts'
import { ENTRY_FIELDS, type SegmentFacts } from './segment.ts'

const DIGITS = 20
const LOG = '.log'
const INDEX = '.index'
/** Bytes, next offset, offset and time of the newest record; NaN for none. */
const INDEX_HEADER_FIELDS = 4
const NUMBER_BYTES = 8

export interface Checkpoint {
  /** It covers what is before. */
  upTo: number
  producers: ProducerSnapshot
}

export class LogFolder {
  readonly #dir: string

  constructor(dir: string) {
    this.#dir = dir
    mkdirSync(dir, { recursive: true })
  }

  logPath(baseOffset: number): string {
    return join(this.#dir, `${String(baseOffset).padStart(DIGITS, '0')}${LOG}`)
  }

  /** In order. */
  baseOffsets(): number[] {
    const logs = readdirSync(this.#dir).filter((name) => name.length === DIGITS + LOG.length && name.endsWith(LOG))
    return logs.map((name) => Number(name.slice(0, DIGITS))).sort((a, b) => a - b)
  }

  readIndex(baseOffset: number): SegmentFacts | null {
    const content = readChecked(this.#indexPath(baseOffset))
    if (!content || content.length % NUMBER_BYTES !== 0) return null
    const numbers = Array.from({ length: content.length / NUMBER_BYTES }, (_, index) =>
      content.readDoubleLE(index * NUMBER_BYTES),
    )
    const [bytes, nextOffset, offset, timestamp] = numbers
    const entries = numbers.slice(INDEX_HEADER_FIELDS)
    if (bytes === undefined || nextOffset === undefined || offset === undefined || timestamp === undefined) return null
    if (entries.length % ENTRY_FIELDS !== 0) return null
    return { bytes, nextOffset, entries, newest: Number.isNaN(offset) ? null : { offset, timestamp } }
  }

  writeIndex(baseOffset: number, { bytes, nextOffset, newest, entries }: SegmentFacts): void {
    const header = [bytes, nextOffset, newest?.offset ?? NaN, newest?.timestamp ?? NaN]
    // Never as arguments: a segment of a GiB has more entries than the stack has room for.
    const numbers = Float64Array.from([...header, ...entries])
    const content = Buffer.alloc(numbers.length * NUMBER_BYTES)
    for (const [index, number] of numbers.entries()) content.writeDoubleLE(number, index * NUMBER_BYTES)
    writeChecked(this.#indexPath(baseOffset), content)
  }

  removeIndex(baseOffset: number): void {
    rmSync(this.#indexPath(baseOffset), { force: true })
  }

  readCheckpoint(): Checkpoint | null {
    const content = readChecked(join(this.#dir, 'checkpoint'))
    return content && (JSON.parse(content.toString()) as Checkpoint)
  }

  writeCheckpoint(checkpoint: Checkpoint): void {
    writeChecked(join(this.#dir, 'checkpoint'), Buffer.from(JSON.stringify(checkpoint)))
  }

  readStart(): number {
    return Number(readChecked(join(this.#dir, 'start'))?.toString() ?? 0)
  }

  writeStart(offset: number): void {
    writeChecked(join(this.#dir, 'start'), Buffer.from(String(offset)))
  }

  remove(): void {
    rmSync(this.#dir, { recursive: true, force: true })
  }

  #indexPath(baseOffset: number): string {
    return join(this.#dir, `${String(baseOffset).padStart(DIGITS, '0')}${INDEX}`)
  }
}
