/** A recorded conversation, said again to a broker: one request at a time, each on the connection it came on. */
import { connect, type Socket } from 'node:net'
import type { Address } from '#core/address.ts'
import { type ApiName, apiOf, nameByKey } from '#server/brokers/kafka/wire/apis.ts'
import { readRequestStart, writeClientId, writeRequestStart } from '#server/brokers/kafka/wire/header.ts'
import { Reader } from '#server/brokers/kafka/wire/reader.ts'
import { Writer } from '#server/brokers/kafka/wire/writer.ts'
import { readRequest, readResponse } from '#server/protocols/kafka/link/exchange.ts'
import { Ids, Named } from './ids.ts'
import type { Recorded } from './recorder.ts'

const SIZE_BYTES = 4
const CLIENT = 'replay'
/** CONCURRENT_TRANSACTIONS, COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR: ask again. */
const NOT_YET = new Set([51, 14, 15, 16])
const AGAIN_MS = 100
const MOST_TIMES = 100

export interface Told {
  name: ApiName
  version: number
  asked: Record<string, unknown>
  /** With ids by name, and without times. */
  answer: unknown
}

export async function replay(recorded: readonly Recorded[], at: Address): Promise<Told[]> {
  const ids = new Ids()
  const named = new Named()
  const connections = new Map<number, Asking>()
  const told: Told[] = []
  try {
    for (const { connection, request, response } of recorded) {
      const start = readRequestStart(new Reader(request, SIZE_BYTES))
      const name = nameByKey.get(start.key)
      if (!name) throw new Error(`an API that is unknown: ${start.key}`)
      const exchange = { name, version: start.version, correlationId: start.correlationId }
      const asked = readRequest(exchange, request)
      const asking = connections.get(connection) ?? new Asking(at)
      connections.set(connection, asking)
      const frame = () => framed(exchange, ids.said(asked) as Record<string, unknown>)
      if (!response) {
        asking.say(frame())
        continue
      }
      let answer = readResponse(exchange, await asking.ask(frame()))
      for (let times = 0; hasError(answer, NOT_YET) && times < MOST_TIMES; times++) {
        await new Promise((later) => setTimeout(later, AGAIN_MS))
        answer = readResponse(exchange, await asking.ask(frame()))
      }
      ids.learn(readResponse(exchange, response), answer)
      told.push({ name, version: start.version, asked, answer: named.told(answer) })
    }
  } finally {
    for (const asking of connections.values()) asking.close()
  }
  return told
}

function framed(exchange: { name: ApiName; version: number; correlationId: number }, body: Record<string, unknown>) {
  const { name, version, correlationId } = exchange
  const api = apiOf(name)
  const writer = new Writer()
  writeRequestStart(writer, { key: api.key, version, correlationId })
  writeClientId(writer, CLIENT, api.isFlexible(version))
  api.request(version).write(writer, body as never)
  return Buffer.concat(writer.frame())
}

/** A connection whose every request is answered before the next one is made. */
class Asking {
  readonly #socket: Socket
  #got = Buffer.alloc(0)
  #isOver = false
  #wake = () => {}

  constructor(at: Address) {
    this.#socket = connect({ ...at, noDelay: true })
    this.#socket.on('error', () => {})
    this.#socket.on('data', (chunk) => {
      this.#got = Buffer.concat([this.#got, chunk])
      this.#wake()
    })
    this.#socket.on('close', () => {
      this.#isOver = true
      this.#wake()
    })
  }

  say(request: Buffer): void {
    this.#socket.write(request)
  }

  async ask(request: Buffer): Promise<Buffer> {
    this.say(request)
    await this.#has(SIZE_BYTES)
    const bytes = SIZE_BYTES + this.#got.readInt32BE(0)
    await this.#has(bytes)
    const frame = this.#got.subarray(0, bytes)
    this.#got = this.#got.subarray(bytes)
    return frame
  }

  async #has(bytes: number): Promise<void> {
    while (this.#got.length < bytes) {
      if (this.#isOver) throw new Error('the broker has closed the connection')
      await new Promise<void>((woken) => {
        this.#wake = woken
      })
    }
  }

  close(): void {
    this.#socket.destroy()
  }
}

function hasError(answer: unknown, codes: Set<number>): boolean {
  if (Array.isArray(answer)) return answer.some((one) => hasError(one, codes))
  if (typeof answer !== 'object' || answer === null || Buffer.isBuffer(answer)) return false
  return Object.entries(answer).some(
    ([field, value]) => (field === 'errorCode' && codes.has(value as number)) || hasError(value, codes),
  )
}
