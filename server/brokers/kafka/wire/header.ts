/**
 * What stands in front of every request and response (protocol guide, "Request Header", "Response Header"): v1 and v0,
 * or in flexible versions v2 and v1, which have tagged fields.
 */

import type { Api } from './api.ts'
import type { Reader } from './reader.ts'
import { structCodec } from './struct.ts'
import { string } from './types.ts'
import type { Writer } from './writer.ts'

const API_VERSIONS_KEY = 18

/** The same in all versions, so that a request can be told before its API is known. */
export interface RequestStart {
  key: number
  version: number
  correlationId: number
}

export function readRequestStart(reader: Reader): RequestStart {
  return { key: reader.int16(), version: reader.int16(), correlationId: reader.int32() }
}

export function writeRequestStart(writer: Writer, { key, version, correlationId }: RequestStart): void {
  writer.int16(key)
  writer.int16(version)
  writer.int32(correlationId)
}

// KIP-482: the client id keeps its old encoding in a flexible header.
const clientId = string.nullable().compile({ number: 1, flexible: false }, true)
const tagged = structCodec({}, { number: 0, flexible: true })

export function readClientId(reader: Reader, flexible: boolean): string | null {
  const id = clientId.read(reader)
  if (flexible) tagged.read(reader)
  return id
}

export function writeClientId(writer: Writer, id: string | null, flexible: boolean): void {
  clientId.write(writer, id)
  if (flexible) tagged.write(writer, {})
}

/** KIP-511: the response to ApiVersions always has the old header, as its reader cannot know the version yet. */
function hasFlexibleHeader(api: Api, version: number): boolean {
  return api.isFlexible(version) && api.key !== API_VERSIONS_KEY
}

export function readResponseHeader(reader: Reader, api: Api, version: number): number {
  const correlationId = reader.int32()
  if (hasFlexibleHeader(api, version)) tagged.read(reader)
  return correlationId
}

export function writeResponseHeader(writer: Writer, correlationId: number, of: { api: Api; version: number }): void {
  writer.int32(correlationId)
  if (hasFlexibleHeader(of.api, of.version)) tagged.write(writer, {})
}
