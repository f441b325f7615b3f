/** From a request's bytes to its handler, and from the handler's answer to bytes. */
import type { Peer } from '../net/connection.ts'
import type { Api, RequestOf, ResponseOf } from '../wire/api.ts'
import { type ApiName, type Apis, apiNames, apiOf, apis, nameByKey } from '../wire/apis.ts'
import { errors } from '../wire/errors.ts'
import { readClientId, readRequestStart, writeResponseHeader } from '../wire/header.ts'
import { Malformed } from '../wire/malformed.ts'
import { Reader } from '../wire/reader.ts'
import { Writer } from '../wire/writer.ts'

/** What a handler knows of a request besides what stands in it. */
export interface Context {
  version: number
  clientId: string
  peer: Peer
}

type Answer<A> = A | null | Promise<A | null>

/** Null where no response is sent. */
export type Handler<N extends ApiName> = (request: RequestOf<Apis[N]>, context: Context) => Answer<ResponseOf<Apis[N]>>

export type Handlers = { readonly [N in ApiName]: Handler<N> }

type AnyHandler = (request: unknown, context: Context) => Answer<never>

/** @throws Malformed for what is no request to be answered: Kafka, too, closes the connection then */
export async function dispatch(handlers: Handlers, bytes: Buffer, peer: Peer): Promise<Buffer[] | null> {
  const reader = new Reader(bytes)
  const { key, version, correlationId } = readRequestStart(reader)
  const name = nameByKey.get(key)
  if (!name) throw new Malformed(`there is no API ${key} here`)
  const api = apiOf(name)
  if (!api.speaks(version)) {
    // KIP-511: a client cannot know better yet; what it is told it can read whatever its version.
    if (name === 'apiVersions')
      return respond(api, { version: 0, correlationId, body: versionsWith('UNSUPPORTED_VERSION') })
    throw new Malformed(`${api.name} v${version} is not spoken here`)
  }
  const clientId = readClientId(reader, api.isFlexible(version)) ?? ''
  const request = api.request(version).read(reader)
  if (reader.left > 0) throw new Malformed(`${reader.left} bytes behind a request of ${api.name} v${version}`)
  const handler = handlers[name] as AnyHandler
  const body = await handler(request, { version, clientId, peer })
  return body && respond(api, { version, correlationId, body })
}

/** KIP-35. */
export function versionsWith(error: 'NONE' | 'UNSUPPORTED_VERSION'): ResponseOf<Apis['apiVersions']> {
  return {
    errorCode: errors[error],
    apis: apiNames.map((name) => ({ key: apis[name].key, min: apis[name].min, max: apis[name].max })),
  }
}

function respond(api: Api, answer: { version: number; correlationId: number; body: unknown }): Buffer[] {
  const { version, correlationId, body } = answer
  const writer = new Writer()
  writeResponseHeader(writer, correlationId, { api, version })
  api.response(version).write(writer, body as never)
  return writer.frame()
}
