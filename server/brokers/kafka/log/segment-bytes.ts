/** Where the bytes of a segment are: in a file, or in memory. Written at the end only; what was written never changes. */
import {
  closeSync,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

const syncFile = promisify(fdatasync)

export interface SegmentBytes {
  readonly size: number
  /** @throws where there is no room; nothing of it is there then */
  write(bytes: Buffer): void
  read(position: number, length: number): Buffer
  /** What is there when it is called survives a power loss when it resolves. */
  sync(): Promise<void>
  truncate(size: number): void
  /** Gives the file back. It may be read afterwards, which opens it each time. */
  close(): void
  remove(): void
}

export class FileBytes implements SegmentBytes {
  readonly path: string
  #fd: number | null = null
  #size: number
  #syncs = 0

  /** A file of that size, which is opened when it is needed; without one a new file. */
  constructor(path: string, size?: number) {
    this.path = path
    this.#size = size ?? 0
    if (size === undefined) this.#fd = openSync(path, 'w+')
  }

  get size(): number {
    return this.#size
  }

  write(bytes: Buffer): void {
    this.#fd ??= openSync(this.path, 'r+')
    let done = 0
    try {
      while (done < bytes.length) done += writeSync(this.#fd, bytes, done, bytes.length - done, this.#size + done)
    } catch (error) {
      if (done > 0) ftruncateSync(this.#fd, this.#size)
      throw error
    }
    this.#size += bytes.length
  }

  read(position: number, length: number): Buffer {
    const into = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.#size - position)))
    const fd = this.#fd ?? openSync(this.path, 'r')
    try {
      let done = 0
      while (done < into.length) {
        const got = readSync(fd, into, done, into.length - done, position + done)
        if (got === 0) throw new Error(`${this.path} ends at ${position + done} instead of ${this.#size}`)
        done += got
      }
    } finally {
      if (fd !== this.#fd) closeSync(fd)
    }
    return into
  }

  async sync(): Promise<void> {
    const fd = this.#fd
    if (fd === null) return
    this.#syncs++
    try {
      await syncFile(fd)
    } finally {
      this.#syncs--
      // It was closed meanwhile: another file might have got its number.
      if (this.#fd !== fd && this.#syncs === 0) closeSync(fd)
    }
  }

  truncate(size: number): void {
    if (this.#fd === null) truncateSync(this.path, size)
    else ftruncateSync(this.#fd, size)
    this.#size = size
  }

  close(): void {
    if (this.#fd !== null && this.#syncs === 0) closeSync(this.#fd)
    this.#fd = null
  }

  remove(): void {
    this.close()
    rmSync(this.path, { force: true })
  }
}

const FIRST_CAPACITY = 4096

/** Grows by doubling; what was read before that stays valid, since it is a view of the former bytes. */
export class MemoryBytes implements SegmentBytes {
  #bytes: Buffer = Buffer.alloc(0)
  #size = 0

  get size(): number {
    return this.#size
  }

  write(bytes: Buffer): void {
    const needed = this.#size + bytes.length
    if (needed > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(FIRST_CAPACITY, this.#bytes.length * 2, needed))
      this.#bytes.copy(grown, 0, 0, this.#size)
      this.#bytes = grown
    }
    bytes.copy(this.#bytes, this.#size)
    this.#size = needed
  }

  read(position: number, length: number): Buffer {
    return this.#bytes.subarray(position, Math.min(position + length, this.#size))
  }

  async sync(): Promise<void> {}

  truncate(size: number): void {
    this.#size = size
  }

  close(): void {}

  remove(): void {
    this.#bytes = Buffer.alloc(0)
    this.#size = 0
  }
}

/** A file that was made is there after a power loss only when its folder was written, too. */
export function syncFolderOf(path: string): void {
  syncPath(dirname(path))
}

/** A file or a folder. */
export function syncPath(path: string): void {
  const fd = openSync(path, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
