/**
 * The bytes that crossed a link, per connection, with offset and time: bounded, the newest stay.
 *
 *   one connection:  [ its first half MiB ][ … not kept … ][ its last half MiB ]
 */
import type { Stream } from './faults/fault.ts'

export interface CaptureLimits {
  /** Of one connection, both directions together: half for its beginning, half for its end. */
  connectionBytes: number
  connections: number
  /** Of all connections together. */
  linkBytes: number
}

const MIB = 1024 * 1024
const captureLimits: CaptureLimits = { connectionBytes: MIB, connections: 256, linkBytes: 8 * MIB }

export interface Chunk {
  stream: Stream
  atUs: number
  /** Of the first byte, in its direction of its connection. */
  offset: number
  bytes: Uint8Array
}

export interface CapturedConnection {
  /** On its link, from 0. */
  ordinal: number
  openedUs: number
  closedUs: number | null
  /** Carried in all, kept or not. */
  bytes: { up: number; down: number }
  /** Some bytes were not kept; the gap shows in the offsets. */
  truncated: boolean
  chunks: Chunk[]
}

/** A connection as whoever dialled it knows it: its own port, and when it can have been accepted. */
export interface Dialled {
  port: number
  fromUs: number
  toUs: number
}

/** Recorder of one connection. */
export class ConnectionCapture {
  readonly ordinal: number
  readonly clientPort: number
  readonly openedUs: number
  closedUs: number | null = null
  /** Kept at the moment. */
  keptBytes = 0
  readonly #nowUs: () => number
  readonly #halfBytes: number
  readonly #onGrow: (bytes: number) => void
  readonly #carried: Record<Stream, number> = { upstream: 0, downstream: 0 }
  #head: Chunk[] = []
  #headBytes = 0
  #headIsFull = false
  #tail: Chunk[] = []
  #forgotten = false

  constructor(
    { ordinal, clientPort }: { ordinal: number; clientPort: number },
    { nowUs, halfBytes, onGrow }: { nowUs: () => number; halfBytes: number; onGrow: (bytes: number) => void },
  ) {
    this.ordinal = ordinal
    this.clientPort = clientPort
    this.#nowUs = nowUs
    this.#halfBytes = halfBytes
    this.#onGrow = onGrow
    this.openedUs = nowUs()
  }

  add(stream: Stream, given: Uint8Array): void {
    const offset = this.#carried[stream]
    this.#carried[stream] += given.length
    if (this.#forgotten) return
    // A copy of exactly this size: the reader's buffer may be a slice of something far larger.
    const chunk: Chunk = { stream, atUs: this.#nowUs(), offset, bytes: new Uint8Array(given) }
    const before = this.keptBytes
    this.keptBytes += given.length
    this.#headIsFull ||= this.#headBytes + given.length > this.#halfBytes
    if (this.#headIsFull) this.#addToTail(chunk)
    else {
      this.#head.push(chunk)
      this.#headBytes += given.length
    }
    this.#onGrow(this.keptBytes - before)
  }

  close(): void {
    this.closedUs = this.#nowUs()
  }

  /** Keep nothing of it from now on. */
  forget(): void {
    this.#forgotten = true
    this.#head = []
    this.#tail = []
    this.keptBytes = 0
  }

  read(fromUs: number, toUs: number): CapturedConnection {
    const { upstream: up, downstream: down } = this.#carried
    return {
      ordinal: this.ordinal,
      openedUs: this.openedUs,
      closedUs: this.closedUs,
      bytes: { up, down },
      truncated: this.keptBytes < up + down,
      chunks: [...this.#head, ...this.#tail].filter(({ atUs }) => atUs >= fromUs && atUs <= toUs),
    }
  }

  #addToTail(chunk: Chunk): void {
    this.#tail.push(chunk)
    while (this.keptBytes - this.#headBytes > this.#halfBytes) {
      const oldest = this.#tail.shift()
      if (!oldest) return
      this.keptBytes -= oldest.bytes.length
    }
  }
}

export class LinkCapture {
  readonly #nowUs: () => number
  readonly #limits: CaptureLimits
  /** The oldest first. */
  readonly #kept = new Set<ConnectionCapture>()
  #keptBytes = 0

  constructor(nowUs: () => number, limits: CaptureLimits = captureLimits) {
    this.#nowUs = nowUs
    this.#limits = limits
  }

  get keptBytes(): number {
    return this.#keptBytes
  }

  /** A connection was accepted from the client's port `clientPort`. */
  open(ordinal: number, clientPort: number): ConnectionCapture {
    const halfBytes = this.#limits.connectionBytes / 2
    const opened = new ConnectionCapture(
      { ordinal, clientPort },
      { nowUs: this.#nowUs, halfBytes, onGrow: (bytes) => this.#bound(bytes) },
    )
    this.#kept.add(opened)
    this.#bound(0)
    return opened
  }

  /** Those of the connections that are still kept. */
  dialled(dials: readonly Dialled[]): CapturedConnection[] {
    const found = dials.map(({ port, fromUs, toUs }) =>
      [...this.#kept].find(({ clientPort, openedUs }) => clientPort === port && openedUs >= fromUs && openedUs <= toUs),
    )
    return found.flatMap((one) => (one ? [one.read(-Infinity, Infinity)] : []))
  }

  /** What passed over any connection in a stretch of time; those over which nothing passed are left out. */
  window(fromUs: number, toUs: number): CapturedConnection[] {
    return [...this.#kept].map((one) => one.read(fromUs, toUs)).filter(({ chunks }) => chunks.length > 0)
  }

  #bound(grownBytes: number): void {
    this.#keptBytes += grownBytes
    while (this.#kept.size > this.#limits.connections || this.#keptBytes > this.#limits.linkBytes) {
      // What still carries bytes goes last.
      const victim = [...this.#kept].find(({ closedUs }) => closedUs !== null) ?? [...this.#kept][0]
      if (!victim) return
      this.#keptBytes -= victim.keptBytes
      victim.forget()
      this.#kept.delete(victim)
    }
  }
}
