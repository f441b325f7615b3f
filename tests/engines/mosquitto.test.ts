/** MQTT judged by Mosquitto: its broker with our clients, its clients with our broker. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { defaultsOf } from '#core/fields.ts'
import { protocols } from '#core/protocols.ts'
import { registry } from '#server/protocols/index.ts'
import type { Engine } from '#server/protocols/protocol.ts'
import { describeWith } from './engine.ts'
import { runLane } from './run-lane.ts'
import { outputOf, type Started, startServer } from './started.ts'

describeWith(['mosquitto'], 'a real Mosquitto, at the address that MQTT_URL names', ([mosquitto = '']) => {
  let server: Started
  beforeAll(async () => {
    server = await startServer((port) => [mosquitto, '-p', String(port)])
  })
  afterAll(() => server?.close())

  // Whether a broker of somebody else's has nothing left is not seen: each waits for its drain to be over, so they wait together.
  test.concurrent.each(['0', '1', '2'])(
    'QoS %s: every order is told and done',
    async (qos) => {
      const external = { MQTT_URL: `mqtt://127.0.0.1:${server.port}` }
      const lane = await runLane({ id: 'mqtt', protocol: 'mqtt', options: { qos } }, external)
      expect(lane).toMatchObject({ failed: 0, ledger: { promisedButLost: 0, duplicated: 0 } })
      expect(lane.ok).toBeGreaterThanOrEqual(99)
      expect(lane.completionLatencyMs.n).toBe(lane.ok)
      expect(lane.bytes.up).toBeGreaterThan(99 * 256)
    },
    90_000,
  )

  test.concurrent.each(['request-reply', 'async-request-reply', 'publish-subscribe'] as const)(
    '%s: every order is told and done',
    async (style) => {
      const external = { MQTT_URL: `mqtt://127.0.0.1:${server.port}` }
      const lane = await runLane({ id: 'mqtt', protocol: 'mqtt', style }, external)
      expect(lane).toMatchObject({ failed: 0, ledger: { promisedButLost: 0, duplicated: 0 } })
      expect(lane.ok).toBeGreaterThanOrEqual(99)
      expect(lane.completionLatencyMs.n).toBe(lane.ok)
    },
    90_000,
  )

  test.concurrent('a consumer that crashes is handed again what it had not acknowledged', async () => {
    const external = { MQTT_URL: `mqtt://127.0.0.1:${server.port}` }
    const options = { crash: 'before-ack', crashAt: 30, inFlight: 1, restartMs: 100 }
    const lane = await runLane({ id: 'mqtt', protocol: 'mqtt', options }, external)
    expect(lane).toMatchObject({ failed: 0, ledger: { promisedButLost: 0, duplicated: 1 } })
    expect(lane.completionLatencyMs.n).toBe(lane.ok)
  }, 90_000)
})

describeWith(['mosquitto_pub', 'mosquitto_sub'], 'our broker', ([publish = '', subscribe = '']) => {
  let engine: Engine | undefined
  afterEach(() => engine?.close())

  test.each(['0', '1', '2'])(
    'takes and hands out what mosquitto_pub and mosquitto_sub say, QoS %s',
    async (qos) => {
      const { protocol } = await registry.mqtt()
      engine = await protocol.engine?.(defaultsOf(protocols.mqtt.options), {
        scope: 'judge',
        external: {},
        style: 'one-way',
        seed: 1,
        lane: 'lane',
      })
      const at = ['-h', '127.0.0.1', '-p', String(engine?.address.port), '-t', 'judge/say', '-q', qos]
      // Line by line: its output is buffered in blocks where it is no terminal.
      const listener = spawn('stdbuf', ['-oL', subscribe, ...at, '-C', '3', '-W', '15', '-d'])
      let heard = ''
      listener.stdout.on('data', (chunk) => {
        heard += chunk
      })
      const gone = once(listener, 'exit')
      while (!heard.includes('SUBACK')) await once(listener.stdout, 'data')
      for (const word of ['one', '둘', 'three']) await outputOf(publish, [...at, '-m', word])
      expect(await gone).toEqual([0, null])
      for (const word of ['one', '둘', 'three']) expect(heard).toContain(word)
    },
    30_000,
  )

  test('keeps a retained message for who comes later', async () => {
    const { protocol } = await registry.mqtt()
    engine = await protocol.engine?.(defaultsOf(protocols.mqtt.options), {
      scope: 'judge',
      external: {},
      style: 'one-way',
      seed: 1,
      lane: 'lane',
    })
    const at = ['-h', '127.0.0.1', '-p', String(engine?.address.port), '-t', 'judge/kept']
    await outputOf(publish, [...at, '-r', '-m', 'still here'])
    expect(await outputOf(subscribe, [...at, '-C', '1', '-W', '10'])).toBe('still here\n')
  }, 30_000)
})
