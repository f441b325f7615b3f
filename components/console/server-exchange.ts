/**
 * Request and response of an order that the server sent, as the protocol's own tools would print them: read from the
 * bytes where they are text, told in the protocol's own terms where they are not.
 */
import type { ByteField } from '#core/bytes/field.ts'
import type { StreamView } from './capture-view.ts'
import { type Exchange, pretty, shortened } from './senders/exchange.ts'
import type { Sent } from './sent.ts'

const MOST_CHARACTERS = 4000

export function exchangeOf(sent: Sent, scope: string): Exchange {
  const { protocol, order, options, outcome, receipt } = sent
  const asked = pretty(shortened(order))
  const failure = outcome.detail ?? outcome.kind
  switch (protocol) {
    case 'http':
    case 'graphql':
    case 'connect':
    case 'grpc-web':
    case 'sqs':
      return httpOf(sent) ?? { request: asked, response: receipt ? pretty(receipt) : failure }
    case 'grpc':
      return {
        request: `wirelab.orders.v1.OrderService/PlaceOrder\n\n${asked}`,
        response: receipt ? `grpc-status: 0 OK\n\n${pretty(receipt)}` : failure,
      }
    case 'tcp':
      return {
        request: `${framesOf(streamOf(sent, 'upstream'))}\n\n${asked}`,
        response: receipt ? `${framesOf(streamOf(sent, 'downstream'))}\n\n${pretty(receipt)}` : failure,
      }
    case 'mqtt': {
      const answers = packetsOf(streamOf(sent, 'downstream'))
      return {
        request: `PUBLISH orders/${scope} (QoS ${options.qos})\n\n${asked}`,
        response: outcome.kind === 'ok' ? answers.join('\n') || 'QoS 0' : failure,
      }
    }
    case 'kafka': {
      const answers = packetsOf(streamOf(sent, 'downstream'))
      return {
        request: `Produce ${scope}-orders (acks=${options.acks})\n\n${asked}`,
        response: outcome.kind === 'ok' ? answers.join('\n') || 'acks=0' : failure,
      }
    }
    case 'websocket':
      return {
        request: `emit "order:place"\n\n${asked}`,
        response: receipt ? `ack\n\n${pretty({ receipt })}` : failure,
      }
    case 'in-process':
      return { request: asked, response: receipt ? pretty(receipt) : failure }
    default:
      return protocol satisfies never
  }
}

function streamOf({ captures }: Sent, stream: StreamView['stream']): StreamView | null {
  return captures?.[0]?.streams.find((view) => view.stream === stream) ?? null
}

/** The messages as they stand on the wire; null where they are not HTTP/1.1 in plain text. */
function httpOf(sent: Sent): Exchange | null {
  const request = textOf(streamOf(sent, 'upstream'))
  return request === null ? null : { request, response: textOf(streamOf(sent, 'downstream')) }
}

/** Of the last message that carries the order: a queue's client may ask for its URL first. */
function textOf(view: StreamView | null): string | null {
  if (!view?.fields[0]?.name.endsWith(' line')) return null
  const start = view.fields.findLast(({ name, depth }) => depth === 0 && /^(request|status) line$/.test(name))
  const of = view.fields.filter(({ from }) => from >= (start?.from ?? 0))
  const head = of.filter(({ depth, name }) => depth === 0 && !isFraming(name)).map(lineOf)
  const body = of.filter(({ depth, name }) => depth > 0 && name !== 'flags' && name !== 'length').map(bodyLine)
  return [...head, '', ...body].join('\n').slice(0, MOST_CHARACTERS)
}

function isFraming(name: string): boolean {
  return /^(empty line|body|chunk|chunk size|last chunk|end of the chunk|end of the body)$/.test(name)
}

function lineOf({ name, value }: ByteField): string {
  return name.endsWith(' line') ? value : `${name}: ${value}`
}

function bodyLine({ name, value, depth }: ByteField): string {
  if (name === 'JSON' || name === 'text') return value
  return `${'  '.repeat(depth - 1)}${name} ${value}`
}

function framesOf(view: StreamView | null): string {
  const parts = view?.fields.filter(({ name }) => ['length', 'id', 'kind'].includes(name)) ?? []
  return parts.map(({ name, value }) => `${name} ${value}`).join(' · ')
}

function packetsOf(view: StreamView | null): string[] {
  const of = view?.fields.filter(({ depth }) => depth === 0) ?? []
  return of.map(({ name }) => name.replace(/^packet /, '')).filter((name) => name !== 'CONNACK')
}
