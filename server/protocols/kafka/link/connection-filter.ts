/**
 * Kafka on one connection of a link: which response belongs to which request, and what becomes of both. Everything
 * stays in order; what nobody looks into passes as it comes.
 */
import type { ApiName } from '#server/brokers/kafka/wire/apis.ts'
import { apiOf, nameByKey } from '#server/brokers/kafka/wire/apis.ts'
import { readRequestStart } from '#server/brokers/kafka/wire/header.ts'
import { Reader } from '#server/brokers/kafka/wire/reader.ts'
import type { FilterWires, Item, Stage, Stream } from '#server/link/filter.ts'
import { type Exchange, readRequest, readResponse, writeResponse } from './exchange.ts'
import type { KafkaFault, RequestFate, ResponseFate } from './faults/fault.ts'
import { type Cut, FrameCutter } from './frame-cutter.ts'
import { OrderedOut } from './ordered-out.ts'
import { isRewritten, rewrite } from './rewrite.ts'

const SIZE_BYTES = 4
/** API key, version, correlation id. */
const REQUEST_HEAD_BYTES = 8
const CORRELATION_ID_BYTES = 4
const US_PER_MS = 1000
/** Requests that are remembered; beyond it the response to the Produce that was asked first is no longer looked into. */
const PENDING_LIMIT = 1024

/** A request that was sent, or answered here; null stands for an API that is unknown. */
interface Pending {
  correlationId: number
  exchange: Exchange | null
  /** Given in the broker's place, when everything before it has been answered. */
  answer: Buffer | null
}

export class ConnectionFilter {
  readonly stages: Record<Stream, Stage>
  readonly #wires: FilterWires
  readonly #faults: () => Iterable<KafkaFault>
  /** The broker answers in the order in which it was asked. */
  readonly #pending: Pending[] = []
  readonly #out: Record<Stream, OrderedOut>

  constructor(wires: FilterWires, faults: () => Iterable<KafkaFault>) {
    this.#wires = wires
    this.#faults = faults
    this.#out = { upstream: new OrderedOut(wires.upstream), downstream: new OrderedOut(wires.downstream) }
    this.stages = {
      upstream: this.#stage(
        'upstream',
        new FrameCutter(REQUEST_HEAD_BYTES, (head) => this.#onRequestHead(head)),
        (frame) => this.#onRequest(frame),
      ),
      downstream: this.#stage(
        'downstream',
        new FrameCutter(CORRELATION_ID_BYTES, (head) => this.#onResponseHead(head)),
        (frame) => this.#onResponse(frame),
      ),
    }
  }

  #stage(stream: Stream, cutter: FrameCutter, onWhole: (frame: Buffer) => void): Stage {
    const out = this.#out[stream]
    const emit = (cuts: Iterable<Cut>) => {
      for (const { bytes, whole } of cuts) {
        if (!whole) out.bytes(bytes)
        else this.#read(stream, () => onWhole(bytes))
      }
    }
    return {
      // Not what the cutter keeps: it waits for the rest of a frame, which would never come from a source that is no
      // longer read. A frame's largest size bounds it.
      get heldBytes() {
        return out.heldBytes
      },
      take(item: Item) {
        if (item.is === 'bytes') emit(cutter.push(item.bytes))
        else {
          emit(cutter.end())
          out.end(item.is)
        }
      },
      lift() {
        emit(cutter.end())
        out.lift()
      },
      drop: () => out.drop(),
    }
  }

  /** What cannot be read ends its own connection, as the broker would, and no other. */
  #read(stream: Stream, look: () => void): void {
    try {
      look()
    } catch {
      this.#wires[stream].reset()
    }
  }

  #onRequestHead(head: Buffer): 'pass' | 'keep' {
    if (head.length < SIZE_BYTES + REQUEST_HEAD_BYTES) return 'pass'
    const { key, version, correlationId } = readRequestStart(new Reader(head, SIZE_BYTES))
    const name = nameByKey.get(key)
    const isRead = name !== undefined && (apiOf(name).speaks(version) || name === 'apiVersions')
    const exchange = isRead ? { name, version, correlationId } : null
    this.#pending.push({ correlationId, exchange, answer: null })
    this.#forgetUnanswered()
    return exchange && this.#concerned(exchange.name).some(({ request }) => request) ? 'keep' : 'pass'
  }

  #onRequest(frame: Buffer): void {
    const pending = this.#pending.at(-1)
    if (!pending?.exchange) return
    const fate = this.#requestFate(pending.exchange, frame)
    switch (fate.is) {
      case 'pass':
        this.#out.upstream.bytes(frame)
        return
      case 'drop':
        this.#pending.pop()
        return
      case 'cut':
        this.#wires.upstream.reset()
        return
      case 'answer':
        if (fate.body) {
          pending.answer = writeResponse(pending.exchange, fate.body)
          this.#answerInPlace()
        } else this.#pending.pop()
    }
  }

  #onResponseHead(head: Buffer): 'pass' | 'keep' {
    const { exchange } = this.#answered(head) ?? {}
    const isWanted =
      exchange && (isRewritten(exchange.name) || this.#concerned(exchange.name).some(({ response }) => response))
    // What is answered here comes behind this frame: its end must be seen.
    if (isWanted || this.#pending.some(({ answer }) => answer)) return 'keep'
    this.#settle(head)
    return 'pass'
  }

  #onResponse(frame: Buffer): void {
    const { exchange } = this.#answered(frame) ?? {}
    if (exchange) this.#handOn(exchange, frame)
    else this.#out.downstream.bytes(frame)
    this.#settle(frame)
  }

  #handOn(exchange: Exchange, frame: Buffer): void {
    const { downstream } = this.#out
    const fate = this.#responseFate(exchange, frame)
    switch (fate.is) {
      case 'drop':
        return
      case 'cut':
        this.#wires.downstream.reset()
        return
      case 'delay':
        downstream.later(frame, this.#wires.downstream.timers.nowUs() + fate.ms * US_PER_MS)
        return
      case 'change':
        downstream.bytes(writeResponse(exchange, fate.body, frame))
        return
      case 'pass':
        if (isRewritten(exchange.name)) downstream.promised(this.#rewritten(exchange, frame), frame.length)
        else downstream.bytes(frame)
    }
  }

  async #rewritten(exchange: Exchange, frame: Buffer): Promise<Buffer> {
    const body = readResponse(exchange, frame)
    const changed = await rewrite(exchange.name, body, (server) => this.#wires.reach(server))
    return writeResponse(exchange, changed, frame)
  }

  #requestFate(exchange: Exchange, frame: Buffer): RequestFate {
    for (const fault of this.#concerned(exchange.name)) {
      const fate = fault.request?.(exchange, () => readRequest(exchange, frame))
      if (fate && fate.is !== 'pass') return fate
    }
    return { is: 'pass' }
  }

  #responseFate(exchange: Exchange, frame: Buffer): ResponseFate {
    for (const fault of this.#concerned(exchange.name)) {
      const fate = fault.response?.(exchange, () => readResponse(exchange, frame))
      if (fate && fate.is !== 'pass') return fate
    }
    return { is: 'pass' }
  }

  #concerned(name: ApiName): KafkaFault[] {
    return [...this.#faults()].filter(({ concerns }) => concerns.has(name))
  }

  #answered(frame: Buffer): Pending | undefined {
    const correlationId = frame.length < SIZE_BYTES + CORRELATION_ID_BYTES ? null : frame.readInt32BE(SIZE_BYTES)
    return this.#pending.find((one) => one.correlationId === correlationId && !one.answer)
  }

  /** It is answered; what was asked before it gets no answer (acks = 0). */
  #settle(frame: Buffer): void {
    const answered = this.#answered(frame)
    if (answered) this.#pending.splice(0, this.#pending.indexOf(answered) + 1)
    this.#answerInPlace()
  }

  /** A head does not tell whether a Produce is answered (acks); with acks = 0 only, nothing would ever settle them. */
  #forgetUnanswered(): void {
    if (this.#pending.length <= PENDING_LIMIT) return
    const oldest = this.#pending.findIndex(({ exchange, answer }) => exchange?.name === 'produce' && !answer)
    if (oldest !== -1) this.#pending.splice(oldest, 1)
  }

  #answerInPlace(): void {
    for (let first = this.#pending[0]; first?.answer; first = this.#pending[0]) {
      this.#out.downstream.bytes(first.answer)
      this.#pending.shift()
    }
  }
}
