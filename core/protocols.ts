/** The ids and facts of every protocol: one row a file in `core/protocols/`. Data only: what runs stands in `server/protocols/<id>/`. */
import type { ValuesOf } from './fields.ts'
import type { ProtocolFacts } from './protocol-facts.ts'
import { connect } from './protocols/connect.ts'
import { graphql } from './protocols/graphql.ts'
import { grpc } from './protocols/grpc.ts'
import { grpcWeb } from './protocols/grpc-web.ts'
import { http } from './protocols/http.ts'
import { inProcess } from './protocols/in-process.ts'
import { mqtt } from './protocols/mqtt.ts'
import { sqs } from './protocols/sqs.ts'
import { tcp } from './protocols/tcp.ts'
import { websocket } from './protocols/websocket.ts'

export { type Leg, legs, type ProtocolFacts, type Style, styles } from './protocol-facts.ts'

export const protocols = {
  'in-process': inProcess,
  http,
  tcp,
  grpc,
  'grpc-web': grpcWeb,
  connect,
  graphql,
  websocket,
  sqs,
  mqtt,
} as const satisfies Record<string, ProtocolFacts>

export type ProtocolId = keyof typeof protocols
export const protocolIds = Object.keys(protocols) as ProtocolId[]
export type OptionsOf<P extends ProtocolId> = ValuesOf<(typeof protocols)[P]['options']>
/** Options of any protocol, checked against its rows by the schema. */
export type Options = Record<string, string | number | boolean>

/** The facts of one protocol, widened so that any protocol can be asked the same questions. */
export function factsOf(id: ProtocolId): ProtocolFacts {
  return protocols[id]
}
