import { createServer } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { defaultsOf } from '#core/fields.ts'
import { type PlaceOrder, type Receipt, receiptFor } from '#core/order.ts'
import { protocols } from '#core/protocols.ts'
import { ServiceRefusal } from '#core/refusal.ts'
import { openListener } from '#server/protocols/listener.ts'
import { dial } from '#server/protocols/mqtt/dial.ts'
import { engineLimits, openBroker } from '#server/protocols/mqtt/engine.ts'
import { namesFor } from '#server/protocols/mqtt/message.ts'
import { protocol } from '#server/protocols/mqtt/protocol.ts'
import type { Address, Env } from '#server/protocols/protocol.ts'
import { contract, type Skip } from './contract.ts'
import { eventually, type Lab, never, openLab, orderOf } from './lab.ts'
import { openRawSocket } from './raw-socket.ts'

const skip = [
  { reason: 'the broker answers the caller, not the service', tests: ['tells the refusals of the service apart'] },
  {
    reason: 'a stopped consumer is not noticed by the publisher: that is the point of a broker',
    tests: ['is unreachable when the server is stopped'],
  },
] satisfies Skip[]

contract('mqtt', { skip })
contract('mqtt', { skip, options: { tls: 'tls' } })
contract('mqtt', { skip, options: { tls: 'mtls', tlsVersion: '1.2', resumption: false, qos: '2' } })

const empty = { visible: 0, invisible: 0, delayed: 0 }
const down = { id: 'down', type: 'down', stream: 'downstream', toxicity: 1, attributes: {} } as const
const cut = { id: 'cut', type: 'reset_peer', stream: 'downstream', toxicity: 1, attributes: { timeout: 0 } } as const

const idsOf = (orders: PlaceOrder[]) => orders.map(({ orderId }) => orderId)
const ids = (count: number) => Array.from({ length: count }, (_, seq) => orderOf(seq).orderId)

/** A service whose orders are done when the test says so. */
function heldService() {
  const waiting: (() => void)[] = []
  const execute = (order: PlaceOrder) =>
    new Promise<Receipt>((resolve) => void waiting.push(() => resolve(receiptFor(order))))
  const finishAll = () => {
    for (const done of waiting.splice(0)) done()
  }
  return { waiting, execute, finishAll }
}

async function cutConsumer(lab: Lab): Promise<void> {
  const link = lab.links.get('consume')
  link?.setFault(down)
  await eventually(() => expect(link?.diagnostics().openConnections).toBe(0))
  await link?.clearFault(down.id)
}

const placeAll = (lab: Lab, count: number) =>
  Promise.all(Array.from({ length: count }, (_, seq) => lab.client.perform(orderOf(seq), never)))

describe.each(['0', '1', '2'])('MQTT, QoS %s', (qos) => {
  it('carries orders one after the other and side by side', async () => {
    await using lab = await openLab('mqtt', { options: { qos } })
    expect(await lab.client.perform(orderOf(0), never)).toEqual({ kind: 'ok', receipt: null })
    const told = await placeAll(lab, 50)
    expect(told.map(({ kind }) => kind)).toEqual(Array(50).fill('ok'))
    await eventually(() => expect(lab.executed).toHaveLength(51))
    await eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
  })

  it('works on no more orders at once than the option says, and on all in the end', async () => {
    const held = heldService()
    await using lab = await openLab('mqtt', { options: { qos, inFlight: 2 }, execute: held.execute })
    await placeAll(lab, 9)
    for (let done = 0; done < 9; done += 2) {
      await eventually(() => expect(held.waiting).toHaveLength(Math.min(2, 9 - done)))
      held.finishAll()
    }
    expect(idsOf(lab.executed)).toEqual(ids(9))
  })

  it('publishes nothing again that was under way when the publisher was cut off', async () => {
    await using lab = await openLab('mqtt', { options: { qos } })
    await lab.client.perform(orderOf(0), never)
    lab.firstLink().setFault(cut)
    const outcome = await lab.client.perform(orderOf(1), never)
    expect(outcome.kind).toBe(qos === '0' ? 'ok' : 'reset')
    await lab.firstLink().clearFault(cut.id)
    await eventually(async () => expect((await lab.client.perform(orderOf(2), never)).kind).toBe('ok'))
    await eventually(() => expect(idsOf(lab.executed)).toContain(orderOf(2).orderId))
    expect(idsOf(lab.executed).filter((id) => id === orderOf(1).orderId)).toHaveLength(1)
  })
})

describe.each(['1', '2'])('MQTT, QoS %s and a persistent session', (qos) => {
  it('leaves the backlog to the broker while the consumer is stopped, and drains it afterwards', async () => {
    await using lab = await openLab('mqtt', { options: { qos } })
    await lab.running.stop()
    await placeAll(lab, 20)
    await eventually(async () => expect(await lab.running.depth?.()).toEqual({ ...empty, visible: 20 }))
    expect(lab.executed).toEqual([])
    await lab.running.start()
    await eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
    expect(idsOf(lab.executed)).toEqual(ids(20))
  })

  it('acknowledges when the work is done, not when the message has come', async () => {
    const held = heldService()
    await using lab = await openLab('mqtt', { options: { qos }, execute: held.execute })
    await lab.client.perform(orderOf(0), never)
    await eventually(() => expect(held.waiting).toHaveLength(1))
    expect(await lab.running.depth?.()).toEqual({ ...empty, invisible: 1 })
    held.finishAll()
    await eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
  })

  it('finishes and acknowledges what is in hand before a stop', async () => {
    const held = heldService()
    await using lab = await openLab('mqtt', { options: { qos }, execute: held.execute })
    await lab.client.perform(orderOf(0), never)
    await eventually(() => expect(held.waiting).toHaveLength(1))
    const stopped = lab.running.stop()
    held.finishAll()
    await stopped
    await eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
    await lab.running.start()
    await lab.client.perform(orderOf(1), never)
    await eventually(() => expect(idsOf(lab.executed)).toEqual(ids(2)))
  })

  it('tries a failed order again and throws away what would be refused for ever', async () => {
    const answers = [new Error('the work failed'), new ServiceRefusal('overloaded', 'no room'), null]
    answers.push(new ServiceRefusal('invalid', 'no order'))
    await using lab = await openLab('mqtt', {
      options: { qos },
      execute: async (order) => {
        const refusal = answers.shift()
        if (refusal) throw refusal
        return receiptFor(order)
      },
    })
    await lab.client.perform(orderOf(0), never)
    await eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
    await lab.client.perform(orderOf(1), never)
    await eventually(() => expect(answers).toHaveLength(0))
    await eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
    expect(idsOf(lab.executed)).toEqual([0, 0, 0, 1].map((seq) => orderOf(seq).orderId))
  })

  it(`does what it was at when it was cut off ${qos === '1' ? 'twice' : 'once'}`, async () => {
    const held = heldService()
    await using lab = await openLab('mqtt', { options: { qos, inFlight: 32 }, execute: held.execute })
    await placeAll(lab, 8)
    await eventually(() => expect(held.waiting).toHaveLength(8))
    await cutConsumer(lab)
    await lab.client.perform(orderOf(8), never)
    // Another order has come over the new connection, behind what was sent again.
    await eventually(() => expect(idsOf(lab.executed)).toContain(orderOf(8).orderId))
    held.finishAll()
    await eventually(async () => {
      held.finishAll()
      expect(await lab.running.depth?.()).toEqual(empty)
    })
    expect(lab.executed).toHaveLength(qos === '1' ? 17 : 9)
    expect(new Set(idsOf(lab.executed)).size).toBe(9)
  })
})

describe('MQTT: sessions', () => {
  it('QoS 2 stays exactly once while the consumer is cut off again and again under load', async () => {
    await using lab = await openLab('mqtt', { options: { qos: '2' } })
    let placed = 0
    let cutting = true
    const place = async () => {
      while (cutting) expect((await lab.client.perform(orderOf(placed++), never)).kind).toBe('ok')
    }
    const placing = Promise.all(Array.from({ length: 16 }, place))
    for (let cuts = 0; cuts < 6; cuts++) {
      await new Promise((resolve) => setTimeout(resolve, 150))
      await cutConsumer(lab)
    }
    cutting = false
    await placing
    await eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
    expect(idsOf(lab.executed).sort()).toEqual(ids(placed).sort())
  })

  it('a clean session loses what was acknowledged while its consumer was away', async () => {
    await using lab = await openLab('mqtt', { options: { session: 'clean' } })
    await lab.running.stop()
    expect((await lab.client.perform(orderOf(0), never)).kind).toBe('ok')
    await lab.running.start()
    await eventually(async () => {
      await lab.client.perform(orderOf(1), never)
      expect(idsOf(lab.executed)).toContain(orderOf(1).orderId)
    })
    expect(idsOf(lab.executed)).not.toContain(orderOf(0).orderId)
  })

  it('tells no depth at QoS 0 before it is quiet: nobody can count what is on the wire', async () => {
    await using lab = await openLab('mqtt', { options: { qos: '0' } })
    await lab.client.perform(orderOf(0), never)
    await eventually(() => expect(lab.executed).toHaveLength(1))
    await expect(lab.running.depth?.()).rejects.toThrow('not quiet')
    await eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
  })

  it('keeps the latest receipt for whoever subscribes later', async () => {
    const broker = await openBroker()
    onTestFinished(() => broker.close())
    const { executed, close, names, client } = await open(broker.address, { retained: true })
    for (const seq of [1, 2, 3]) await client.perform(orderOf(seq), never)
    await eventually(() => expect(executed).toHaveLength(3))
    const late = dial(broker.address, { clean: true })
    late.on('error', () => {})
    const retained = Promise.withResolvers<{ retain: boolean; payload: string }>()
    late.on('connect', () => late.subscribe(names.latest))
    late.on('message', (_topic, payload, { retain }) => retained.resolve({ retain, payload: payload.toString() }))
    const { retain, payload } = await retained.promise
    late.end(true)
    expect(retain).toBe(true)
    expect(JSON.parse(payload)).toEqual(receiptFor(orderOf(3)))
    await close()
  })
})

/** Serve and connect at a broker, without links. */
async function open(at: Address, over: Record<string, string | boolean> = {}, external: Env['external'] = {}) {
  const options = { ...defaultsOf(protocols.mqtt.options), ...over }
  const env: Env = { scope: 'at-a-broker', external, style: 'one-way', seed: 1, lane: 'lane' }
  const addresses = { engine: at, produce: at, consume: at }
  const executed: PlaceOrder[] = []
  const service = {
    execute: async (order: PlaceOrder) => {
      executed.push(order)
      return receiptFor(order)
    },
  }
  const running = await protocol.serve(service, options, env, addresses)
  const client = await protocol.connect(options, env, addresses)
  const close = async () => {
    await client.close()
    await running.close()
  }
  return { executed, running, client, close, names: namesFor(env.scope), env }
}

describe('MQTT: publishing', () => {
  it('opens no more QoS 2 handshakes at once than brokers bear', async () => {
    await using lab = await openLab('mqtt', { options: { qos: '2' } })
    const told = await placeAll(lab, 3000)
    expect(told.filter(({ kind }) => kind !== 'ok')).toEqual([])
    expect(lab.firstLink().counters.read().connections).toBe(1)
    await eventually(() => expect(lab.executed).toHaveLength(3000))
  })

  it('a caller who leaves gives no packet id away: the handshake ends by itself', async () => {
    await using lab = await openLab('mqtt', { options: { qos: '2' } })
    await lab.client.perform(orderOf(0), never)
    const slow = { id: 'slow', type: 'latency', stream: 'downstream', toxicity: 1 } as const
    lab.firstLink().setFault({ ...slow, attributes: { latency: 300, jitter: 0 } })
    expect((await lab.client.perform(orderOf(1), AbortSignal.timeout(100))).kind).toBe('timeout')
    const next = await Promise.all([2, 3].map((seq) => lab.client.perform(orderOf(seq), never)))
    expect(next.map(({ kind }) => kind)).toEqual(['ok', 'ok'])
    expect(lab.firstLink().counters.read().connections).toBe(1)
    await eventually(() => expect(idsOf(lab.executed)).toEqual(ids(4)))
  })

  it('tells a refused login from a broker that is not there', async () => {
    const notAuthorized = Buffer.from([0x20, 2, 0, 5])
    const refusing = await openListener(createServer((socket) => socket.once('data', () => socket.end(notAuthorized))))
    onTestFinished(() => refusing.close())
    const env: Env = { scope: 'refused', external: {}, style: 'one-way', seed: 1, lane: 'lane' }
    const client = await protocol.connect(defaultsOf(protocols.mqtt.options), env, { produce: refusing.address })
    const outcome = await client.perform(orderOf(1), never)
    expect(outcome).toEqual({ kind: 'rejected', detail: 'CONNACK 5: not authorized' })
    await refusing.stop()
    await eventually(async () => expect((await client.perform(orderOf(1), never)).kind).toBe('unreachable'))
    await client.close()
  })
})

describe('MQTT: malformed traffic', () => {
  const connect = Buffer.from('101000044d5154540402003c000472617721', 'hex')

  it.each([
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nhost: broker\r\n\r\n')],
    ['a PUBLISH before CONNECT', Buffer.from('3005000161' + '6262', 'hex')],
    ['two CONNECTs', Buffer.concat([connect, connect])],
    ['a length that never ends', Buffer.from('30ffffffffff', 'hex')],
    ['a packet above the limit', Buffer.from('30ffffff7f', 'hex')],
    ['a packet above the limit, after CONNECT', Buffer.concat([connect, Buffer.from('30ffffff7f', 'hex')])],
    ['QoS 3', Buffer.concat([connect, Buffer.from('360700016100016262', 'hex')])],
    ['a wildcard as topic', Buffer.concat([connect, Buffer.from('30040001' + '2362', 'hex')])],
    ['a topic of 10,000 levels', Buffer.concat([connect, deepTopic(10_000)])],
    ['a word to $SYS', Buffer.concat([connect, Buffer.from('30080006245359532f61', 'hex')])],
  ])('closes the connection that sent %s, and no other', async (_, bytes) => {
    const broker = await openBroker({ ...engineLimits, connectTimeoutMs: 1000 })
    onTestFinished(() => broker.close())
    const { executed, running, client, close } = await open(broker.address)
    await client.perform(orderOf(1), never)
    const raw = openRawSocket(broker.address)
    raw.write(bytes)
    await raw.ended
    expect((await client.perform(orderOf(2), never)).kind).toBe('ok')
    await eventually(() => expect(idsOf(executed)).toEqual([1, 2].map((seq) => orderOf(seq).orderId)))
    expect(await running.depth?.()).toBeDefined()
    await close()
  })

  it('survives whatever bytes come', async () => {
    const broker = await openBroker()
    onTestFinished(() => broker.close())
    const { executed, client, close } = await open(broker.address)
    await client.perform(orderOf(0), never)
    const anything = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))
    const afterConnect = anything.map((bytes) => Buffer.concat([connect, bytes]))
    await fc.assert(
      fc.asyncProperty(fc.oneof(anything, afterConnect), async (bytes) => {
        const raw = openRawSocket(broker.address)
        raw.write(bytes)
        await new Promise((resolve) => setTimeout(resolve, 5))
        raw.destroy()
        await raw.ended
      }),
      { numRuns: 150 },
    )
    expect((await client.perform(orderOf(1), never)).kind).toBe('ok')
    await eventually(() => expect(idsOf(executed)).toEqual(ids(2)))
    await close()
  })
})

function deepTopic(levels: number): Buffer {
  const topic = Buffer.from('a/'.repeat(levels))
  const length = topic.length + 2
  const header = [0x30, (length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, length >> 14]
  return Buffer.concat([Buffer.from([...header, topic.length >> 8, topic.length & 0xff]), topic])
}

describe('MQTT: the broker at MQTT_URL', () => {
  it('is used like the embedded one, is not asked for its depth, and nothing is left there', async () => {
    const broker = await openBroker()
    onTestFinished(() => broker.close())
    const external = { MQTT_URL: `mqtt://user:secret@localhost:${broker.address.port}` }
    const { executed, running, client, close, names, env } = await open(broker.address, { retained: true }, external)
    expect(protocol.externalEngine?.(env)).toEqual({ host: 'localhost', port: broker.address.port })
    expect((await client.perform(orderOf(1), never)).kind).toBe('ok')
    await eventually(() => expect(executed).toHaveLength(1))
    await expect(running.depth?.()).rejects.toThrow('cannot be asked')
    await close()
    await close()
    const visitor = dial(broker.address, { clientId: names.consumer, clean: false })
    visitor.on('error', () => {})
    const connack = Promise.withResolvers<boolean>()
    visitor.on('connect', ({ sessionPresent }) => connack.resolve(sessionPresent))
    expect(await connack.promise).toBe(false)
    let retained = 0
    visitor.on('message', () => retained++)
    await visitor.subscribeAsync(names.latest, { qos: 1 })
    await visitor.publishAsync('anything', 'else', { qos: 1 })
    expect(retained).toBe(0)
    visitor.end(true)
  })
})
