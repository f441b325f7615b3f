/** TLS on the hops that offer it: how often hands are shaken, and what both ends refuse. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { get } from 'node:https'
import { describe, expect, it } from 'vitest'
import { defaultsOf } from '#core/fields.ts'
import { factsOf, type Options, type ProtocolId, type Style } from '#core/protocols.ts'
import { registry } from '#server/protocols/index.ts'
import type { Handshake } from '#server/protocols/tls.ts'
import { issueCertificates } from '#server/runtime/certificates.ts'
import { certificates, eventually, never, openLab, orderOf } from './lab.ts'

function watchHandshakes() {
  const seen: Handshake[] = []
  const onHandshake = (message: unknown) => void seen.push(message as Handshake)
  subscribe('wirelab:tls-handshake', onHandshake)
  return { seen, [Symbol.dispose]: () => void unsubscribe('wirelab:tls-handshake', onHandshake) }
}

const CALLS = 6
const perCall = { connection: 'per-call' }

describe('TLS: handshakes', () => {
  it.each<[string, ProtocolId, Options, { full: number; resumed: number; version: string }]>([
    ['are one on a connection that is used again', 'http', {}, { full: 1, resumed: 0, version: 'TLSv1.3' }],
    ['are one for all streams of HTTP/2', 'http', { version: '2' }, { full: 1, resumed: 0, version: 'TLSv1.3' }],
    ['are one for a GraphQL connection that is used again', 'graphql', {}, { full: 1, resumed: 0, version: 'TLSv1.3' }],
    ['are one for a WebSocket', 'websocket', {}, { full: 1, resumed: 0, version: 'TLSv1.3' }],
    ['are one for frames', 'tcp', { connections: 1 }, { full: 1, resumed: 0, version: 'TLSv1.3' }],
    ['are resumed per call', 'http', perCall, { full: 1, resumed: 5, version: 'TLSv1.3' }],
    [
      'are resumed per call in TLS 1.2',
      'http',
      { ...perCall, tlsVersion: '1.2' },
      { full: 1, resumed: 5, version: 'TLSv1.2' },
    ],
    [
      'are resumed with a client certificate, too',
      'http',
      { ...perCall, tls: 'mtls' },
      { full: 1, resumed: 5, version: 'TLSv1.3' },
    ],
    [
      'are all full without resumption',
      'http',
      { ...perCall, resumption: false },
      { full: 6, resumed: 0, version: 'TLSv1.3' },
    ],
    [
      'are all full without resumption in TLS 1.2',
      'http',
      { ...perCall, resumption: false, tlsVersion: '1.2' },
      { full: 6, resumed: 0, version: 'TLSv1.2' },
    ],
  ])('%s (%s, %j)', async (_, protocol, options, { full, resumed, version }) => {
    using handshakes = watchHandshakes()
    await using lab = await openLab(protocol, { options: { tls: 'tls', ...options } })
    for (let seq = 0; seq < CALLS; seq++) expect((await lab.client.perform(orderOf(seq), never)).kind).toBe('ok')
    const { seen } = handshakes
    expect({
      full: seen.filter((one) => !one.resumed).length,
      resumed: seen.filter((one) => one.resumed).length,
    }).toEqual({ full, resumed })
    for (const one of seen) expect(one).toMatchObject({ version, port: lab.firstLink().address.port })
  })

  it('are timed from the connection to the end of the handshake, round trips and all', async () => {
    using handshakes = watchHandshakes()
    for (const tlsVersion of ['1.3', '1.2']) {
      await using lab = await openLab('http', { options: { tls: 'tls', tlsVersion, resumption: false } })
      lab.firstLink().setFault({
        id: 'far',
        type: 'latency',
        stream: 'downstream',
        toxicity: 1,
        attributes: { latency: 200, jitter: 0 },
      })
      await lab.client.perform(orderOf(1), never)
    }
    const [one, two] = handshakes.seen.map(({ durationMs }) => durationMs)
    expect(one).toBeGreaterThanOrEqual(190)
    expect(two).toBeGreaterThanOrEqual(390)
  })
})

/** A protocol that takes TLS up adds its line. */
const withTls: [ProtocolId, Options][] = [
  ['http', {}],
  ['http', { version: '2' }],
  ['tcp', {}],
  ['graphql', {}],
  ['websocket', {}],
  ['mqtt', {}],
]

describe.each(withTls)('TLS: %s, %j, tells its caller', (id, options) => {
  it('that the certificate is not trusted', async () => {
    await using lab = await openLab(id, { options: { ...options, tls: 'tls' } })
    const stranger = await lab.connectDirectly({ tls: issueCertificates() })
    expect(await stranger.perform(orderOf(1), never)).toEqual({
      kind: 'unreachable',
      detail: expect.stringContaining('untrusted certificate'),
    })
    expect(lab.executed).toEqual([])
  })

  it.each(['1.2', '1.3'])('that a client certificate is missing, in TLS %s', async (tlsVersion) => {
    await using lab = await openLab(id, { options: { ...options, tls: 'mtls', tlsVersion } })
    const bare = await lab.connectDirectly({ options: { tls: 'tls' } })
    expect(await bare.perform(orderOf(1), never)).toEqual({
      kind: 'unreachable',
      detail: expect.stringContaining('client certificate'),
    })
    expect(lab.executed).toEqual([])
  })

  it('that the other side does not speak TLS', async () => {
    await using lab = await openLab(id, { options })
    const secure = await lab.connectDirectly({ options: { tls: 'tls' } })
    const outcome = await secure.perform(orderOf(1), AbortSignal.timeout(5000))
    expect(outcome).toEqual({ kind: 'unreachable', detail: expect.stringContaining('does not speak TLS') })
    expect(lab.executed).toEqual([])
  })
})

/** Its client asks for the queues' addresses before it takes an order. */
describe('TLS: sqs has no client where', () => {
  it('the certificate is not trusted', async () => {
    await using lab = await openLab('sqs', { options: { tls: 'tls' } })
    await expect(lab.connectDirectly({ tls: issueCertificates() })).rejects.toThrow('untrusted certificate')
  })

  it.each(['1.2', '1.3'])('a client certificate is missing, in TLS %s', async (tlsVersion) => {
    await using lab = await openLab('sqs', { options: { tls: 'mtls', tlsVersion } })
    await expect(lab.connectDirectly({ options: { tls: 'tls' } })).rejects.toThrow('client certificate')
  })

  it('the other side does not speak TLS', async () => {
    await using lab = await openLab('sqs')
    await expect(lab.connectDirectly({ options: { tls: 'tls' } })).rejects.toThrow('does not speak TLS')
  })
})

describe('TLS: brokers', () => {
  it.each<[ProtocolId, Style]>([
    ['mqtt', 'request-reply'],
    ['mqtt', 'async-request-reply'],
    ['mqtt', 'publish-subscribe'],
    ['sqs', 'request-reply'],
    ['sqs', 'async-request-reply'],
    ['sqs', 'publish-subscribe'],
  ])('speak it on every leg: %s, %s', async (id, style) => {
    using handshakes = watchHandshakes()
    await using lab = await openLab(id, { style, options: { tls: 'mtls' } })
    expect((await lab.client.perform(orderOf(1), AbortSignal.timeout(10_000))).kind).toBe('ok')
    await eventually(() => expect(lab.executed).toHaveLength(1))
    const ports = new Set(handshakes.seen.map(({ port }) => port))
    for (const link of lab.links.values()) expect(ports).toContain(link.address.port)
    await eventually(async () => expect(await lab.running.depth?.()).toEqual({ visible: 0, invisible: 0, delayed: 0 }))
  })

  it.each<[ProtocolId, string, Record<string, string>]>([
    ['mqtt', 'MQTT_URL', { MQTT_URL: 'mqtt://127.0.0.1:1883' }],
    ['sqs', 'SQS_ENDPOINT', { SQS_ENDPOINT: 'http://127.0.0.1:9324' }],
  ])('of the operator are in TLS as their URL says: %s with %s', async (id, setting, external) => {
    const { protocol } = await registry[id]()
    const at = Object.fromEntries(['produce', 'consume', 'engine'].map((leg) => [leg, { host: '127.0.0.1', port: 9 }]))
    const options = { ...defaultsOf(factsOf(id).options), tls: 'tls' }
    const env = { scope: 'tls', external, style: 'one-way' as const, seed: 1, lane: 'lane', tls: certificates() }
    await expect(protocol.connect(options, env, at)).rejects.toThrow(`at ${setting} is in TLS or not`)
    const service = { execute: () => Promise.reject(new Error('nobody is to be served')) }
    await expect(protocol.serve(service, options, env, at)).rejects.toThrow(`at ${setting} is in TLS or not`)
  })
})

describe('TLS: HTTP', () => {
  it.each([
    ['1.1', '2'],
    ['2', '1.1'],
  ])('names what is wrong when the server speaks HTTP/%s and the client HTTP/%s', async (served, dialled) => {
    await using lab = await openLab('http', { options: { tls: 'tls', version: served } })
    const other = await lab.connectDirectly({ options: { version: dialled } })
    expect(await other.perform(orderOf(1), never)).toEqual({
      kind: 'unreachable',
      detail: expect.stringContaining('ALPN'),
    })
  })

  it('is for any HTTPS client that trusts the authority', async () => {
    await using lab = await openLab('http', { options: { tls: 'tls' } })
    await lab.client.perform(orderOf(1), never)
    const status = await new Promise((resolve, reject) => {
      const url = `https://localhost:${lab.firstLink().address.port}/orders/${orderOf(1).orderId}`
      get(url, { ca: certificates().ca, family: 4, agent: false }, (response) =>
        resolve(response.resume().statusCode),
      ).on('error', reject)
    })
    expect(status).toBe(200)
    await eventually(() => expect(lab.firstLink().diagnostics().openConnections).toBe(1))
  })
})
