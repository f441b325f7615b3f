/** One order as a command line for each protocol's ordinary tool, quoted for a POSIX shell: it works as copied. */
import type { Address } from './address.ts'
import type { PlaceOrder } from './order.ts'
import type { ProtocolId } from './protocols.ts'

export interface CommandOptions {
  order: PlaceOrder
  /** What is dialled: the link of the first leg, so that the bytes are counted and the faults met. */
  address: Address
  /** What its queue or topic is called at the broker. */
  scope: string
}

const SERVICE = 'wirelab.orders.v1.OrderService/PlaceOrder'
const MUTATION =
  'mutation PlaceOrder($input: PlaceOrderInput!) { placeOrder(input: $input) { orderId status totalCents noteLength } }'
/** Of the lab's own TCP frames: 4 bytes of id and 1 of kind stand between the length and the body. */
const FRAME_REST_BYTES = 5
const ORDER_KIND = 1
/** SQS: what emulators call the account of nobody. */
const ACCOUNT = '000000000000'

/** Null where there is no wire to send on. */
export function commandLineFor(protocol: ProtocolId, { order, address, scope }: CommandOptions): string | null {
  const at = hostAndPort(address)
  const json = JSON.stringify(order)
  switch (protocol) {
    case 'in-process':
      return null
    case 'http':
      return post(`http://${at}/orders`, 'application/json', json)
    case 'connect':
      return post(`http://${at}/${SERVICE}`, 'application/json', JSON.stringify(messageOf(order)))
    case 'graphql':
      return post(
        `http://${at}/graphql`,
        'application/json',
        JSON.stringify({ query: MUTATION, variables: { input: order } }),
      )
    case 'grpc':
      return `grpcurl -plaintext -d ${quoted(JSON.stringify(messageOf(order)))} ${quoted(at)} ${SERVICE}`
    case 'grpc-web': {
      const message = JSON.stringify(messageOf(order))
      const prefix = [0, ...u32(utf8Bytes(message))]
      const url = quoted(`http://${at}/${SERVICE}`)
      return `printf ${quoted(`${octal(prefix)}%s`)} ${quoted(message)} |\n  curl -sS -X POST ${url} -H 'content-type: application/grpc-web+json' --data-binary @- --output -`
    }
    case 'tcp': {
      const head = [...u32(FRAME_REST_BYTES + utf8Bytes(json)), ...u32(1), ORDER_KIND]
      return `{ printf ${quoted(`${octal(head)}%s`)} ${quoted(json)}; sleep 1; } |\n  nc -w 2 ${quoted(address.host)} ${address.port}`
    }
    case 'websocket':
      // Node 20 has a WebSocket when it is asked for one; newer ones have it anyway and take the flag all the same.
      return `node --experimental-websocket -e ${quoted(socketIoScript(at, json))}   # Node 20.10 or newer`
    case 'sqs':
      return [
        'AWS_ACCESS_KEY_ID=wirelab AWS_SECRET_ACCESS_KEY=wirelab aws sqs send-message --region us-east-1 \\',
        `  --endpoint-url ${quoted(`http://${at}`)} --queue-url ${quoted(`http://${at}/${ACCOUNT}/${scope}`)} \\`,
        `  --message-body ${quoted(json)}`,
      ].join('\n')
    case 'mqtt':
      return `mosquitto_pub -h ${quoted(address.host)} -p ${address.port} -V mqttv311 -q 1 \\\n  -t ${quoted(`orders/${scope}`)} -m ${quoted(json)}`
    case 'kafka':
      return `printf '%s\\n' ${quoted(json)} |\n  kcat -b ${quoted(at)} -P -t ${quoted(`${scope}-orders`)}`
    default:
      return protocol satisfies never
  }
}

/** As one word of a POSIX shell: nothing within single quotes means anything but the quote itself. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

function post(url: string, type: string, body: string): string {
  return `curl -sS -i ${quoted(url)} -H ${quoted(`content-type: ${type}`)} \\\n  --data-raw ${quoted(body)}`
}

/** The order in the JSON of protobuf, under the names of orders.proto. */
function messageOf({ orderId, customerId, items, note }: PlaceOrder) {
  return {
    order_id: orderId,
    customer_id: customerId,
    items: items.map(({ sku, quantity, unitPriceCents }) => ({ sku, quantity, unit_price_cents: unitPriceCents })),
    note,
  }
}

/** Engine.IO's open packet (0), Socket.IO's CONNECT (40), the event with ack id 0 (420), its ack (430). */
function socketIoScript(at: string, json: string): string {
  const url = JSON.stringify(`ws://${at}/socket.io/?EIO=4&transport=websocket`)
  const event = JSON.stringify(`420["order:place",${json}]`)
  return (
    `const s = new WebSocket(${url}); s.onmessage = ({ data }) => { if (data[0] === "0") s.send("40"); ` +
    `if (data.startsWith("40")) s.send(${event}); if (data.startsWith("43")) { console.log(data); s.close() } }`
  )
}

function hostAndPort({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

function u32(value: number): number[] {
  return [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256)
}

/** As printf of any shell reads it. */
function octal(bytes: number[]): string {
  return bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
}

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length
}
