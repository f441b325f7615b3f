/** `fetch`: the browser's own HTTP client. */
import { fieldsBy, type Writer } from '#core/order-writer.ts'
import type { BrowserSender, SendOptions, SendResult } from './exchange.ts'
import { receiptIn, SEND_HEADER, shortened, timed } from './exchange.ts'
import { outcomeOfStatus, outcomeOfThrown } from './outcome.ts'
import { decodeReceipt, encodeOrder } from './protobuf-order.ts'

const PATH = '/api/lab/http/orders'

export function openHttp(): BrowserSender {
  return { send, close: () => {} }
}

function send({ order, options, timeoutMs, captureId }: SendOptions): Promise<SendResult> {
  const protobuf = options.encoding === 'protobuf'
  const writer = options.writer as Writer
  const mediaType = protobuf ? 'application/protobuf' : 'application/json'
  const resourceUrl = captureId === null ? null : `${PATH}?capture=${captureId}`
  const request = `POST /orders HTTP/1.1\ncontent-type: ${mediaType}\n\n${JSON.stringify(fieldsBy(writer, shortened(order)))}`
  return timed(timeoutMs, async (signal) => {
    try {
      const response = await fetch(resourceUrl ?? PATH, {
        method: 'POST',
        headers: { 'content-type': mediaType, accept: mediaType },
        body: protobuf ? await encodeOrder(order, writer) : JSON.stringify(fieldsBy(writer, order)),
        signal,
      })
      const bytes = new Uint8Array(await response.arrayBuffer())
      const receipt = protobuf && response.ok ? await decodeReceipt(bytes) : jsonReceipt(bytes)
      const text = protobuf && receipt ? JSON.stringify(receipt) : new TextDecoder().decode(bytes)
      const outcome = outcomeOfStatus(response.status, text)
      return {
        outcome: outcome.kind === 'ok' && !receipt ? { kind: 'error', detail: 'a 2xx without a receipt' } : outcome,
        receipt,
        exchange: { request, response: responseText(response, text) },
        resourceUrl,
      }
    } catch (thrown) {
      return {
        outcome: outcomeOfThrown(thrown, signal.aborted),
        receipt: null,
        exchange: { request, response: null },
        resourceUrl,
      }
    }
  })
}

function jsonReceipt(bytes: Uint8Array) {
  try {
    return receiptIn(JSON.parse(new TextDecoder().decode(bytes)))
  } catch {
    return null
  }
}

function responseText(response: Response, body: string): string {
  const headers = [...response.headers]
    .filter(([name]) => name !== SEND_HEADER)
    .map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${response.status} ${response.statusText}`, ...headers, '', body].join('\n')
}
