import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commandLineFor, quoted } from './command-lines.ts'
import type { PlaceOrder } from './order.ts'
import { type ProtocolId, protocolIds } from './protocols.ts'

const order: PlaceOrder = {
  orderId: 'console.http.7',
  customerId: "o'neil",
  items: [{ sku: 'sku-1', quantity: 2, unitPriceCents: 250 }],
  note: '서울 $HOME `ls` "두 번" \\n %s',
}
const address = { host: '127.0.0.1', port: 4001 }

/** What the shell hands to the tool: each tool is replaced by a function that prints its arguments. */
function argumentsOf(protocol: ProtocolId, given: PlaceOrder): string[] {
  const line = commandLineFor(protocol, { order: given, address, scope: 'console-1' })
  const print = '{ for word in "$@"; do printf "%s\\0" "$word"; done; }'
  const tools = ['curl', 'grpcurl', 'aws', 'mosquitto_pub', 'nc', 'node'].map((tool) => `${tool}() ${print}`)
  return execFileSync('sh', ['-c', `${tools.join('\n')}\n${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)
}

const printed = (script: string) => execFileSync('sh', ['-c', script])

describe('quoted', () => {
  test('any text comes back from the shell as it was', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((word) => !word.includes('\0'))
    fc.assert(
      fc.property(text, (word) => {
        expect(execFileSync('sh', ['-c', `printf %s ${quoted(word)}`], { encoding: 'utf8' })).toBe(word)
      }),
      { numRuns: 40 },
    )
  })
})

describe('commandLineFor', () => {
  test.each(protocolIds.filter((id) => !['in-process', 'tcp', 'grpc-web', 'kafka'].includes(id)))(
    '%s: the tool is handed the order whole, whatever characters it has',
    (protocol) => {
      const words = argumentsOf(protocol, order)
      const carrier = words.find((word) => word.includes('console.http.7')) ?? ''
      if (protocol === 'websocket') {
        const event = /s\.send\(("420.*?[^\\]")\)/.exec(carrier)?.[1] ?? ''
        expect(JSON.parse(JSON.parse(event).slice(3))).toEqual(['order:place', order])
        return
      }
      const body = JSON.parse(carrier)
      const sent = protocol === 'graphql' ? body.variables.input : body
      expect(sent.note).toBe(order.note)
      expect(sent.customerId ?? sent.customer_id).toBe(order.customerId)
    },
  )

  test('tcp: the bytes are one frame of the right length', () => {
    const line = commandLineFor('tcp', { order, address, scope: '' }) ?? ''
    const bytes = printed(`${line.slice(line.indexOf('printf'), line.indexOf('; sleep'))}`)
    expect(bytes.readUInt32BE(0)).toBe(bytes.length - 4)
    expect(bytes.readUInt8(8)).toBe(1)
    expect(JSON.parse(bytes.subarray(9).toString())).toEqual(order)
  })

  test('grpc-web: the bytes are one message with its prefix', () => {
    const line = commandLineFor('grpc-web', { order, address, scope: '' }) ?? ''
    const bytes = printed(line.slice(0, line.indexOf(' |\n')))
    expect(bytes.readUInt8(0)).toBe(0)
    expect(bytes.readUInt32BE(1)).toBe(bytes.length - 5)
    expect(JSON.parse(bytes.subarray(5).toString())).toMatchObject({ order_id: 'console.http.7', note: order.note })
  })

  test('kafka: the bytes are the order, in one line', () => {
    const line = commandLineFor('kafka', { order, address, scope: 'lab' }) ?? ''
    const text = printed(line.slice(0, line.indexOf(' |\n'))).toString()
    expect(text.indexOf('\n')).toBe(text.length - 1)
    expect(JSON.parse(text)).toEqual(order)
    expect(line).toContain('-t lab-orders')
  })

  test('there is none where nothing crosses a wire, and IPv6 goes in brackets', () => {
    expect(commandLineFor('in-process', { order, address, scope: '' })).toBeNull()
    expect(commandLineFor('http', { order, address: { host: '::1', port: 1 }, scope: '' })).toContain(
      "'http://[::1]:1/",
    )
  })
})
