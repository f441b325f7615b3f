/**
 * What coordinators must remember, entry by entry: a line each, with its checksum, in one file. Not an internal topic
 * as in Kafka, which has to replicate it: here nobody else reads it, it would only show up among the topics, and a file
 * that is written anew when it has grown needs no compaction beside it.
 */
import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Timers } from '#core/timers.ts'
import { crc32c } from './crc32c.ts'
import { Flusher, type FlushPolicy } from './flusher.ts'
import { replaceFile } from './kept-file.ts'
import { FileBytes, syncFolderOf, syncPath } from './segment-bytes.ts'

/** Written anew beyond that, when it is also twice as long as then. */
const SMALLEST_REWRITE_BYTES = 1024 * 1024
const CRC_DIGITS = 8
const LINE_END = 0x0a

export interface JournalOptions<Entry> {
  path: string
  flush: FlushPolicy
  timers: Timers
  /** All that matters now, from which everything can be told anew. */
  snapshot(): Entry[]
}

export class Journal<Entry> {
  /** What was in it at the start. */
  readonly entries: Entry[]
  readonly #o: JournalOptions<Entry>
  readonly #flusher: Flusher
  #file: FileBytes
  #syncedBytes = 0
  #bytesWhenNew: number

  /** @throws where the file cannot be opened */
  constructor(options: JournalOptions<Entry>) {
    this.#o = options
    const { path, flush, timers } = options
    mkdirSync(dirname(path), { recursive: true })
    const size = statSync(path, { throwIfNoEntry: false })?.size
    this.#file = new FileBytes(path, size)
    if (size === undefined) syncFolderOf(path)
    const { entries, bytes } = readEntries<Entry>(this.#file.read(0, this.#file.size))
    this.entries = entries
    if (bytes < this.#file.size) this.#file.truncate(bytes)
    // It may have been relied on before.
    if (bytes > 0) syncPath(path)
    this.#bytesWhenNew = bytes
    this.#syncedBytes = bytes
    this.#flusher = new Flusher({ policy: flush, timers, sync: () => this.#sync() })
  }

  /** What holds already: `snapshot` tells of it. @throws where there is no room for it */
  append(entry: Entry): void {
    if (this.#flusher.failure) throw this.#flusher.failure
    this.#file.write(lineOf(entry))
    this.#flusher.wrote()
    const { size } = this.#file
    if (size > SMALLEST_REWRITE_BYTES && size > 2 * this.#bytesWhenNew) this.#rewrite()
  }

  /** Resolves when all that is in it now may be relied on. */
  flushed(): Promise<void> {
    return this.#flusher.flushed()
  }

  async close(): Promise<void> {
    await this.#flusher.flush().catch(() => {})
    await this.crash()
  }

  async crash(): Promise<void> {
    await this.#flusher.stop()
    this.#file.close()
  }

  /** Simulated: what was not written through to the disk is gone. */
  async powerLoss(): Promise<void> {
    await this.crash()
    this.#file.truncate(this.#syncedBytes)
  }

  #rewrite(): void {
    const bytes = Buffer.concat(this.#o.snapshot().map(lineOf))
    this.#file.close()
    replaceFile(this.#o.path, bytes)
    this.#file = new FileBytes(this.#o.path, bytes.length)
    this.#syncedBytes = bytes.length
    this.#bytesWhenNew = bytes.length
  }

  async #sync(): Promise<void> {
    const file = this.#file
    const { size } = file
    await file.sync()
    // Written anew meanwhile: that was written through as a whole.
    if (file === this.#file) this.#syncedBytes = Math.max(this.#syncedBytes, size)
  }
}

function lineOf(entry: unknown): Buffer {
  const text = Buffer.from(JSON.stringify(entry))
  const checksum = crc32c(text).toString(16).padStart(CRC_DIGITS, '0')
  return Buffer.concat([Buffer.from(`${checksum} `), text, Buffer.from('\n')])
}

/** Up to the first line that is not whole. */
function readEntries<Entry>(bytes: Buffer): { entries: Entry[]; bytes: number } {
  const entries: Entry[] = []
  let at = 0
  for (;;) {
    const end = bytes.indexOf(LINE_END, at)
    if (end < 0) break
    const text = bytes.subarray(at + CRC_DIGITS + 1, end)
    if (Number.parseInt(bytes.toString('latin1', at, at + CRC_DIGITS), 16) !== crc32c(text)) break
    entries.push(JSON.parse(text.toString()) as Entry)
    at = end + 1
  }
  return { entries, bytes: at }
}
