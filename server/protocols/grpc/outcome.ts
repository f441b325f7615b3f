/**
 * gRPC status codes, HTTP/2 error codes and broken connections in the closed vocabulary of outcomes, and back.
 * Codes: https://grpc.io/docs/guides/status-codes/, RFC 9113 §7.
 */
import { constants } from 'node:http2'
import { Code, ConnectError } from '@connectrpc/connect'
import type { RefusalKind } from '#core/refusal.ts'
import { type Failure, outcomeOfBreak } from '../broken-call.ts'

/** What the server says for each refusal of the service. */
export const codeByRefusal: Record<RefusalKind, Code> = {
  overloaded: Code.ResourceExhausted,
  invalid: Code.InvalidArgument,
  rejected: Code.FailedPrecondition,
  error: Code.Internal,
}

/** What is known about a call besides its error. */
export interface CallFacts {
  /** A byte of the request may have reached the other side. */
  written: boolean
  /** HTTP/2 error code with which the stream was closed under the call; null where it was not. */
  resetCode: number | null
}

/** Anything that a call may throw, but for the caller's own giving up. */
export function outcomeOfError(thrown: unknown, { written, resetCode }: CallFacts): Failure {
  const error = ConnectError.from(thrown)
  if (isFromPeer(error)) return outcomeOfCode(error.code, error.rawMessage)
  if (error.code === Code.DeadlineExceeded) return { kind: 'timeout', detail: detailOf(error.code, error.rawMessage) }
  const broken = systemErrorIn(error)
  // What broke the connection says more than the code that its streams were closed with.
  const brokeConnection = broken && broken.code !== 'ERR_HTTP2_STREAM_ERROR'
  if (resetCode !== null && !brokeConnection) return outcomeOfReset(resetCode, written)
  if (broken) return outcomeOfBreak(broken, written)
  if (error.code === Code.Canceled) return { kind: written ? 'abandoned' : 'cancelled', detail: error.rawMessage }
  // Whatever is left was found wrong with the reply here: no protobuf, no status, more than may come.
  return { kind: 'error', detail: `the reply cannot be understood: ${error.rawMessage}` }
}

/**
 * The same of a call that had more to tell than one message. A stream that broke, or that says what nobody can read, has
 * not said what became of the order.
 */
export function outcomeOfBrokenStream(thrown: unknown, facts: CallFacts): Failure {
  const outcome = outcomeOfError(thrown, facts)
  const isAnswered = isFromPeer(ConnectError.from(thrown))
  return outcome.kind === 'error' && !isAnswered ? { kind: 'abandoned', detail: outcome.detail } : outcome
}

/** The stream ended, status 0, before it said what became of the order: it may well be done. */
export function outcomeOfUnfinishedStream(): Failure {
  return { kind: 'reset', detail: 'the stream ended before it told what became of the order' }
}

/**
 * One order of a stream that carries many, and ended for whatever reason. Its status speaks of the stream: what was
 * written may be worked on.
 */
export function outcomeOfBrokenExchange(thrown: unknown, facts: CallFacts): Failure {
  const outcome = outcomeOfError(thrown, facts)
  if (!facts.written) return { kind: 'unreachable', detail: outcome.detail }
  return outcome.kind === 'unreachable' ? outcome : { kind: 'reset', detail: outcome.detail }
}

/** Whether a question about an accepted order was answered, if not with how it ended. */
export function isUnknownOrder(thrown: unknown): boolean {
  const error = ConnectError.from(thrown)
  return isFromPeer(error) && error.code === Code.NotFound
}

/** A status that the other side answered with. */
export function outcomeOfCode(code: Code, message: string): Failure {
  return { kind: kindOfCode(code), detail: detailOf(code, message) }
}

function kindOfCode(code: Code): Failure['kind'] {
  switch (code) {
    case Code.DeadlineExceeded:
      return 'timeout'
    case Code.ResourceExhausted:
      return 'overloaded'
    case Code.InvalidArgument:
    case Code.OutOfRange:
      return 'invalid'
    case Code.NotFound:
    case Code.AlreadyExists:
    case Code.PermissionDenied:
    case Code.FailedPrecondition:
    case Code.Aborted: // a conflict with somebody else's change
    case Code.Unimplemented:
    case Code.Unauthenticated:
      return 'rejected'
    case Code.Canceled:
      return 'abandoned'
    // "Not always safe to retry": whoever answers it (a proxy, too) may have passed the call on.
    case Code.Unavailable:
      return 'reset'
    case Code.Unknown:
    case Code.Internal:
    case Code.DataLoss:
      return 'error'
  }
}

/** The stream was closed with an HTTP/2 error code, by RST_STREAM or with its connection. */
export function outcomeOfReset(resetCode: number, written: boolean): Failure {
  const detail = `the stream was reset: ${nameOfReset(resetCode)}`
  // RFC 9113 §8.7: the other side has not processed any of it.
  if (resetCode === constants.NGHTTP2_REFUSED_STREAM) return { kind: 'unreachable', detail }
  if (resetCode === constants.NGHTTP2_ENHANCE_YOUR_CALM) return { kind: 'overloaded', detail }
  return outcomeOfBreak(new Error(detail), written)
}

/** OK, and no receipt: the other side failed to say what it did. */
export function outcomeOfStrangeReply(): Failure {
  return { kind: 'error', detail: 'OK with a message that is no receipt' }
}

/** The order cannot be put into the message. */
export function outcomeOfUnencodable(thrown: unknown): Failure {
  return { kind: 'invalid', detail: thrown instanceof Error ? thrown.message : String(thrown) }
}

/** An error that was answered carries the answer's headers or trailers. */
function isFromPeer({ metadata }: ConnectError): boolean {
  return !metadata.keys().next().done
}

/** The error of Node's that is behind it: those have a code in words. */
function systemErrorIn(error: unknown): NodeJS.ErrnoException | null {
  if (!(error instanceof Error)) return null
  const { code } = error as NodeJS.ErrnoException
  if (typeof code === 'string') return error
  return systemErrorIn(error.cause)
}

function detailOf(code: Code, message: string): string {
  return `${nameOfCode(code)} ${message}`.trim()
}

/** As gRPC writes it: RESOURCE_EXHAUSTED. */
function nameOfCode(code: Code): string {
  return (Code[code] ?? String(code)).replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()
}

const H2_ERROR_NAMES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
] as const

function nameOfReset(resetCode: number): string {
  return H2_ERROR_NAMES[resetCode] ?? `error ${resetCode}`
}
