/**
 * Our links beside Toxiproxy, by the same API, in one run: `npm run bench:toxiproxy` (Node 24, and Go to build it once).
 * Blocks alternate (direct, ours, theirs, theirs, ours, direct), so that a drift of the machine hits all. Prints Markdown.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { cpus } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { Histogram } from '#core/histogram.ts'
import { startToxiproxy } from '#server/toxiproxy/start.ts'
import { goProgram } from './go-program.ts'

const MODULE = 'github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0'
const MESSAGE = Buffer.alloc(128, 'x')
const ROUNDS = 10
const REQUESTS_PER_BLOCK = 400
const RATE_CONNECTIONS = 20
const RATE_BLOCK_MS = 1000
const RATE_ROUNDS = 30
const BULK_BYTES = 64 * 1024 * 1024
const BULK_ROUNDS = 6
const DELAYS_MS = [5, 20, 50, 100, 200]
const DELAY_ROUNDS = 2
const DELAYED_CONNECTIONS = 4
const REQUESTS_PER_DELAYED_CONNECTION = 50
const US_PER_MS = 1000
const MB = 1_000_000

interface Path {
  name: 'direct' | 'ours' | 'Toxiproxy'
  port: number
  /** Of the API; null where nothing is in between. */
  api: string | null
}

/** Each stands in a thread of its own, as links do in the lab; Toxiproxy is a process. */
type Role = 'echo' | 'links'

if (isMainThread) await main()
else if (workerData === 'echo') echo()
else parentPort?.postMessage((await startToxiproxy({ port: 0, allowedHosts: [], refused: () => null })).address.port)

async function threadFor(role: Role): Promise<{ thread: Worker; port: number }> {
  const thread = new Worker(new URL(import.meta.url), { workerData: role })
  return { thread, port: await new Promise<number>((done) => thread.once('message', done)) }
}

function echo(): void {
  const server = createServer({ noDelay: true }, (socket) => void socket.on('error', () => {}).pipe(socket))
  server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port))
}

async function main(): Promise<void> {
  const program = goProgram('toxiproxy-server', MODULE)
  const { thread, port } = await threadFor('echo')
  const ours = await threadFor('links')
  const { child, api } = await startTheirs(program)
  const paths: Path[] = [
    { name: 'direct', port, api: null },
    await proxied('ours', `http://127.0.0.1:${ours.port}`, port),
    await proxied('Toxiproxy', api, port),
  ]
  console.log(`${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, ${MODULE.split('@')[1]}\n`)
  await roundTrips(paths)
  await rates(paths)
  await bulk(paths)
  await delays(paths.filter(({ api }) => api !== null))
  child.kill()
  await Promise.all([ours.thread.terminate(), thread.terminate()])
}

async function startTheirs(program: string): Promise<{ child: ChildProcess; api: string }> {
  const free = createServer()
  const port = await new Promise<number>((done) =>
    free.listen(0, '127.0.0.1', () => done((free.address() as AddressInfo).port)),
  )
  await new Promise((closed) => free.close(closed))
  const child = spawn(program, ['-host', '127.0.0.1', '-port', String(port)], { stdio: 'ignore' })
  const api = `http://127.0.0.1:${port}`
  while (!(await fetch(`${api}/version`).catch(() => null))) await delay(50)
  return { child, api }
}

async function proxied(name: Path['name'], api: string, port: number): Promise<Path> {
  const { listen } = await ask(api, 'POST', '/proxies', {
    name: 'bench',
    listen: '127.0.0.1:0',
    upstream: `127.0.0.1:${port}`,
  })
  return { name, api, port: Number(String(listen).split(':').at(-1)) }
}

async function ask(api: string, method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(api + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text === '' ? {} : JSON.parse(text)
}

/** Each as often early as late: ABC CBA. */
async function alternating(paths: Path[], rounds: number, block: (path: Path) => Promise<void>): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const path of round % 2 === 0 ? paths : [...paths].reverse()) await block(path)
  }
}

function dial(port: number): Promise<Socket> {
  return new Promise((done, failed) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => done(socket))
    socket.once('error', failed)
  })
}

async function roundTrip(socket: Socket): Promise<number> {
  const fromMs = performance.now()
  const answered = new Promise<void>((done) => {
    let left = MESSAGE.length
    const take = (bytes: Buffer) => {
      left -= bytes.length
      if (left > 0) return
      socket.off('data', take)
      done()
    }
    socket.on('data', take)
  })
  socket.write(MESSAGE)
  await answered
  return (performance.now() - fromMs) * US_PER_MS
}

async function roundTrips(paths: Path[]): Promise<void> {
  const found = new Map(paths.map(({ name }) => [name, new Histogram()]))
  const sockets = new Map(await Promise.all(paths.map(async ({ name, port }) => [name, await dial(port)] as const)))
  let warm = false
  const block = async ({ name }: Path) => {
    for (let i = 0; i < REQUESTS_PER_BLOCK; i++) {
      const us = await roundTrip(sockets.get(name) as Socket)
      if (warm) found.get(name)?.record(us)
    }
  }
  await alternating(paths, 2, block)
  warm = true
  await alternating(paths, ROUNDS, block)
  for (const socket of sockets.values()) socket.destroy()
  const base = found.get('direct') as Histogram
  console.log('| round trip of 128 bytes | p50 µs | p99 µs | added p50 µs | added p99 µs |\n|---|--:|--:|--:|--:|')
  for (const [name, of] of found) {
    const [p50, p99] = [50, 99].map((p) => Math.round(of.percentile(p) ?? 0))
    const added = [50, 99].map((p) => Math.round((of.percentile(p) ?? 0) - (base.percentile(p) ?? 0)))
    console.log(`| ${name} | ${p50} | ${p99} | ${(name === 'direct' ? ['', ''] : added).join(' | ')} |`)
  }
}

async function rates(paths: Path[]): Promise<void> {
  const counts = new Map(paths.map(({ name }) => [name, [] as number[]]))
  await alternating(paths, RATE_ROUNDS, async ({ name, port }) => {
    const sockets = await Promise.all(Array.from({ length: RATE_CONNECTIONS }, () => dial(port)))
    const untilMs = performance.now() + RATE_BLOCK_MS
    let done = 0
    await Promise.all(
      sockets.map(async (socket) => {
        for (; performance.now() < untilMs; done++) await roundTrip(socket)
      }),
    )
    for (const socket of sockets) socket.destroy()
    counts.get(name)?.push(done)
  })
  console.log(`\n| ${RATE_CONNECTIONS} connections, one message each at a time | messages/s |\n|---|--:|`)
  for (const [name, all] of counts) {
    const sum = all.reduce((total, count) => total + count, 0)
    console.log(`| ${name} | ${Math.round(sum / RATE_ROUNDS / (RATE_BLOCK_MS / 1000))} |`)
  }
  const theirs = counts.get('Toxiproxy') ?? []
  const ratios = (counts.get('ours') ?? []).map((count, round) => count / (theirs[round] ?? Number.NaN))
  const [low, middle, high] = medianOf(ratios).map((ratio) => ratio.toFixed(3))
  console.log(`\nOurs to theirs, round by round: ${middle} (95 % of the median: ${low} to ${high})`)
}

/** The median and the order statistics between which it lies with 95 %: by the sign test, whatever the distribution. */
function medianOf(values: number[]): [low: number, middle: number, high: number] {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (index: number) => sorted[Math.min(sorted.length - 1, Math.max(0, index))] ?? Number.NaN
  const away = (1.96 * Math.sqrt(sorted.length)) / 2
  const middle = (at(Math.floor((sorted.length - 1) / 2)) + at(Math.ceil((sorted.length - 1) / 2))) / 2
  return [at(Math.floor(sorted.length / 2 - away)), middle, at(Math.ceil(sorted.length / 2 + away) - 1)]
}

async function bulk(paths: Path[]): Promise<void> {
  const seconds = new Map(paths.map(({ name }) => [name, [] as number[]]))
  await alternating(paths, BULK_ROUNDS, async ({ name, port }) => {
    const socket = await dial(port)
    const fromMs = performance.now()
    let left = BULK_BYTES
    const back = new Promise<void>((done) =>
      socket.on('data', (bytes) => {
        left -= bytes.length
        if (left === 0) done()
      }),
    )
    const chunk = Buffer.alloc(64 * 1024)
    for (let sent = 0; sent < BULK_BYTES; sent += chunk.length) {
      if (!socket.write(chunk)) await new Promise((drained) => socket.once('drain', drained))
    }
    await back
    socket.destroy()
    seconds.get(name)?.push((performance.now() - fromMs) / 1000)
  })
  console.log(`\n| ${BULK_BYTES / 1024 / 1024} MiB there and back | MB/s each way, best of ${BULK_ROUNDS} |\n|---|--:|`)
  for (const [name, all] of seconds) console.log(`| ${name} | ${Math.round(BULK_BYTES / MB / Math.min(...all))} |`)
}

/**
 * How far the latency that is felt is from the one that was asked for. A clean wire that is used at the same pace stands
 * beside it, so that the time in which threads that slept wake up is in both; the error is the difference of the medians.
 */
async function delays(paths: Path[]): Promise<void> {
  const [ours, theirs] = paths as [Path, Path]
  console.log(
    `\n| injected latency | ${[ours, theirs].map(({ name }) => `${name}: clean p50 / p99, µs | beyond the latency p50 / p99, µs | error at p50, µs`).join(' | ')} |\n|---|${'--:|'.repeat(6)}`,
  )
  for (const delayMs of DELAYS_MS) {
    const found = new Map(paths.map(({ name }) => [name, { clean: new Histogram(), late: new Histogram() }]))
    await alternating(paths, DELAY_ROUNDS, async ({ name, api, port }) => {
      const { clean, late } = found.get(name) as { clean: Histogram; late: Histogram }
      await paced(port, delayMs, async (socket) => {
        clean.record(await roundTrip(socket))
        await delay(delayMs)
      })
      await ask(api as string, 'POST', '/proxies/bench/toxics', {
        ...{ name: 'late', type: 'latency' },
        attributes: { latency: delayMs },
      })
      await paced(port, delayMs, async (socket) => {
        late.record(Math.max(0, (await roundTrip(socket)) - delayMs * US_PER_MS))
      })
      await ask(api as string, 'DELETE', '/proxies/bench/toxics/late')
    })
    const cells = paths.flatMap(({ name }) => {
      const { clean, late } = found.get(name) as { clean: Histogram; late: Histogram }
      const at = (of: Histogram, p: number) => Math.round(of.percentile(p) ?? 0)
      const both = (of: Histogram) => [50, 99].map((p) => at(of, p)).join(' / ')
      return [both(clean), both(late), at(late, 50) - at(clean, 50)]
    })
    console.log(`| ${delayMs} ms | ${cells.join(' | ')} |`)
  }
}

/** On so many connections, one request each at a time, begun one after the other. */
async function paced(port: number, delayMs: number, request: (socket: Socket) => Promise<void>): Promise<void> {
  const sockets = await Promise.all(Array.from({ length: DELAYED_CONNECTIONS }, () => dial(port)))
  await Promise.all(
    sockets.map(async (socket, nth) => {
      await delay((nth / DELAYED_CONNECTIONS) * delayMs)
      for (let i = 0; i < REQUESTS_PER_DELAYED_CONNECTION; i++) await request(socket)
    }),
  )
  for (const socket of sockets) socket.destroy()
}
