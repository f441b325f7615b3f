/**
 * The interface that every protocol fulfils. A protocol's folder has the same files as every other:
 * `backend.ts` (serve), `client.ts` (connect), `outcome.ts` (its errors in the closed vocabulary), and `engine.ts`
 * where a broker stands in between. Only addresses cross threads.
 */
import type { Address } from '#core/address.ts'
import type { LogTopic, Rebalance } from '#core/log-state.ts'
import type { PlaceOrder, Receipt } from '#core/order.ts'
import type { Outcome } from '#core/outcome.ts'
import type { Leg, Options, Style } from '#core/protocols.ts'
import type { StreamFilter } from '#server/link/filter.ts'
import type { Certificates } from '#server/runtime/certificates.ts'

import type { MessageFaults } from './message-faults.ts'

export type { Address } from '#core/address.ts'
export { Crash, refusalOf, ServiceRefusal } from '#core/refusal.ts'

/** Where each leg's link listens; `engine` is the broker itself, for set-up and for reading its depth. */
export type Addresses = Partial<Record<Leg | 'engine', Address>>

export interface Env {
  /** Names what a broker must keep apart: queues, topics. Letters, digits and hyphens. */
  scope: string
  /** The operator's settings (`SQS_ENDPOINT` …), never an experiment's. */
  external: Readonly<Record<string, string | undefined>>
  style: Style
  /** With the lane's id and an order's number, what every random choice is drawn from. */
  seed: number
  lane: string
  /** Its callers say how long they will wait, where the protocol has no word of its own for that: see deadline.ts. */
  tellsDeadline?: boolean
  /** Padding of each receipt that will come back, so that whoever chooses what comes back asks for it. */
  responseBytes?: number
  /** Of this run. Present wherever an option asks for TLS. */
  tls?: Certificates
  /** Deleted with the run: for what an embedded broker keeps on disk. Without it, a temporary one. */
  folder?: string
}

/** The order service as a protocol sees it. Throws {@link ServiceRefusal}; anything else thrown is an `error`. */
export interface Service {
  /**
   * Aborted, an order that still waits for a place is not begun any more; one that is being worked on is finished,
   * unless the reason is a {@link Crash}: then the work ends where it is, undone.
   */
  execute(order: PlaceOrder, by?: ExecutedBy): Promise<Receipt>
  /** Who wants to know what a consumer does with a message besides working on it. */
  readonly deliveries?: Deliveries
  /** What happens to a consumer's messages on purpose. */
  readonly messageFaults?: MessageFaults
}

export interface ExecutedBy {
  signal?: AbortSignal
  /** How long the caller will still wait, where it said so: what is passed on to whoever is called in turn. */
  leftMs?: number
  /** Index among the subscribers of publish-subscribe. */
  subscriber?: number
}

/** `delivery` is how many times the broker has handed the message out, as far as it says: 1 for the first. */
export interface Deliveries {
  received(orderId: string, by: { subscriber?: number; delivery?: number }): void
  /** Acknowledged to the broker, which will not hand it out again. */
  settled(orderId: string, subscriber?: number): void
  /** Given back to the broker, which will. */
  returned(orderId: string, subscriber?: number): void
  /** The broker has put it aside. */
  deadLettered(orderId: string, subscriber?: number): void
  /** The consumer died with it in hand. */
  crashed(orderId: string, subscriber?: number): void
}

/** Messages a broker still holds for this lane, in its own words. */
export interface Depth {
  visible: number
  invisible: number
  delayed: number
}

/** Something that listens or consumes. */
export interface Running {
  /** Where it listens; null where it only consumes. */
  readonly address: Address | null
  /** Close the port and reset what is connected; a consumer stops polling. Idempotent. */
  stop(): Promise<void>
  /** Undo {@link stop}, on the same port. Idempotent. */
  start(): Promise<void>
  /** Every process behind it dies: what they hold ends undone, their sockets are reset. Absent where {@link stop} resets. */
  crash?(): void
  /** Links lead to it now: what dials its own backend, as the subscribers of a room do, dials these. */
  attach?(at: Addresses): Promise<void>
  /** What the broker still holds, asked past the link. Absent where there is no broker. */
  depth?(): Promise<Depth>
  /** The broker has lost its memory: what was known of what it held is out of date. Absent where nothing was. */
  forget?(): void
  /** Send what was put aside as dead back to where it came from; how many that were. Absent where nothing is put aside. */
  redrive?(): Promise<number>
  /** Read again what is still there, from so long ago or, with 0, from the beginning. Absent where reading deletes. */
  rewind?(backMs: number): Promise<void>
  /** How long its log is and how far it has been read, asked past the link. Absent where there is no log. */
  log?(): Promise<ReadLog[]>
  /** Leave nothing behind: no socket, no timer, no port. */
  close(): Promise<void>
}

export interface Client {
  /**
   * One order, one verdict. Never throws; `signal` frees the caller at once (reason `TimeoutError` → timeout).
   * `timeoutMs` is when it will, for protocols that tell the other side.
   */
  perform(order: PlaceOrder, signal: AbortSignal, timeoutMs?: number): Promise<Outcome>
  close(): Promise<void>
}

/** A topic, and what the broker calls its groups, in their order. */
export interface ReadLog {
  topic: LogTopic
  groupIds: string[]
}

/** What only an embedded broker tells. */
export interface LogHistory {
  /** Batches that came again and were stored once. */
  deduplicated: number
  /** By the broker's name of the group, the newest first. */
  groups: Record<string, PastRebalance[]>
}

/** On the clock of `process.hrtime`. */
export type PastRebalance = Omit<Rebalance, 'atUs'> & { atNs: bigint }

export interface Engine {
  readonly address: Address
  /**
   * It starts again at the same address with what it was set up with, queues and topics: whatever it held besides in
   * its memory is gone.
   */
  loseMemory(): Promise<void>
  /** Absent where it keeps no log. */
  history?(): LogHistory
  /** Simulated: it is away, and what it had not written through to the disk is gone. Absent where it has no disk. */
  losePower?(): Promise<void>
  /** It is back, at the same address, with what is left. */
  comeBack?(): Promise<void>
  close(): Promise<void>
}

export interface Protocol {
  /** The embedded broker, on a thread of its own. Absent where nothing stands in between. */
  engine?(options: Options, env: Env): Promise<Engine>
  /** The address of a real one that the operator named, used instead of the embedded one. */
  externalEngine?(env: Env): Address | null
  serve(service: Service, options: Options, env: Env, at: Addresses): Promise<Running>
  /** For a link of its own: where a stream of bytes is not enough to keep clients on it, see link/filter.ts. */
  linkFilter?(): Promise<StreamFilter>
  /** Dials the links in `at`, not the backend. */
  connect(options: Options, env: Env, at: Addresses): Promise<Client>
}
