import { constants } from 'node:http2'
import { Code, ConnectError } from '@connectrpc/connect'
import { describe, expect, it } from 'vitest'
import { verdictOf } from '#core/outcome.ts'
import { refusalKinds } from '#core/refusal.ts'
import {
  codeByRefusal,
  isUnknownOrder,
  outcomeOfBrokenExchange,
  outcomeOfBrokenStream,
  outcomeOfCode,
  outcomeOfError,
  outcomeOfReset,
  outcomeOfStrangeReply,
  outcomeOfUnencodable,
  outcomeOfUnfinishedStream,
} from './outcome.ts'

const answered = (code: Code) => new ConnectError('why', code, { 'grpc-status': String(code) })
const written = { written: true, resetCode: null }
const unwritten = { written: false, resetCode: null }

function brokenBy(code: string) {
  const error = new ConnectError('broken', Code.Aborted)
  error.cause = Object.assign(new Error('broken'), { code })
  return error
}

describe('gRPC status codes', () => {
  it.each([
    [Code.DeadlineExceeded, 'timeout', 'DEADLINE_EXCEEDED'],
    [Code.ResourceExhausted, 'overloaded', 'RESOURCE_EXHAUSTED'],
    [Code.InvalidArgument, 'invalid', 'INVALID_ARGUMENT'],
    [Code.OutOfRange, 'invalid', 'OUT_OF_RANGE'],
    [Code.NotFound, 'rejected', 'NOT_FOUND'],
    [Code.AlreadyExists, 'rejected', 'ALREADY_EXISTS'],
    [Code.PermissionDenied, 'rejected', 'PERMISSION_DENIED'],
    [Code.FailedPrecondition, 'rejected', 'FAILED_PRECONDITION'],
    [Code.Aborted, 'rejected', 'ABORTED'],
    [Code.Unimplemented, 'rejected', 'UNIMPLEMENTED'],
    [Code.Unauthenticated, 'rejected', 'UNAUTHENTICATED'],
    [Code.Canceled, 'abandoned', 'CANCELED'],
    [Code.Unavailable, 'reset', 'UNAVAILABLE'],
    [Code.Unknown, 'error', 'UNKNOWN'],
    [Code.Internal, 'error', 'INTERNAL'],
    [Code.DataLoss, 'error', 'DATA_LOSS'],
  ] as const)('%i is %s', (code, kind, name) => {
    expect(outcomeOfError(answered(code), written)).toEqual({ kind, detail: `${name} why` })
  })

  it.each(refusalKinds)('carry the refusal %s there and back', (kind) => {
    expect(outcomeOfCode(codeByRefusal[kind], '').kind).toBe(kind)
  })

  it('an answer counts, also where the stream was reset behind it', () => {
    const facts = { written: true, resetCode: constants.NGHTTP2_CANCEL }
    expect(outcomeOfError(answered(Code.InvalidArgument), facts).kind).toBe('invalid')
  })
})

describe('calls without an answer', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'ERR_HTTP2_SESSION_ERROR'])('%s: reset or unreachable', (code) => {
    expect(outcomeOfError(brokenBy(code), written)).toEqual({ kind: 'reset', detail: `${code}: broken` })
    expect(outcomeOfError(brokenBy(code), unwritten)).toEqual({ kind: 'unreachable', detail: `${code}: broken` })
  })

  it('what broke the connection counts, not the code of the stream that went with it', () => {
    const facts = { written: true, resetCode: constants.NGHTTP2_REFUSED_STREAM }
    expect(outcomeOfError(brokenBy('ECONNRESET'), facts).kind).toBe('reset')
    expect(outcomeOfError(brokenBy('ERR_HTTP2_STREAM_ERROR'), facts).kind).toBe('unreachable')
  })

  it('the deadline that passed here is a timeout', () => {
    expect(outcomeOfError(new ConnectError('late', Code.DeadlineExceeded), written).kind).toBe('timeout')
  })

  it('a call that was ended from here is abandoned or cancelled', () => {
    const ended = new ConnectError('the client was closed', Code.Canceled)
    expect(outcomeOfError(ended, written).kind).toBe('abandoned')
    expect(outcomeOfError(ended, unwritten).kind).toBe('cancelled')
  })

  it('a reply that is no protobuf, no JSON or too large is an error, whatever code the library gives it', () => {
    expect(outcomeOfError(new ConnectError('parse binary', Code.Internal), written).kind).toBe('error')
    expect(outcomeOfError(new ConnectError('too large', Code.ResourceExhausted), written).kind).toBe('error')
    expect(outcomeOfError(ConnectError.from(new SyntaxError('no JSON'), Code.InvalidArgument), written).kind).toBe(
      'error',
    )
  })
})

describe('HTTP/2 error codes', () => {
  it.each([
    [constants.NGHTTP2_REFUSED_STREAM, 'unreachable', 'REFUSED_STREAM'],
    [constants.NGHTTP2_ENHANCE_YOUR_CALM, 'overloaded', 'ENHANCE_YOUR_CALM'],
    [constants.NGHTTP2_CANCEL, 'reset', 'CANCEL'],
    [constants.NGHTTP2_INTERNAL_ERROR, 'reset', 'INTERNAL_ERROR'],
    [0x99, 'reset', 'error 153'],
  ] as const)('%i is %s', (resetCode, kind, name) => {
    const reset = new ConnectError('reset', Code.Internal)
    expect(outcomeOfError(reset, { written: true, resetCode })).toEqual({
      kind,
      detail: `the stream was reset: ${name}`,
    })
  })

  it('a stream that was reset before it was written was never there', () => {
    expect(outcomeOfReset(constants.NGHTTP2_CANCEL, false).kind).toBe('unreachable')
  })
})

describe('streams', () => {
  const misread = new ConnectError('missing EndStreamResponse', Code.InvalidArgument)

  it('a status is the word of the other side', () => {
    expect(outcomeOfBrokenStream(answered(Code.FailedPrecondition), written).kind).toBe('rejected')
    expect(outcomeOfBrokenStream(answered(Code.Internal), written).kind).toBe('error')
  })

  it('that nobody can read to the end, or that end too early, have refused nothing', () => {
    expect(verdictOf(outcomeOfBrokenStream(misread, written).kind)).toBe('unknown')
    expect(verdictOf(outcomeOfUnfinishedStream().kind)).toBe('unknown')
  })

  it.each([Code.ResourceExhausted, Code.Internal, Code.InvalidArgument, Code.Unavailable])(
    'with many orders, that end with status %i, speak for none of them',
    (code) => {
      expect(outcomeOfBrokenExchange(answered(code), written).kind).toBe('reset')
      expect(outcomeOfBrokenExchange(answered(code), unwritten).kind).toBe('unreachable')
    },
  )

  it('with many orders, that were refused as a whole, have begun none', () => {
    const facts = { written: true, resetCode: constants.NGHTTP2_REFUSED_STREAM }
    expect(outcomeOfBrokenExchange(new ConnectError('reset', Code.Internal), facts).kind).toBe('unreachable')
    expect(outcomeOfBrokenExchange(brokenBy('ECONNRESET'), written).kind).toBe('reset')
  })
})

it('only NOT_FOUND of the other side says that it does not know the order', () => {
  expect(isUnknownOrder(answered(Code.NotFound))).toBe(true)
  expect(isUnknownOrder(answered(Code.Unavailable))).toBe(false)
  expect(isUnknownOrder(new ConnectError('here', Code.NotFound))).toBe(false)
})

it('OK without a receipt is an error', () => {
  expect(outcomeOfStrangeReply().kind).toBe('error')
})

it('an order that no message can carry is invalid', () => {
  expect(outcomeOfUnencodable(new RangeError('1.5 is not whole'))).toEqual({
    kind: 'invalid',
    detail: '1.5 is not whole',
  })
})
