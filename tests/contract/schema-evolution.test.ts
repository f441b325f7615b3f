/** What an old reader makes of a newer writer's orders, on the wire: an answer for each encoding, and each change. */
import { describe, expect, it } from 'vitest'
import { receiptFor } from '#core/order.ts'
import type { Options, ProtocolId, Style } from '#core/protocols.ts'
import { validOrder } from '#server/service/valid-order.ts'
import { never, openLab, orderOf } from './lab.ts'

interface Cell {
  protocol: ProtocolId
  options: Options
  /** What its caller is told; null where the order is placed. */
  refusal: RegExp | null
}

const json = { encoding: 'json' }
const protobuf = { encoding: 'protobuf' }
const adds = { writer: 'adds-field' }
const renames = { writer: 'renames-field' }

const cells: Cell[] = [
  { protocol: 'http', options: { ...json, ...adds }, refusal: null },
  { protocol: 'http', options: { ...json, ...renames }, refusal: /422 .*customerId/ },
  { protocol: 'http', options: { ...protobuf, ...adds }, refusal: null },
  { protocol: 'http', options: { ...protobuf, ...renames }, refusal: null },
  { protocol: 'graphql', options: adds, refusal: /coupon/ },
  { protocol: 'graphql', options: renames, refusal: /customerId|buyerId/ },
]
const styles: Record<string, Style[]> = {
  http: ['request-reply', 'async-request-reply', 'stream'],
  graphql: ['request-reply', 'async-request-reply', 'stream'],
}
const runs = cells.flatMap((cell) => (styles[cell.protocol] ?? []).map((style) => ({ ...cell, style })))

describe('an old reader, a new writer', () => {
  it.each(runs)('$protocol $style $options: $refusal', async ({ protocol, style, options, refusal }) => {
    const given = { pollIntervalMs: 50, ...options }
    await using lab = await openLab(protocol, {
      style,
      options: protocol === 'http' ? given : options,
      execute: async (order) => receiptFor(validOrder(order, 1024)),
    })
    const order = orderOf(1, 'note')
    const outcome = await lab.client.perform(order, never)
    if (refusal) {
      expect(outcome).toMatchObject({ kind: 'invalid', detail: expect.stringMatching(refusal) })
      return
    }
    expect(outcome).toEqual({ kind: 'ok', receipt: receiptFor(order) })
    expect(lab.executed).toEqual([order])
  })
})
