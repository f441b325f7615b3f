/**
 * Our Kafka broker beside Apache Kafka, by the same client in one run: `npm run bench:kafka [share]` (Node 24, Java, and the
 * jars that `npm run test:engines` fetches). Blocks alternate (ours, theirs, theirs, ours), so that a drift of the machine
 * hits both. Both have their log on disk. A share below 1 makes everything shorter. Prints Markdown.
 *
 * Kafka's virtual machine has the flags of its own start script; KAFKA_HEAP_OPTS overrides the size of its heap.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Histogram } from '#core/histogram.ts'
import { startKafka } from '#tests/engines/kafka/node.ts'
import { type Started, startServer } from '#tests/engines/started.ts'
import { drain, endToEnd, fill, type Side, single, withTopic } from './kafka-load.ts'

const ROUNDS = 4
const SENDS = 2000
const RECORDS = 500_000
const PACE_RPS = 200
const PACE_S = 10
const STARTS = 5
const KEPT_RECORDS = 1_000_000
const HEAP = process.env.KAFKA_HEAP_OPTS ?? '-Xmx1g -Xms1g'
const JVM = [...HEAP.split(' '), '-XX:+UseG1GC', '-XX:MaxGCPauseMillis=20', '-XX:InitiatingHeapOccupancyPercent=35']
const BROKER = join(import.meta.dirname, 'kafka-broker.ts')
const KIB_PER_MIB = 1024

const jars = resolve('.wirelab/engines/kafka')
if (!existsSync(jars)) throw new Error('Kafka is not here: npm run test:engines fetches it')
const share = Number(process.argv[2] ?? 1)
const scaled = (count: number) => Math.max(1, Math.round(count * share))

const folder = mkdtempSync(join(tmpdir(), 'wirelab-bench-kafka-'))
const openHere: { close(): Promise<void> }[] = []
try {
  await bench()
} finally {
  await Promise.all(openHere.map((one) => one.close()))
  rmSync(folder, { recursive: true, force: true })
}

async function bench(): Promise<void> {
  const kafka = await startKafka(['java', `${jars}/*`], { jvm: JVM })
  openHere.push(kafka)
  const [node] = kafka.nodes as [Started]
  const [never, every] = [await startOurs('never'), await startOurs('every')]
  const ours = side('ours', never)
  const theirs = side('Apache Kafka', node)
  console.log(`${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, ${JVM[0]}, share ${share}\n`)
  await alternating([ours, theirs], warmUp)
  console.log('| | ours | Apache Kafka | ours / Kafka |\n|---|--:|--:|--:|')
  await latencies('acks=1, one at a time', [ours, theirs], (on, into) => single(on, { sends: scaled(SENDS), into }))
  const flushed = [side('ours', every), { ...theirs, configs: [{ name: 'flush.messages', value: '1' }] }]
  await latencies('the same, written through', flushed, (on, into) => single(on, { sends: scaled(SENDS), into }))
  await rates([ours, theirs])
  const paced = { rateRps: PACE_RPS, seconds: PACE_S * Math.min(1, share * ROUNDS) }
  await latencies(`end to end at ${PACE_RPS}/s`, [ours, theirs], (on, into) => endToEnd(on, { ...paced, into }))
  await memory({ never, node, sides: [ours, theirs] })
  await starts(never, node)
}

function side(name: string, { port }: Started): Side {
  return { name, at: { host: '127.0.0.1', port }, configs: [] }
}

async function startOurs(flush: string): Promise<Started> {
  const started = await startServer((port) => [process.execPath, BROKER, `${port}`, join(folder, flush), flush])
  openHere.push(started)
  return started
}

/** Compilers on both sides take a while to see what is worth it. */
async function warmUp(on: Side): Promise<void> {
  await single(on, { sends: scaled(SENDS), into: new Histogram() })
  await withTopic(on, async (topic) => {
    const records = scaled(RECORDS / ROUNDS)
    await fill(on, { topic, records })
    await drain(on, { topic, records })
  })
}

/** Each side as often as the other, and neither always first. */
async function alternating(sides: Side[], run: (on: Side) => Promise<void>): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    for (const on of round % 2 === 0 ? sides : [...sides].reverse()) await run(on)
  }
}

async function latencies(
  what: string,
  sides: Side[],
  run: (on: Side, into: Histogram) => Promise<void>,
): Promise<void> {
  const found = new Map(sides.map(({ name }) => [name, new Histogram()]))
  await alternating(sides, (on) => run(on, found.get(on.name) as Histogram))
  for (const p of [50, 99]) {
    const [ours = 0, theirs = 0] = [...found.values()].map((one) => one.percentile(p) ?? 0)
    row(`${what}: p${p}, µs`, Math.round(ours), Math.round(theirs))
  }
}

async function rates(sides: Side[]): Promise<void> {
  const [filled, drained] = [new Map<string, number[]>(), new Map<string, number[]>()]
  const keep = (map: Map<string, number[]>, name: string, rate: number) =>
    map.set(name, [...(map.get(name) ?? []), rate])
  const records = scaled(RECORDS)
  await alternating(sides, (on) =>
    withTopic(on, async (topic) => {
      keep(filled, on.name, await fill(on, { topic, records }))
      keep(drained, on.name, await drain(on, { topic, records }))
    }),
  )
  for (const [what, map] of [
    ['batches of 500, acks=1', filled],
    ['consumed from the beginning', drained],
  ] as const) {
    const [ours = 0, theirs = 0] = sides.map(({ name }) => median(map.get(name) ?? []))
    row(`${what}: messages/s, median of ${ROUNDS}`, Math.round(ours), Math.round(theirs))
  }
}

async function memory({ never, node, sides }: { never: Started; node: Started; sides: Side[] }): Promise<void> {
  const records = scaled(KEPT_RECORDS)
  const found: number[] = []
  for (const [on, { pid }] of [
    [sides[0], never],
    [sides[1], node],
  ] as [Side, Started][]) {
    await withTopic(on, async (topic) => {
      await fill(on, { topic, records })
      found.push(residentMib(pid()))
    })
  }
  const [ours = 0, theirs = 0] = found
  row(`resident with ${records} records of 100 bytes, MiB`, ours, theirs)
}

function residentMib(pid: number | undefined): number {
  const [, kib] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kib) / KIB_PER_MIB)
}

/** Killed, and from the command until its port is open; with us a thread as well, as a run begins one. */
async function starts(ours: Started, theirs: Started): Promise<void> {
  const [here, there, thread]: number[][] = [[], [], []]
  for (let round = 0; round < Math.min(STARTS, scaled(STARTS)); round++) {
    here?.push(await restartedMs(ours))
    there?.push(await restartedMs(theirs))
    thread?.push(await threadMs())
  }
  const theirsMs = Math.round(median(there ?? []))
  row('start of its process, ms, median', Math.round(median(here ?? [])), theirsMs)
  row('start of its thread, ms, median', Math.round(median(thread ?? [])), theirsMs)
}

async function restartedMs(started: Started): Promise<number> {
  await started.crash()
  const fromMs = performance.now()
  await started.restart()
  return performance.now() - fromMs
}

async function threadMs(): Promise<number> {
  const fromMs = performance.now()
  const thread = new Worker(BROKER, { workerData: ['0', '', 'never'] })
  await new Promise((listening) => thread.once('message', listening))
  const tookMs = performance.now() - fromMs
  await thread.terminate()
  return tookMs
}

function median(all: number[]): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
}

function row(what: string, ours: number, theirs: number): void {
  console.log(`| ${what} | ${ours} | ${theirs} | ${(ours / theirs).toFixed(2)} |`)
}
