/** Orders and receipts as JSON, protobuf, XML and HTML. Whatever came from outside is escaped where markup is made. */
import type { PlaceOrder, Receipt } from '#core/order.ts'
import { orderEncodings } from '../order-encoding.ts'
import { mediaTypeOf } from './media-types.ts'

export interface Representation {
  /** With its charset where it is text. */
  contentType: string
  /** Short, for entity tags. */
  tag: string
  order(order: PlaceOrder): Buffer
  receipt(receipt: Receipt): Buffer
}

const { json, protobuf } = orderEncodings

/** The server's favourite first. */
const byType = {
  [mediaTypeOf.json]: {
    contentType: mediaTypeOf.json,
    tag: 'json',
    order: json.encodeOrder,
    receipt: json.encodeReceipt,
  },
  [mediaTypeOf.protobuf]: {
    contentType: mediaTypeOf.protobuf,
    tag: 'protobuf',
    order: protobuf.encodeOrder,
    receipt: protobuf.encodeReceipt,
  },
  'application/xml': xmlAs('application/xml'),
  'text/xml': xmlAs('text/xml'),
  'text/html': {
    contentType: 'text/html; charset=utf-8',
    tag: 'html',
    order: (order) => html(`Order ${order.orderId}`, order),
    receipt: (receipt) => html(`Receipt of order ${receipt.orderId}`, receipt),
  },
} as const satisfies Record<string, Representation>

export type MediaType = keyof typeof byType
export const mediaTypes = Object.keys(byType) as MediaType[]

export function representationIn(type: MediaType): Representation {
  return byType[type]
}

function xmlAs(type: string): Representation {
  return {
    contentType: `${type}; charset=utf-8`,
    tag: 'xml',
    order: (order) => xml('order', order),
    receipt: (receipt) => xml('receipt', receipt),
  }
}

type Value = string | number | Value[] | { [name: string]: Value }

function xml(root: string, value: object): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${element(root, value as Value)}\n`)
}

/** Names are ours: fields of an order; what stands inside is not. */
function element(name: string, value: Value): string {
  const inside = Array.isArray(value)
    ? value.map((one) => element('item', one)).join('')
    : typeof value === 'object'
      ? Object.entries(value)
          .map(([field, one]) => element(field, one))
          .join('')
      : escaped(String(value))
  return `<${name}>${inside}</${name}>`
}

function html(title: string, value: object): Buffer {
  const heading = escaped(title)
  return Buffer.from(
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${heading}</title></head>\n` +
      `<body><h1>${heading}</h1>\n${list(value as Value)}\n</body></html>\n`,
  )
}

function list(value: Value): string {
  if (Array.isArray(value)) return `<ol>${value.map((one) => `<li>${list(one)}</li>`).join('')}</ol>`
  if (typeof value !== 'object') return escaped(String(value))
  const rows = Object.entries(value).map(([field, one]) => `<dt>${field}</dt><dd>${list(one)}</dd>`)
  return `<dl>${rows.join('')}</dl>`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
/** Characters that XML 1.0 §2.2 does not allow, escaped or not; HTML would change them as well. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
const UNWRITABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(UNWRITABLE, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] as string)
    .replaceAll('\r', '&#13;')
}
