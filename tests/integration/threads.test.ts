/** What a run opens, and that all of it goes when the run does. */
import { expect, test } from 'vitest'
import { defaultLimits, type ExperimentInput, parseExperiment } from '#core/parse-experiment.ts'
import { factsOf, protocolIds, styles } from '#core/protocols.ts'
import { Threads } from '#server/runs/threads.ts'

/** Eight threads and every protocol there is, three times over. */
const OPEN_AND_CLOSE_MS = 90_000

const inTheirDefaultStyle: WrittenLane[] = [
  ...protocolIds.map((protocol) => ({ id: protocol, protocol })),
  { id: 'http-two', protocol: 'http', options: { version: '2', tls: 'mtls', encoding: 'protobuf' } },
  { id: 'tcp-tls', protocol: 'tcp', options: { tls: 'tls', writes: 'split' } },
  { id: 'burning', protocol: 'in-process', service: { cpu: true } },
  { id: 'idempotent', protocol: 'tcp', service: { idempotent: true } },
  { id: 'outbox', protocol: 'mqtt', publish: { strategy: 'outbox', crash: 'after', crashRate: 0.1 } },
]

const inTheirOtherStyles: WrittenLane[] = protocolIds.flatMap((protocol) => {
  const { styles: spoken, defaultStyle } = factsOf(protocol)
  return styles
    .filter((style) => spoken[style] && style !== defaultStyle)
    .map((style) => ({ id: `${protocol}-${style}`, protocol, style }))
})

type WrittenLane = ExperimentInput['lanes'][number]

function openThreads(onDeath: (detail: string) => void, lanes = inTheirDefaultStyle) {
  const parsed = parseExperiment(
    {
      v: 1,
      id: 'many-lanes',
      title: 'many lanes',
      workload: { open: { rateRps: 100, arrival: 'constant' } },
      lanes,
    },
    { ...defaultLimits, maxLanes: lanes.length },
  )
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return new Threads({
    run: 'run',
    experiment: parsed.experiment,
    maxOrdersPerLane: 1000,
    external: {},
    onEvent: () => {},
    onLaneFailed: () => {},
    onDeath,
  })
}

test.each([
  ['every protocol', inTheirDefaultStyle, 3],
  ['every other style', inTheirOtherStyles, 1],
] as const)(
  'closed in the middle of the load, every thread leaves by itself: it has closed all that it opened (%s)',
  async (_, lanes, times) => {
    for (let time = 0; time < times; time++) {
      const onDeath = (detail: string) => {
        throw new Error(detail)
      }
      const threads = openThreads(onDeath, lanes)
      await threads.open()
      await threads.callers.call('begin', threads.timers.nowUs(), { turns: false })
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(await threads.callers.call('outstandingOf', lanes[0]?.id ?? '')).toBeGreaterThanOrEqual(0)
      expect(await threads.close()).toEqual([])
    }
  },
  OPEN_AND_CLOSE_MS,
)

test(
  'a thread that ends although nobody asked it to is told by name, and the rest can be closed',
  async () => {
    const died = Promise.withResolvers<string>()
    const threads = openThreads(died.resolve)
    await threads.open()
    await threads.callers.call('begin', threads.timers.nowUs(), { turns: false })
    await threads.services.kill()
    expect(await died.promise).toMatch(/thread services ended/)
    expect(await threads.close()).toEqual([])
  },
  OPEN_AND_CLOSE_MS,
)
