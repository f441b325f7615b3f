/**
 * An experiment as part of an address: `1.` and the shortest written form, as JSON, deflated (RFC 1951), in base64url
 * (RFC 4648 §5). `1` is the version of this code. Browsers and Node have all of it built in, on plain HTTP too.
 */
import type { Experiment } from './experiment.ts'
import { writtenFormOf } from './written-form.ts'

const VERSION = '1'
/** Servers and chat programs cut off longer addresses; Node refuses headers of 16 KiB. */
export const LONGEST_LINK = 8_000
const LARGEST_INFLATED_BYTES = 1024 * 1024
const BASE64URL = /^[\w-]*$/

/** Garbage, another version, cut off or altered, too long as it is or when inflated, or not an experiment's JSON. */
export type LinkTrouble = 'no-link' | 'version' | 'damaged' | 'too-long' | 'too-large' | 'not-json'

export class UnreadableLink extends Error {
  override readonly name = 'UnreadableLink'
  readonly trouble: LinkTrouble
  constructor(trouble: LinkTrouble, detail: string) {
    super(detail)
    this.trouble = trouble
  }
}

/** @returns the value of `x` in `/bench?x=…`; it may be longer than {@link LONGEST_LINK}, and is then of no use */
export async function encodeShareLink(experiment: Experiment): Promise<string> {
  const json = new TextEncoder().encode(JSON.stringify(writtenFormOf(experiment)))
  const deflated = await readAll(through(json, new CompressionStream('deflate-raw')))
  return `${VERSION}.${base64UrlOf(deflated)}`
}

/**
 * @returns what was written, for `parseExperiment` to judge: anything that JSON can say
 * @throws UnreadableLink with what is wrong with it. No more than 1 MiB is ever inflated.
 */
export async function decodeShareLink(text: string): Promise<unknown> {
  if (text.length > LONGEST_LINK) throw new UnreadableLink('too-long', `it is longer than ${LONGEST_LINK} characters`)
  const dot = text.indexOf('.')
  const version = text.slice(0, Math.max(dot, 0))
  if (!/^\d{1,3}$/.test(version)) throw new UnreadableLink('no-link', 'it does not begin with a version, such as 1.')
  if (version !== VERSION) throw new UnreadableLink('version', `its version is ${version}; this lab reads ${VERSION}`)
  const inflated = await inflate(bytesOf(text.slice(dot + 1)))
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(inflated))
  } catch {
    throw new UnreadableLink('not-json', 'what it holds is not JSON')
  }
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  try {
    return await readAll(through(bytes, new DecompressionStream('deflate-raw')))
  } catch (error) {
    if (error instanceof UnreadableLink) throw error
    throw new UnreadableLink('damaged', 'it is cut off, or was changed on its way')
  }
}

function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream) {
  return new Blob([bytes]).stream().pipeThrough(stream)
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = stream.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length
    if (length > LARGEST_INFLATED_BYTES) {
      await reader.cancel()
      throw new UnreadableLink('too-large', `it holds more than ${LARGEST_INFLATED_BYTES} bytes`)
    }
    chunks.push(read.value)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

function base64UrlOf(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  if (!BASE64URL.test(base64url)) throw new UnreadableLink('damaged', 'it has characters that no link of ours has')
  try {
    return Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
  } catch {
    throw new UnreadableLink('damaged', 'it is cut off, or was changed on its way')
  }
}
