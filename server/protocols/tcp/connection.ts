import type { Socket } from 'node:net'
import type { Outcome } from '#core/outcome.ts'
import type { OptionsOf } from '#core/protocols.ts'
import { outcomeOfBreak } from '../broken-call.ts'
import { orderEncodings } from '../order-encoding.ts'
import { readyEventOf } from '../tls.ts'
import { type Frame, FrameDecoder, kindsOf, MAX_ID, NO_REPLY } from './frame.ts'
import { outcomeOfRefusal, outcomeOfStrangeReply } from './outcome.ts'
import { writeFrame } from './write-frame.ts'

/** One order on its way. */
export interface Call {
  /** Encoded; the request id is filled in when it is written. */
  frame: Buffer
  /** Asks for no reply: handed to the socket is all that there is to know. */
  isOneWay: boolean
  settle: (outcome: Outcome) => void
  /** Set once it is written: nobody waits for it any more. */
  forget?: () => void
}

const ID_OFFSET = 4

export type ConnectionOptions = Pick<OptionsOf<'tcp'>, 'mode' | 'noDelay' | 'writes'>

export interface ConnectionEvents {
  /** It can take an order: just opened, drained, or a reply came in. */
  onReady: () => void
  /** It is gone, and every order on it is settled. */
  onClose: (lost: { wasOpen: boolean; error: unknown }) => void
}

/** One connection of a client: orders out, replies in, matched by request id. */
export class Connection {
  readonly #socket: Socket
  readonly #decoder = new FrameDecoder()
  readonly #inFlight = new Map<number, Call>()
  /** One-way: with the socket, which has not handed them to the system yet. */
  readonly #leaving = new Set<Call>()
  readonly #pipelined: boolean
  readonly #writes: ConnectionOptions['writes']
  readonly #onReady: () => void
  #open = false
  #lastId = 0
  #error: unknown = new Error('the other side closed the connection')

  constructor(socket: Socket, { mode, noDelay, writes }: ConnectionOptions, events: ConnectionEvents) {
    this.#pipelined = mode === 'pipelined'
    this.#writes = writes
    this.#onReady = events.onReady
    this.#socket = socket
    this.#socket.setNoDelay(noDelay)
    this.#socket.on(readyEventOf(socket), () => {
      this.#open = true
      events.onReady()
    })
    this.#socket.on('data', (chunk) => {
      this.#take(chunk)
      events.onReady()
    })
    this.#socket.on('drain', events.onReady)
    this.#socket.on('error', (error) => {
      this.#error = error
    })
    this.#socket.on('close', () => {
      const wasOpen = this.#open
      this.#open = false
      for (const call of [...this.#inFlight.values(), ...this.#leaving]) call.settle(outcomeOfBreak(this.#error, true))
      this.#inFlight.clear()
      this.#leaving.clear()
      events.onClose({ wasOpen, error: this.#error })
    })
  }

  get inFlight(): number {
    return this.#inFlight.size + this.#leaving.size
  }

  /** Writing to a socket that does not drain would only fill our own memory: then the order waits, unwritten. */
  get canTake(): boolean {
    const free = this.#pipelined || this.inFlight === 0
    return this.#open && free && this.#socket.writable && !this.#socket.writableNeedDrain
  }

  send(call: Call): void {
    if (call.isOneWay) this.#handOver(call)
    else this.#ask(call)
  }

  #ask(call: Call): void {
    do this.#lastId = this.#lastId === MAX_ID ? 1 : this.#lastId + 1
    while (this.#inFlight.has(this.#lastId))
    const id = this.#lastId
    call.frame.writeUInt32BE(id, ID_OFFSET)
    call.forget = () => this.#forget(id)
    this.#inFlight.set(id, call)
    writeFrame(this.#socket, call.frame, this.#writes)
  }

  #handOver(call: Call): void {
    call.frame.writeUInt32BE(NO_REPLY, ID_OFFSET)
    this.#leaving.add(call)
    writeFrame(this.#socket, call.frame, this.#writes, (error) => {
      // Where the socket broke, its end settles what it had.
      if (error || !this.#leaving.delete(call)) return
      call.settle({ kind: 'ok', receipt: null })
      this.#onReady()
    })
  }

  /** Resolves when the socket is gone. */
  close(reason: Error): Promise<void> {
    if (this.#socket.closed) return Promise.resolve()
    return new Promise((resolve) => {
      this.#socket.once('close', () => resolve())
      this.#socket.destroy(reason)
    })
  }

  /**
   * Pipelined, a late reply to it is ignored. With stop-and-wait the connection is worth nothing until that reply
   * comes, so it is given up.
   */
  #forget(id: number): void {
    if (this.#inFlight.delete(id) && !this.#pipelined) this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    try {
      for (const frame of this.#decoder.push(chunk)) this.#settle(frame)
    } catch (error) {
      this.#socket.destroy(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #settle(frame: Frame): void {
    if (frame.kind === 'goodbye') {
      const { detail } = outcomeOfRefusal(frame.body.toString('utf8'))
      throw new Error(`the server closed the connection: ${detail}`)
    }
    // Told on the way to the end; only the end is a verdict.
    if (frame.kind === 'progress') return
    const call = this.#inFlight.get(frame.id)
    this.#inFlight.delete(frame.id)
    call?.settle(outcomeOfReply(frame))
  }
}

function outcomeOfReply({ kind, body }: Frame): Outcome {
  if (kind === 'refusal') return outcomeOfRefusal(body.toString('utf8'))
  const encoding = (['json', 'protobuf'] as const).find((one) => kindsOf[one].receipt === kind)
  const receipt = encoding ? orderEncodings[encoding].decodeReceipt(body) : null
  return receipt ? { kind: 'ok', receipt } : outcomeOfStrangeReply(kind)
}
