/** The order as it is being edited, and how it becomes one that is sent. */
import { defaultsOf, type Fields } from '#core/fields.ts'
import type { OrderItem, PlaceOrder } from '#core/order.ts'
import { factsOf, type Options, type ProtocolId } from '#core/protocols.ts'

export interface Draft {
  customerId: string
  items: OrderItem[]
  /** What the note is: written by hand, or padding of so many bytes. */
  noteBy: 'text' | 'bytes'
  note: string
  payloadBytes: number
}

export const firstDraft: Draft = {
  customerId: 'customer-7',
  items: [{ sku: 'tea', quantity: 2, unitPriceCents: 450 }],
  noteBy: 'text',
  note: '',
  payloadBytes: 1024,
}

export const MOST_ITEMS = 8
const PADDING = 'x'

export function orderOf(draft: Draft, orderId: string): PlaceOrder {
  return { orderId, customerId: draft.customerId, items: draft.items, note: noteOf(draft) }
}

function noteOf({ noteBy, note, payloadBytes }: Draft): string {
  return noteBy === 'bytes' ? PADDING.repeat(payloadBytes) : note
}

/** What a page decides by itself; everything else about the connection is the lab server's. */
const browserOptions: Partial<Record<ProtocolId, readonly string[]>> = {
  http: ['encoding', 'writer'],
  'grpc-web': ['encoding'],
  connect: ['encoding'],
  graphql: ['selection', 'writer'],
}

export type Sender = 'browser' | 'server'

/** One order at a time goes in the default style: what counts in another one only is left out. */
export function optionFieldsOf(protocol: ProtocolId): Fields {
  const { options, defaultStyle } = factsOf(protocol)
  return Object.fromEntries(Object.entries(options).filter(([, { style }]) => (style ?? defaultStyle) === defaultStyle))
}

export function optionNamesOf(protocol: ProtocolId, sender: Sender): string[] {
  const names = Object.keys(optionFieldsOf(protocol))
  if (sender === 'server') return names
  return names.filter((name) => browserOptions[protocol]?.includes(name))
}

/** With the protocol's defaults where nothing was chosen. */
export function optionsOf(protocol: ProtocolId, chosen: Options | undefined): Options {
  return { ...defaultsOf(factsOf(protocol).options), ...chosen }
}

/** The wrapping of an order under these options, from the inside out. */
export function stackOf(protocol: ProtocolId, options: Options): string[] {
  return factsOf(protocol)
    .stack.flatMap((layer) => {
      if ((layer === 'JSON' || layer === 'protobuf') && options.encoding !== undefined)
        return [String(options.encoding)]
      if (layer === 'HTTP/1.1' && options.version === '2') return ['HTTP/2']
      if (layer === 'TCP' && options.tls !== undefined && options.tls !== 'off')
        return [options.tls === 'mtls' ? `mTLS ${options.tlsVersion}` : `TLS ${options.tlsVersion}`, 'TCP']
      return [layer]
    })
    .map((layer) => (layer === 'json' ? 'JSON' : layer))
}

let last = 0

/** A number that no other page is likely to use at the same time; order ids and capture ids are made of it. */
export function freshNumber(): number {
  const MOST = 1_000_000_000
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1))
  last = last === 0 ? random % MOST : (last + 1) % MOST
  return last
}
