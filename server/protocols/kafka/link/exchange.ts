/** A request and the response that belongs to it, as bytes that can be read and written anew. */
import type { Api } from '#server/brokers/kafka/wire/api.ts'
import { type ApiName, apiOf } from '#server/brokers/kafka/wire/apis.ts'
import {
  readClientId,
  readRequestStart,
  readResponseHeader,
  writeResponseHeader,
} from '#server/brokers/kafka/wire/header.ts'
import { Reader } from '#server/brokers/kafka/wire/reader.ts'
import { Writer } from '#server/brokers/kafka/wire/writer.ts'

const SIZE_BYTES = 4

export interface Exchange {
  readonly name: ApiName
  readonly version: number
  readonly correlationId: number
}

/** What stands in a message, for who knows its shape by its API. */
export type Body = Record<string, unknown>

/** @param frame with its size in front. @throws Malformed */
export function readRequest({ name, version }: Exchange, frame: Buffer): Body {
  const reader = new Reader(frame, SIZE_BYTES)
  readRequestStart(reader)
  const api = apiOf(name)
  readClientId(reader, api.isFlexible(version))
  return api.request(version).read(reader)
}

/** @param frame with its size in front. @throws Malformed */
export function readResponse(exchange: Exchange, frame: Buffer): Body {
  const reader = new Reader(frame, SIZE_BYTES)
  const version = versionOfResponse(exchange, frame)
  readResponseHeader(reader, apiOf(exchange.name), version)
  return apiOf(exchange.name).response(version).read(reader)
}

/** @param like the response that it stands for, where there was one */
export function writeResponse(exchange: Exchange, body: Body, like?: Buffer): Buffer {
  const api: Api = apiOf(exchange.name)
  const version = like ? versionOfResponse(exchange, like) : exchange.version
  const writer = new Writer()
  writeResponseHeader(writer, exchange.correlationId, { api, version })
  api.response(version).write(writer, body as never)
  return Buffer.concat(writer.frame())
}

/** KIP-511: who asked in a version that the broker does not know is answered in v0, with the error first. */
function versionOfResponse({ name, version }: Exchange, frame: Buffer): number {
  if (name !== 'apiVersions') return version
  const errorCode = frame.readInt16BE(SIZE_BYTES + 4)
  return errorCode === 0 ? version : 0
}
