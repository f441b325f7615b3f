/** The ids and facts of every protocol: one row a file in `core/protocols/`. Data only: what runs stands in `server/protocols/<id>/`. */
import type { ValuesOf } from './fields.ts'
import type { Leg, ProtocolFacts, Style } from './protocol-facts.ts'
import { connect } from './protocols/connect.ts'
import { graphql } from './protocols/graphql.ts'
import { grpc } from './protocols/grpc.ts'
import { grpcWeb } from './protocols/grpc-web.ts'
import { http } from './protocols/http.ts'
import { inProcess } from './protocols/in-process.ts'
import { kafka } from './protocols/kafka.ts'
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
  kafka,
} as const satisfies Record<string, ProtocolFacts>

export type ProtocolId = keyof typeof protocols
export const protocolIds = Object.keys(protocols) as ProtocolId[]
export type OptionsOf<P extends ProtocolId> = ValuesOf<(typeof protocols)[P]['options']>
/** Options of any protocol, checked against its rows by the schema. */
export type Options = Record<string, string | number | boolean>

/** The part of an edge that says how it is spoken. */
export interface Spoken {
  protocol: ProtocolId
  style: Style
  options: Options
}

/** The wires that an order crosses in this style, in the order in which it meets them. */
export function legsOf({ protocol, style }: Pick<Spoken, 'protocol' | 'style'>): readonly Leg[] {
  const { styles, legs } = factsOf(protocol)
  return styles[style]?.legs ?? legs
}

/** How many must have done the work of an order before it is completed. */
export function subscribersOf({ style, options }: Pick<Spoken, 'style' | 'options'>): number {
  return style === 'publish-subscribe' ? Number(options.subscribers ?? 1) : 1
}

/** Whether messages that are received too often are put aside, and can be sent back from there. */
export function hasDeadLetters({ options }: Pick<Spoken, 'options'>): boolean {
  return Number(options.maxReceives ?? 0) > 0
}

/** Number of keys within each of which orders are begun in the order of sending; null where that is not promised. */
export function orderKeysOf({ protocol, options }: Pick<Spoken, 'protocol' | 'options'>): number | null {
  const { ordered, orderedWhen } = factsOf(protocol)
  if (ordered) return 1
  if (!orderedWhen || options[orderedWhen.option] !== orderedWhen.is) return null
  return orderedWhen.keys === undefined ? 1 : Number(options[orderedWhen.keys])
}

/** The facts of one protocol, widened so that any protocol can be asked the same questions. */
export function factsOf(id: ProtocolId): ProtocolFacts {
  return protocols[id]
}
