/**
 * Orders and their answers on one long-lived stream, told apart by a number. Giving up one of them resets nothing: the
 * other side is told in a message, and its late answer is passed over.
 */
import { create } from '@bufbuild/protobuf'
import { createClient, type Transport } from '@connectrpc/connect'
import type { Outcome } from '#core/outcome.ts'
import {
  type ExchangeOrdersRequest,
  ExchangeOrdersRequestSchema,
  OrderService,
  type PlaceOrderRequest,
  type PlaceOrderResult,
} from '../../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { outcomeOfAbort } from '../broken-call.ts'
import { CallTrace } from './call-trace.ts'
import { outcomeOfBrokenExchange, outcomeOfCode, outcomeOfStrangeReply } from './outcome.ts'
import { outcomeOfReceipt } from './progress.ts'

interface Waiting {
  /** The transport has taken the message: it may be on the wire. */
  taken: boolean
  settle: (outcome: Outcome) => void
}

export class OrderExchange {
  readonly #trace = new CallTrace()
  readonly #waiting = new Map<bigint, Waiting>()
  readonly #closing = new AbortController()
  #outgoing: ExchangeOrdersRequest[] = []
  #wake = () => {}
  #nextId = 1n
  #ended = false

  constructor(transport: Transport) {
    const { signal } = this.#closing
    void this.#trace.run(() =>
      this.#listen(createClient(OrderService, transport).exchangeOrders(this.#messages(), { signal })),
    )
  }

  /** The stream is gone: the next order needs another. */
  get ended(): boolean {
    return this.#ended
  }

  place(order: PlaceOrderRequest, signal: AbortSignal): Promise<Outcome> {
    const correlationId = this.#nextId++
    return new Promise((resolve) => {
      const settle = (outcome: Outcome) => {
        this.#waiting.delete(correlationId)
        signal.removeEventListener('abort', giveUp)
        resolve(outcome)
      }
      const waiting: Waiting = { taken: false, settle }
      const giveUp = () => {
        settle(outcomeOfAbort(signal, this.#written(waiting)))
        this.#takeBack(correlationId, waiting)
      }
      this.#waiting.set(correlationId, waiting)
      signal.addEventListener('abort', giveUp, { once: true })
      this.#send({ correlationId, request: { case: 'order', value: order } })
    })
  }

  close(): void {
    this.#closing.abort(new Error('the client was closed'))
    this.#end(this.#closing.signal.reason)
  }

  #send(message: { correlationId: bigint; request: ExchangeOrdersRequest['request'] | Cancel }): void {
    this.#outgoing.push(create(ExchangeOrdersRequestSchema, message))
    this.#wake()
  }

  /** What has not left is taken out; of what has, the other side is told. */
  #takeBack(correlationId: bigint, { taken }: Waiting): void {
    if (taken) this.#send({ correlationId, request: { case: 'cancel', value: {} } })
    else this.#outgoing = this.#outgoing.filter((message) => message.correlationId !== correlationId)
  }

  /** The transport takes the next one when the last one is written. */
  async *#messages(): AsyncGenerator<ExchangeOrdersRequest> {
    while (!this.#ended) {
      const message = this.#outgoing.shift()
      if (message) {
        const waiting = this.#waiting.get(message.correlationId)
        if (waiting) waiting.taken = true
        yield message
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
    }
  }

  async #listen(answers: AsyncIterable<PlaceOrderResult>): Promise<void> {
    try {
      for await (const { correlationId, result } of answers) {
        this.#waiting.get(correlationId)?.settle(outcomeOfResult(result))
      }
      this.#end(new Error('the stream ended before it told what became of the order'))
    } catch (thrown) {
      this.#end(thrown)
    }
  }

  #end(why: unknown): void {
    this.#ended = true
    for (const waiting of [...this.#waiting.values()]) {
      const facts = { written: this.#written(waiting), resetCode: this.#trace.resetCode }
      waiting.settle(outcomeOfBrokenExchange(why, facts))
    }
    this.#outgoing = []
    this.#wake()
  }

  #written({ taken }: Waiting): boolean {
    return taken && this.#trace.written
  }
}

type Cancel = { case: 'cancel'; value: Record<string, never> }

function outcomeOfResult(result: PlaceOrderResult['result']): Outcome {
  switch (result.case) {
    case 'receipt':
      return outcomeOfReceipt(result.value)
    case 'refusal':
      return outcomeOfCode(result.value.code, result.value.message)
    case undefined:
      return outcomeOfStrangeReply()
  }
}
