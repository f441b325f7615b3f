/**
 * What the link costs and how exact its delay is: `node bench/link.ts` (Node 24). Caller, link and echo server have a
 * thread each, as in a run. Prints Markdown.
 *
 * Direct and linked are measured in one run, in blocks in ABBA order, so that a drift of the machine hits both.
 */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { availableParallelism, cpus } from 'node:os'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { Address } from '#core/address.ts'
import { Histogram } from '#core/histogram.ts'
import { type FaultOnLink, openLink } from '#server/link/link.ts'

const MESSAGE_BYTES = 128
/** One warm-up ABBA first, not recorded. */
const WARM_UP_ROUNDS = 2
const ROUNDS = 20
const REQUESTS_PER_BLOCK = 500
const DELAYS_MS = [5, 20, 50, 100, 200]
const DELAYED_CONNECTIONS = 10
const REQUESTS_PER_DELAYED_CONNECTION = 40
/** Connections that all hold one reply for a minute, to see what waiting costs. */
const WAITING_CONNECTIONS = 250
const WAITING_MS = 60_000
const WAITING_WATCHED_MS = 3000
const US_PER_MS = 1000

type Role = { role: 'echo' } | { role: 'link'; upstream: Address }
type Command = { set: FaultOnLink } | { clear: string }

async function runThread(role: Role): Promise<void> {
  const port = parentPort
  if (!port) return
  if (role.role === 'echo') {
    const server = createServer({ noDelay: true }, (socket) => {
      socket.on('error', () => socket.destroy())
      socket.on('data', (bytes) => socket.write(bytes))
    })
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      port.postMessage({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
    })
    return
  }
  const link = await openLink({ upstream: role.upstream, seed: 1 })
  port.on('message', async (command: Command) => {
    if ('set' in command) link.setFault(command.set)
    else await link.clearFault(command.clear)
    port.postMessage('done')
  })
  port.postMessage(link.address)
}

async function startThread(role: Role): Promise<{ thread: Worker; address: Address }> {
  const thread = new Worker(new URL(import.meta.url), { workerData: role })
  return { thread, address: await answerOf<Address>(thread) }
}

function answerOf<T>(thread: Worker): Promise<T> {
  return new Promise((resolve, reject) => {
    thread.once('error', reject)
    thread.once('message', (answer: T) => {
      thread.off('error', reject)
      resolve(answer)
    })
  })
}

async function tell(thread: Worker, command: Command): Promise<void> {
  const answer = answerOf(thread)
  thread.postMessage(command)
  await answer
}

function dial({ host, port }: Address): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true })
    socket.once('error', reject)
    socket.once('connect', () => resolve(socket))
  })
}

const nowUs = () => Number(process.hrtime.bigint()) / 1000
const message = Buffer.alloc(MESSAGE_BYTES, 1)

/** Sends one message, waits for the whole echo, `count` times over; each round trip goes to `record`, in µs. */
function roundTrips(socket: Socket, count: number, record: (us: number) => void): Promise<void> {
  return new Promise((resolve) => {
    let left = count
    let missing = MESSAGE_BYTES
    let sentUs = nowUs()
    const onData = (bytes: Buffer) => {
      missing -= bytes.length
      if (missing > 0) return
      record(nowUs() - sentUs)
      if (--left === 0) {
        socket.off('data', onData)
        resolve()
        return
      }
      missing = MESSAGE_BYTES
      sentUs = nowUs()
      socket.write(message)
    }
    socket.on('data', onData)
    socket.write(message)
  })
}

async function measureClean(direct: Socket, linked: Socket): Promise<{ direct: Histogram; linked: Histogram }> {
  const hist = { direct: new Histogram(), linked: new Histogram() }
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    for (const way of ['direct', 'linked', 'linked', 'direct'] as const) {
      const record = (us: number) => {
        if (round >= 0) hist[way].record(us)
      }
      await roundTrips(way === 'direct' ? direct : linked, REQUESTS_PER_BLOCK, record)
    }
  }
  return hist
}

function delay(latencyMs: number): FaultOnLink {
  const attributes = { latency: latencyMs, jitter: 0 }
  return { id: 'delay', type: 'latency', stream: 'downstream', toxicity: 1, attributes }
}

/**
 * Round trips over a delayed link, less the delay that was asked for; and, for comparison, over the clean link with
 * the same pause before each, because a thread that has slept takes longer to wake than one that was busy.
 */
async function measureDelay(link: Worker, sockets: Socket[], latencyMs: number) {
  const hist = { paced: new Histogram(), beyond: new Histogram() }
  // Spread over the delay, so that the connections do not wait for the same instant.
  const onEach = (act: (socket: Socket) => Promise<void>) =>
    Promise.all(
      sockets.map(async (socket, i) => {
        await sleep((latencyMs * i) / sockets.length)
        for (let n = 0; n < REQUESTS_PER_DELAYED_CONNECTION; n++) await act(socket)
      }),
    )
  await onEach(async (socket) => {
    await sleep(latencyMs)
    await roundTrips(socket, 1, (us) => hist.paced.record(us))
  })
  await tell(link, { set: delay(latencyMs) })
  let early = 0
  const cpu = startCpu()
  await onEach((socket) =>
    roundTrips(socket, 1, (us) => {
      const beyondUs = us - latencyMs * US_PER_MS
      if (beyondUs < 0) early++
      hist.beyond.record(beyondUs)
    }),
  )
  const share = cpu()
  await tell(link, { clear: 'delay' })
  return { ...hist, early, cpu: share }
}

async function measureWaiting(link: Worker, at: Address): Promise<number> {
  const sockets = await Promise.all(Array.from({ length: WAITING_CONNECTIONS }, () => dial(at)))
  await tell(link, { set: delay(WAITING_MS) })
  for (const socket of sockets) socket.write(message)
  await sleep(US_PER_MS)
  const cpu = startCpu()
  await sleep(WAITING_WATCHED_MS)
  const share = cpu()
  for (const socket of sockets) socket.destroy()
  await tell(link, { clear: 'delay' })
  return share
}

/** CPU of all threads from now until asked, as a share of one core. */
function startCpu(): () => number {
  const from = process.cpuUsage()
  const fromUs = nowUs()
  return () => {
    const { user, system } = process.cpuUsage(from)
    return (user + system) / (nowUs() - fromUs)
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

const us = (value: number | null) => (value === null ? '-' : value.toFixed(0))
const percent = (share: number) => `${(share * 100).toFixed(0)} %`

async function main(): Promise<void> {
  const echo = await startThread({ role: 'echo' })
  const link = await startThread({ role: 'link', upstream: echo.address })
  const [direct, linked] = await Promise.all([dial(echo.address), dial(link.address)])
  console.log(`Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'})\n`)

  const clean = await measureClean(direct, linked)
  console.log(`A clean link, round trips of ${MESSAGE_BYTES} B, one at a time, µs:\n`)
  console.log('| | n | p50 | p90 | p99 |\n|---|---:|---:|---:|---:|')
  const row = (name: string, hist: Histogram) =>
    console.log(`| ${name} | ${hist.n} | ${[50, 90, 99].map((p) => us(hist.percentile(p))).join(' | ')} |`)
  row('direct', clean.direct)
  row('linked', clean.linked)
  const added = [50, 90, 99].map((p) => us((clean.linked.percentile(p) ?? 0) - (clean.direct.percentile(p) ?? 0)))
  console.log(`| **added** | | ${added.join(' | ')} |\n`)

  const sockets = await Promise.all(Array.from({ length: DELAYED_CONNECTIONS }, () => dial(link.address)))
  console.log(`Injected latency, ${DELAYED_CONNECTIONS} connections, µs. Beyond: round trip less the delay asked for.`)
  console.log('Paced: round trips over the clean link after a pause as long as the delay. Error: beyond less paced.\n')
  console.log(
    '| delay | n | early | paced p50 | paced p99 | beyond p50 | beyond p99 | error p50 | error p99 | CPU of one core |',
  )
  console.log('|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|')
  for (const latencyMs of DELAYS_MS) {
    const { paced, beyond, early, cpu } = await measureDelay(link.thread, sockets, latencyMs)
    const [pacedP50, pacedP99, p50, p99] = [paced, beyond].flatMap((hist) =>
      [50, 99].map((p) => hist.percentile(p) ?? 0),
    ) as [number, number, number, number]
    const figures = [pacedP50, pacedP99, p50, p99, p50 - pacedP50, p99 - pacedP99].map(us).join(' | ')
    console.log(`| ${latencyMs} ms | ${beyond.n} | ${early} | ${figures} | ${percent(cpu)} |`)
  }

  const waiting = await measureWaiting(link.thread, link.address)
  console.log(
    `\n${WAITING_CONNECTIONS} connections that hold a reply for ${WAITING_MS / 1000} s: ${percent(waiting)} of one core.`,
  )
  for (const socket of [direct, linked, ...sockets]) socket.destroy()
  await Promise.all([echo.thread.terminate(), link.thread.terminate()])
}

if (isMainThread) await main()
else await runThread(workerData as Role)
