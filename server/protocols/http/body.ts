/** The body of a request: bounded in bytes, as sent and unpacked, and in time. */
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Problem } from './problem.ts'

const KIB = 1024
/** Largest request body: room for the largest payload, its escapes and the rest of the order. */
export const MAX_BODY_BYTES = 512 * KIB

const unzip = promisify(gunzip)

export interface BodyLimits {
  /** Largest request body, bytes. */
  bodyBytes: number
  /** From the first byte of a request to its last: bounds a slow loris. */
  requestTimeoutMs: number
}

/** What is left of it is not read, so an HTTP/1.1 connection cannot go on: RFC 9110 §15.5.14. */
export function tooLarge({ bodyBytes }: BodyLimits): Problem {
  return new Problem(413, `the body may have ${bodyBytes} bytes`, { connection: 'close' })
}

/** Rejects with a {@link Problem} where it is too large or too slow, and with the stream's own error where it is cut. */
export async function readBody(stream: AsyncIterable<Buffer>, limits: BodyLimits): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > limits.bodyBytes) throw tooLarge(limits)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** @param coding of `Content-Encoding`; a bomb of gzip is 413 like any body that is too large */
export async function unpack(body: Buffer, coding: string | undefined, limits: BodyLimits): Promise<Buffer> {
  switch (coding?.trim().toLowerCase() ?? 'identity') {
    case '':
    case 'identity':
      return body
    case 'gzip':
    case 'x-gzip': // RFC 9110 §8.4.1.3
      try {
        return await unzip(body, { maxOutputLength: limits.bodyBytes })
      } catch (error) {
        const bomb = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
        throw bomb ? tooLarge(limits) : new Problem(400, 'the body is not gzip')
      }
  }
  // RFC 9110 §12.5.3: a 415 says which codings are taken.
  throw new Problem(415, `the content coding '${coding}' is not taken`, { 'accept-encoding': 'gzip' })
}
