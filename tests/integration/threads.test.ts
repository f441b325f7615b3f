/** What a run opens, and that all of it goes when the run does. */
import { expect, test } from 'vitest'
import { defaultLimits, parseExperiment } from '#core/parse-experiment.ts'
import { Threads } from '#server/runs/threads.ts'

/** Seven threads and every protocol there is, three times over. */
const OPEN_AND_CLOSE_MS = 90_000

function openThreads(onDeath: (detail: string) => void) {
  const written = {
    v: 1,
    id: 'many-lanes',
    title: 'many lanes',
    workload: { open: { rateRps: 100, arrival: 'constant' } },
    lanes: [
      ...['in-process', 'http', 'tcp', 'grpc', 'grpc-web', 'connect', 'graphql', 'websocket', 'sqs', 'mqtt'].map(
        (protocol) => ({ id: protocol, protocol }),
      ),
      { id: 'http-two', protocol: 'http', options: { version: '2', tls: 'mtls', encoding: 'protobuf' } },
      { id: 'tcp-tls', protocol: 'tcp', options: { tls: 'tls', writes: 'split' } },
      { id: 'burning', protocol: 'in-process', service: { cpu: true } },
      { id: 'idempotent', protocol: 'tcp', service: { idempotent: true } },
    ],
  }
  const parsed = parseExperiment(written, { ...defaultLimits, maxLanes: written.lanes.length })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return new Threads({
    run: 'run',
    experiment: parsed.experiment,
    maxOrdersPerLane: 1000,
    external: {},
    onEvent: () => {},
    onDeath,
  })
}

test(
  'closed in the middle of the load, every thread leaves by itself: it has closed all that it opened',
  async () => {
    for (let time = 0; time < 3; time++) {
      const threads = openThreads((detail) => {
        throw new Error(detail)
      })
      await threads.open()
      await threads.callers.call('begin', threads.timers.nowUs(), { turns: false })
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(await threads.callers.call('inFlight')).toBeGreaterThanOrEqual(0)
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
