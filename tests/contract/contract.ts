/**
 * The one suite that every protocol passes. What a protocol cannot be asked is skipped by name and with its reason.
 * Acknowledged is not executed: where a queue stands in between, the suite waits for the execution before it compares.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PlaceOrder, receiptFor } from '#core/order.ts'
import type { Outcome } from '#core/outcome.ts'
import { factsOf, legsOf, type Options, type ProtocolId, type Style } from '#core/protocols.ts'
import { refusalKinds, ServiceRefusal } from '#core/refusal.ts'
import { type ClientSockets, watchClientSockets } from './client-sockets.ts'
import { expectNoNewHandles, openHandles } from './handles.ts'
import { eventually, type Lab, type LabOptions, never, openLab, orderOf } from './lab.ts'

const KIB = 1024
const SLOW_MS = 20_000
const SOON_MS = 5000

const stallReplies = {
  id: 'stall',
  type: 'latency',
  stream: 'downstream',
  toxicity: 1,
  attributes: { latency: SLOW_MS, jitter: 0 },
} as const
const cut = { id: 'cut', type: 'reset_peer', stream: 'downstream', toxicity: 1, attributes: { timeout: 0 } } as const
const down = { id: 'down', type: 'down', stream: 'downstream', toxicity: 1, attributes: {} } as const

const notes = {
  'quotes, escapes and line ends': '"\\/\b\f\r\n\t',
  'control characters': '\u0000\u0001\u001f\u007f',
  'two, three and four bytes': 'é ñ 주문 注文 🧾👩‍👩‍👧',
  'characters that are not characters': '\ufffe\uffff\u{1ffff}\u2028',
}

export interface Skip {
  reason: string
  tests: TestName[]
}

const testNames = [
  'carries payloads unchanged',
  'carries any text unchanged',
  'keeps 1,000 concurrent calls apart',
  'tells the refusals of the service apart',
  'refuses what is too large before sending',
  'is unreachable when the server is stopped',
  'is unreachable when the link is down',
  'is reset when the connection breaks in the middle',
  'frees the caller at its deadline',
  'frees the caller who gives up',
  'sends nothing for a caller who has given up already',
  'stops and starts on the same port',
  'counts on the link what the client sockets count',
  'leaves no handle',
] as const
type TestName = (typeof testNames)[number]

/** A thousand calls, on a machine that does much else. */
const timeoutsMs: Partial<Record<TestName, number>> = { 'keeps 1,000 concurrent calls apart': 60_000 }

export interface Variant {
  skip?: Skip[]
  /** Of the protocol: the same suite over TLS, another version, another encoding. */
  options?: Options
  style?: Style
  /** Where a broker is that takes the place of the embedded one; asked when the first test begins. */
  external?: () => LabOptions['external']
}

export function contract(id: ProtocolId, { skip = [], options = {}, ...variant }: Variant = {}): void {
  const facts = factsOf(id)
  const style = variant.style ?? facts.defaultStyle
  const legs = legsOf({ protocol: id, style })
  const open = (given: LabOptions = {}) =>
    openLab(id, { ...given, style, options: { ...options, ...given.options }, external: variant.external?.() })
  const told = Object.entries(options).map(([name, value]) => `${name} ${value}`)
  if (variant.style) told.unshift(variant.style)
  const hasReceipts = style !== 'one-way' && style !== 'publish-subscribe'

  const test = (name: TestName, run: () => Promise<void>) => {
    const skipped = skip.find(({ tests }) => tests.includes(name))
    if (skipped) it.skip(`${name} (${skipped.reason})`, run)
    else it(name, run, timeoutsMs[name])
  }

  const expectPlaced = (outcome: Outcome, order: PlaceOrder) =>
    expect(outcome).toEqual({ kind: 'ok', receipt: hasReceipts ? receiptFor(order) : null })

  /** Some protocols shake hands first: a fault that is set after this one meets an order, and no handshake. */
  const expectConnected = async (lab: Lab) => {
    expectPlaced(await lab.client.perform(orderOf(0), never), orderOf(0))
    await eventually(() => expect(lab.executed).toHaveLength(1))
  }

  const expectCarried = async (lab: Lab, order: PlaceOrder) => {
    expectPlaced(await lab.client.perform(order, never), order)
    await eventually(() => expect(lab.executed.find(({ orderId }) => orderId === order.orderId)).toEqual(order))
  }

  const title = `the contract: ${[id, ...told].join(', ')}`

  describe(title, () => {
    let shared: Lab
    beforeAll(async () => {
      shared = await open()
    })
    afterAll(() => shared.close())

    test('carries payloads unchanged', async () => {
      for (const [index, bytes] of [0, 1, 1000, 64 * KIB - 1, 64 * KIB, facts.largestPayloadBytes].entries()) {
        await expectCarried(shared, orderOf(index, 'x'.repeat(bytes)))
      }
      expect(facts.largestPayloadBytes).toBeGreaterThanOrEqual(256 * KIB)
    })

    test('carries any text unchanged', async () => {
      for (const [index, note] of Object.values(notes).entries())
        await expectCarried(shared, orderOf(100 + index, note))
    })

    test('keeps 1,000 concurrent calls apart', async () => {
      await using lab = await open()
      const orders = Array.from({ length: 1000 }, (_, seq) => orderOf(seq, `note ${seq} `.repeat(seq % 50)))
      const outcomes = await Promise.all(orders.map((order) => lab.client.perform(order, never)))
      for (const [seq, order] of orders.entries()) expectPlaced(outcomes[seq] as Outcome, order)
      await eventually(() => expect(lab.executed).toHaveLength(orders.length))
      const byId = new Map(lab.executed.map((order) => [order.orderId, order]))
      for (const order of orders) expect(byId.get(order.orderId)).toEqual(order)
    })

    test('tells the refusals of the service apart', async () => {
      const thrown = new Map<string, Error>(
        refusalKinds.map((kind) => [kind, new ServiceRefusal(kind, `it is ${kind}`)]),
      )
      thrown.set('bug', new TypeError('it is broken'))
      await using lab = await open({
        execute: async ({ note }) => {
          throw thrown.get(note)
        },
      })
      for (const kind of refusalKinds) {
        const outcome = await lab.client.perform(orderOf(1, kind), never)
        expect(outcome).toEqual({ kind, detail: expect.stringContaining(`it is ${kind}`) })
      }
      expect((await lab.client.perform(orderOf(1, 'bug'), never)).kind).toBe('error')
    })

    test('refuses what is too large before sending', async () => {
      await using lab = await open({ options: 'encoding' in facts.options ? { encoding: 'json' } : {} })
      const outcome = await lab.client.perform(orderOf(1, 'x'.repeat(facts.largestPayloadBytes + 1)), never)
      expect(outcome).toMatchObject({ kind: 'invalid', detail: expect.stringContaining('the largest') })
      // What fits as it is may be too large as it is encoded: each of these is six bytes of JSON.
      const escaped = orderOf(2, '\u0000'.repeat(facts.largestPayloadBytes))
      if (legs.length > 0) expect((await lab.client.perform(escaped, never)).kind).toBe('invalid')
      const upBytes = legs.length > 0 ? lab.firstLink().counters.read().up : 0
      expect(upBytes).toBe(0)
      expect(lab.executed).toEqual([])
    })

    test('is unreachable when the server is stopped', async () => {
      await using lab = await open()
      const direct = await lab.connectDirectly()
      expectPlaced(await direct.perform(orderOf(1), never), orderOf(1))
      await lab.running.stop()
      await eventually(async () => expect((await direct.perform(orderOf(2), never)).kind).toBe('unreachable'))
    })

    test('is unreachable when the link is down', async () => {
      await using lab = await open()
      lab.firstLink().setFault(down)
      expect((await lab.client.perform(orderOf(1), never)).kind).toBe('unreachable')
      await lab.firstLink().clearFault(down.id)
      await eventually(async () => expect((await lab.client.perform(orderOf(2), never)).kind).toBe('ok'))
    })

    test('is reset when the connection breaks in the middle', async () => {
      await using lab = await open()
      await expectConnected(lab)
      lab.firstLink().setFault(cut)
      expect((await lab.client.perform(orderOf(1), never)).kind).toBe('reset')
      // The reply was lost, not the order: this is why a reset is not a refusal.
      await eventually(() => expect(lab.executed).toHaveLength(2))
    })

    test('frees the caller at its deadline', async () => {
      await using lab = await open(slowService(legs.length === 0))
      if (legs.length > 0) {
        await expectConnected(lab)
        lab.firstLink().setFault(stallReplies)
      }
      const begunMs = performance.now()
      const outcome = await lab.client.perform(orderOf(1), AbortSignal.timeout(150))
      expect(outcome.kind).toBe('timeout')
      expect(performance.now() - begunMs).toBeLessThan(SOON_MS)
    })

    test('frees the caller who gives up', async () => {
      await using lab = await open(slowService(legs.length === 0))
      if (legs.length > 0) {
        await expectConnected(lab)
        lab.firstLink().setFault(stallReplies)
      }
      const before = lab.executed.length
      const giveUp = new AbortController()
      const outcome = lab.client.perform(orderOf(1), giveUp.signal)
      await eventually(() => expect(lab.executed).toHaveLength(before + 1))
      const begunMs = performance.now()
      giveUp.abort(new Error('enough'))
      expect(await outcome).toEqual({ kind: 'abandoned', detail: 'enough' })
      expect(performance.now() - begunMs).toBeLessThan(SOON_MS)
    })

    test('sends nothing for a caller who has given up already', async () => {
      await using lab = await open()
      const outcome = await lab.client.perform(orderOf(1), AbortSignal.abort(new Error('enough')))
      expect(outcome).toEqual({ kind: 'cancelled', detail: 'enough' })
      await lab.client.perform(orderOf(2), never)
      await eventually(() => expect(lab.executed.map(({ orderId }) => orderId)).toEqual([orderOf(2).orderId]))
    })

    test('stops and starts on the same port', async () => {
      await using lab = await open()
      await lab.client.perform(orderOf(1), never)
      await eventually(() => expect(lab.executed).toHaveLength(1))
      const { address } = lab.running
      await lab.running.stop()
      await lab.running.stop()
      await lab.client.perform(orderOf(2), never)
      expect(lab.executed).toHaveLength(1)
      await lab.running.start()
      await lab.running.start()
      expect(lab.running.address).toEqual(address)
      // Again, not once: what nobody answers may be handed to a connection that does not know yet that it is dead.
      await eventually(async () => {
        expect((await lab.client.perform(orderOf(3), never)).kind).toBe('ok')
        expect(lab.executed.map(({ orderId }) => orderId)).toContain(orderOf(3).orderId)
      })
    })

    test('counts on the link what the client sockets count', async () => {
      using sockets = watchClientSockets()
      await using lab = await open()
      const orders = Array.from({ length: 40 }, (_, seq) => orderOf(seq, 'x'.repeat(seq * KIB)))
      await Promise.all(orders.map((order) => lab.client.perform(order, never)))
      await eventually(() => expect(lab.executed).toHaveLength(orders.length))
      const payloadBytes = orders.reduce((sum, { note }) => sum + note.length, 0)
      for (const [leg, link] of lab.links) {
        await eventually(() => expect(link.counters.read()).toEqual(sockets.bytesTo(link.address.port)))
        const { up, down } = link.counters.read()
        // A reply carries a receipt, and no payload.
        expect(leg === 'consume' ? down : up).toBeGreaterThan(leg === 'reply' ? 0 : payloadBytes)
      }
      await eventually(() => expectNothingPastTheLinks(lab, sockets))
    })
  })

  // Apart from the shared lab, whose consumers poll, and open and close sockets and timers of their own meanwhile.
  describe(title, () => {
    test('leaves no handle', async () => {
      const before = openHandles()
      const lab = await open()
      const giveUp = new AbortController()
      await expectConnected(lab)
      if (legs.length > 0) lab.firstLink().setFault({ ...stallReplies, toxicity: 0.5 })
      const calls = Array.from({ length: 20 }, (_, seq) => lab.client.perform(orderOf(seq), giveUp.signal))
      await eventually(() => expect(lab.executed.length).toBeGreaterThan(1))
      giveUp.abort(new Error('the run was ended'))
      await Promise.all(calls)
      if (legs.length > 0) await lab.firstLink().clearFault(stallReplies.id)
      // Each end lets go by itself, not because the other one hung up.
      await lab.client.perform(orderOf(100), never)
      await lab.client.close()
      const [called] = lab.links.values()
      await eventually(() => expect(called?.diagnostics().openConnections ?? 0).toBe(0))
      await lab.running.close()
      for (const link of lab.links.values()) {
        await eventually(() => expect(link.diagnostics().openConnections).toBe(0))
      }
      await lab.close()
      await expectNoNewHandles(before)
    })
  })
}

/** A server's own port is dialled by its link only: no client found a way past it. */
function expectNothingPastTheLinks(lab: Lab, sockets: ClientSockets): void {
  const backend = lab.running.address
  if (!backend) return
  const linked = [...lab.links.values()].reduce((sum, link) => sum + link.counters.read().connections, 0)
  expect(sockets.bytesTo(backend.port).connections).toBe(linked)
}

/** Where no wire can be slowed, the service is slow. Its promise is never settled, so it leaves nothing behind. */
function slowService(needed: boolean) {
  return needed ? { execute: () => new Promise<never>(() => {}) } : {}
}
