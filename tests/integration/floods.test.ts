/** Garbage and floods at every always-on backend of a server as users start it: its memory is bounded, its neighbours answer. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Address } from '#core/address.ts'
import { createRandom } from '#core/random.ts'

const root = join(import.meta.dirname, '../..')
const KIB = 1024
const MIB = KIB * KIB
/** Of resident memory, by one flood and by all of them. More than either is written to the server. */
const GROWTH_MIB = 384
const GROWTH_IN_ALL_MIB = 1024
const FLOOD_MIB = 512
const FLOOD_MS = 1500
const CONNECTIONS = 16
const READY_MS = 60_000

interface Known {
  protocol: string
  status: string
  linkAddress: Address
}

let url = ''
let pid = 0
let backends: Known[] = []
let close = async () => {}
let warmMiB = 0

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wirelab-floods-'))
  const server = spawn(process.execPath, ['server/main.ts'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0', WIRELAB_DATA: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  pid = server.pid ?? 0
  const gone = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  close = async () => {
    server.kill('SIGTERM')
    await gone
    rmSync(folder, { recursive: true, force: true })
  }
  url = await new Promise<string>((resolve, reject) => {
    let said = ''
    server.stdout.on('data', (chunk: Buffer) => {
      said += chunk
      const ready = /ready at (http:\/\/\S+)/.exec(said)?.[1]
      if (ready) resolve(ready)
    })
    server.once('exit', () => reject(new Error(`the server did not start: ${said}`)))
  })
  for (let waitedMs = 0; ; waitedMs += 100) {
    backends = (await (await fetch(`${url}/api/backends`)).json()) as Known[]
    if (backends.length > 0 && backends.every(({ status }) => status === 'ready')) break
    if (waitedMs > READY_MS) throw new Error(`not ready: ${JSON.stringify(backends)}`)
    await delay(100)
  }
  // Each once, so that what is loaded at first use is there before anything is measured.
  for (const { protocol } of backends) expect(await placed(protocol), protocol).toBe('ok')
  warmMiB = residentMiB()
})
afterAll(() => close())

async function placed(protocol: string): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ protocol, timeoutMs: 10_000 })
  const sent = await fetch(`${url}/api/send`, { method: 'POST', headers, body })
  const { outcome, detail } = (await sent.json()) as { outcome?: { kind: string }; detail?: string }
  return outcome?.kind ?? `${sent.status} ${detail}`
}

function residentMiB(): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / KIB
}

const random = createRandom(7)
const noise = Buffer.from(Array.from({ length: 64 * KIB }, () => Math.floor(random.next() * 256)))
const letters = Buffer.alloc(64 * KIB, 'x')

/** What is written to a new connection: once, and then over and over until it is closed or enough has been written. */
interface Flood {
  first?: string | Buffer
  again: Buffer
}

const http = (path: string, more = '') =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${more}`
const chunk = Buffer.concat([Buffer.from('10000\r\n'), letters, Buffer.from('\r\n')])
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])
const ping = Buffer.from([0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8])
const many = (frame: Buffer) => Buffer.concat(Array.from({ length: 1000 }, () => frame))
/** RFC 9113 §6.2, without END_HEADERS: the rest never ends. */
const continuation = Buffer.concat([Buffer.from([0, 0x40, 0, 9, 0, 0, 0, 0, 1]), letters.subarray(0, 0x4000)])
const openHeaders = Buffer.from([0, 0, 1, 1, 0, 0, 0, 0, 1, 0x82])
const mqttConnect = Buffer.from('101400044d5154540402003c0008666c6f6f642d', 'hex')
const mqttPublish = (topic: string, body: Buffer) => {
  const size = 2 + topic.length + body.length
  const length = [(size & 0x7f) | 0x80, ((size >> 7) & 0x7f) | 0x80, size >> 14]
  return Buffer.concat([Buffer.from([0x30, ...length, 0, topic.length]), Buffer.from(topic), body])
}
/** One text frame of 60,000 bytes, masked with zeros: RFC 6455 §5.2. */
const socketFrame = (text: string) => {
  const size = Buffer.alloc(2)
  size.writeUInt16BE(text.length)
  return Buffer.concat([Buffer.from([0x81, 0xfe]), size, Buffer.alloc(4), Buffer.from(text)])
}
const upgrade =
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'
const deep = `{"query":"${'{order'.repeat(10_000)}${'}'.repeat(10_000)}"}`
const request = (path: string, body: string) =>
  Buffer.from(`${http(path, `Content-Length: ${body.length}\r\n`)}\r\n${body}`)
/** A frame's length says 256 KiB, and so it goes on. */
const tcpFrame = Buffer.concat([Buffer.from([0, 4, 0, 0, 1, 0, 0, 0, 1]), letters])

const floods: Record<string, Record<string, Flood>> = {
  http: {
    'headers without end': { first: 'GET / HTTP/1.1\r\n', again: Buffer.from(`x-flood: ${'y'.repeat(8000)}\r\n`) },
    'a body without end': { first: `${http('/orders', 'Transfer-Encoding: chunked\r\n')}\r\n`, again: chunk },
    'requests whose answers nobody reads': { again: many(request('/orders', '{}')) },
  },
  'grpc-web': { 'a body without end': { first: `${http('/x', 'Transfer-Encoding: chunked\r\n')}\r\n`, again: chunk } },
  connect: { 'requests whose answers nobody reads': { again: many(request('/x', '{}')) } },
  grpc: {
    'settings without end': { first: Buffer.concat([preface, settings]), again: many(settings) },
    'pings without end': { first: Buffer.concat([preface, settings]), again: many(ping) },
    'continuations without end': { first: Buffer.concat([preface, settings, openHeaders]), again: continuation },
  },
  graphql: {
    'queries 10,000 deep': { again: request('/graphql', deep) },
    'a body without end': { first: `${http('/graphql', 'Transfer-Encoding: chunked\r\n')}\r\n`, again: chunk },
  },
  tcp: { 'frames that never say what they announce': { again: tcpFrame } },
  websocket: {
    'events without end': {
      first: upgrade,
      again: many(socketFrame(`42["order:hint",{"note":"${'x'.repeat(200)}"}]`)),
    },
    'large messages that are none': { first: upgrade, again: socketFrame('9'.repeat(60_000)) },
  },
  mqtt: {
    'publishes that nobody takes': { first: mqttConnect, again: mqttPublish('nobody', letters) },
    'a packet that never ends': {
      first: Buffer.concat([mqttConnect, Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f])]),
      again: letters,
    },
  },
  sqs: {
    'a body without end': { first: `${http('/', 'Transfer-Encoding: chunked\r\n')}\r\n`, again: chunk },
    'calls that are none': { again: many(request('/', '{"QueueUrl":1}')) },
  },
}

/** As fast as the other side takes it, on connections that read nothing, dialled again when closed. The peak of memory. */
async function flood(address: Address, { first, again }: Flood): Promise<number> {
  const end = Date.now() + FLOOD_MS
  let bytes = 0
  let peakMiB = 0
  const isOver = () => Date.now() >= end || bytes >= FLOOD_MIB * MIB
  const one = async () => {
    while (!isOver()) {
      const socket = connect(address)
      socket.pause()
      socket.on('error', () => {})
      let isGone = false
      const gone = new Promise<void>((resolve) => socket.once('close', () => resolve())).then(() => {
        isGone = true
      })
      const write = (part: string | Buffer) => {
        bytes += part.length
        return socket.write(part)
      }
      if (first) write(first)
      while (!isGone && !isOver()) {
        if (write(again)) await delay(0)
        else {
          const waited = new AbortController()
          const drained = once(socket, 'drain', { signal: waited.signal }).catch(() => {})
          await Promise.race([drained, gone, delay(100)])
          waited.abort()
        }
      }
      socket.destroy()
    }
  }
  const watching = (async () => {
    while (!isOver()) {
      peakMiB = Math.max(peakMiB, residentMiB())
      await delay(200)
    }
  })()
  await Promise.all([...Array.from({ length: CONNECTIONS }, one), watching])
  return Math.max(peakMiB, residentMiB())
}

const all = Object.entries(floods).flatMap(([protocol, of]) => [
  ...Object.entries(of).map(([what, given]) => [protocol, what, given] as const),
  [protocol, 'noise', { again: noise }] as const,
])

test.each(all)('%s: %s', async (protocol, _what, given) => {
  const backend = backends.find((one) => one.protocol === protocol)
  if (!backend) throw new Error(`no backend of ${protocol}`)
  const before = residentMiB()
  const peakMiB = await flood(backend.linkAddress, given)
  expect(peakMiB - before).toBeLessThan(GROWTH_MIB)
  const neighbour = backends[(backends.indexOf(backend) + 1) % backends.length]
  expect(await placed(neighbour?.protocol ?? '')).toBe('ok')
})

test('after all of it every backend still takes an order', async () => {
  for (const { protocol } of backends) expect(await placed(protocol), protocol).toBe('ok')
  expect(residentMiB() - warmMiB).toBeLessThan(GROWTH_IN_ALL_MIB)
})
