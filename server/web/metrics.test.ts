import { describe, expect, test } from 'vitest'
import { exampleExperiment, frameAt, laneFrame } from '#core/example.fixture.ts'
import { Histogram } from '#core/histogram.ts'
import { createRunView, foldEvents, type RunView } from '#core/run-view.ts'
import type { LabWatched } from '../runs/lab.ts'
import { exposition } from './exposition.ts'
import { metricsText } from './metrics.ts'

const usage = { cpuSeconds: 1.5, residentBytes: 1000 }

interface Read {
  type: string
  help: string
  samples: { name: string; labels: Record<string, string>; value: number }[]
}

/** Reads the format as its grammar says, and throws at anything else. */
function parse(text: string): Map<string, Read> {
  const families = new Map<string, Read>()
  let family: Read | null = null
  for (const line of text.split('\n')) {
    const help = /^# HELP ([a-z_:][a-z0-9_:]*) (.*)$/.exec(line)
    const type = /^# TYPE ([a-z_:][a-z0-9_:]*) (counter|gauge|histogram)$/.exec(line)
    const sample = /^([a-z_:][a-z0-9_:]*)(?:\{(.*)\})? (-?[0-9.e+-]+|\+Inf)$/.exec(line)
    if (help) {
      if (families.has(help[1] as string)) throw new Error(`twice: ${line}`)
      family = { type: '', help: help[2] as string, samples: [] }
      families.set(help[1] as string, family)
    } else if (type && family) family.type = type[2] as string
    else if (sample && family) {
      const [, name, labels = '', value] = sample as unknown as [string, string, string | undefined, string]
      family.samples.push({ name, labels: labelsIn(labels), value: Number(value.replace('+Inf', 'Infinity')) })
    } else if (line !== '') throw new Error(`neither help, type nor sample: ${line}`)
  }
  return families
}

function labelsIn(text: string): Record<string, string> {
  const labels: Record<string, string> = {}
  let rest = text
  while (rest !== '') {
    const match = /^([a-z_][a-z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/.exec(rest)
    if (!match) throw new Error(`not labels: ${rest}`)
    labels[match[1] as string] = (match[2] as string).replace(/\\(.)/g, (_all, char) => (char === 'n' ? '\n' : char))
    rest = rest.slice(match[0].length)
  }
  return labels
}

function histogramOf(...us: number[]): string {
  const histogram = new Histogram()
  for (const value of us) histogram.record(value)
  return histogram.encode()
}

function watched(change: (view: RunView) => void = () => {}): LabWatched {
  const view = createRunView(exampleExperiment)
  const http = laneFrame({
    offered: 5,
    notSent: 1,
    sent: 4,
    outcomes: { ok: 3, timeout: 1 },
    hist: { caller: histogramOf(900, 4_000, 40_000, 2_000_000) },
    bytesByLeg: { call: { up: 1000, down: 200, connections: 2 } },
    inFlight: 2,
    backlog: 7,
    oldestInFlightMs: 1500,
  })
  foldEvents(view, [
    { seq: 1, atUs: 0, type: 'state', state: { is: 'running' } },
    { seq: 2, atUs: 0, type: 'frame', frame: frameAt(0, { http, queue: laneFrame() }) },
  ])
  change(view)
  return { runs: { started: 3, ended: { finished: 2 } }, latest: { id: 'r1', view } }
}

describe('/metrics', () => {
  const families = parse(metricsText(watched(), usage))
  const value = (name: string, labels: Record<string, string> = {}) => {
    const samples = [...families.values()].flatMap((family) => family.samples)
    const fitting = samples.filter(
      (sample) => sample.name === name && Object.entries(labels).every(([label, is]) => sample.labels[label] === is),
    )
    expect(fitting, `${name} ${JSON.stringify(labels)}`).toHaveLength(1)
    return fitting[0]?.value
  }

  test.each<[string, Record<string, string>, number]>([
    ['wirelab_runs_started_total', {}, 3],
    ['wirelab_runs_total', { state: 'finished' }, 2],
    ['wirelab_runs_total', { state: 'failed' }, 0],
    ['wirelab_run_on', {}, 1],
    ['wirelab_run_info', { run: 'r1', experiment: 'example', state: 'running' }, 1],
    ['wirelab_run_active_seconds', {}, 0.25],
    ['wirelab_lane_offered_total', { lane: 'http', protocol: 'http', experiment: 'example' }, 5],
    ['wirelab_lane_not_sent_total', { lane: 'http' }, 1],
    ['wirelab_lane_sent_total', { lane: 'http' }, 4],
    ['wirelab_lane_outcomes_total', { lane: 'http', outcome: 'timeout' }, 1],
    ['wirelab_lane_outcomes_total', { lane: 'http', outcome: 'reset' }, 0],
    ['wirelab_lane_in_flight', { lane: 'http' }, 2],
    ['wirelab_lane_backlog', { lane: 'http' }, 7],
    ['wirelab_lane_backlog', { lane: 'queue', style: 'one-way' }, 0],
    ['wirelab_lane_oldest_in_flight_seconds', { lane: 'http' }, 1.5],
    ['wirelab_lane_bytes_total', { lane: 'http', leg: 'call', direction: 'up' }, 1000],
    ['wirelab_lane_connections_total', { lane: 'http', leg: 'call' }, 2],
    ['wirelab_lab_cpu_ratio', {}, 0.2],
    ['wirelab_lab_loop_delay_p99_seconds', { thread: 'callers' }, 0.001],
    ['process_cpu_seconds_total', {}, 1.5],
  ])('%s %j', (name, labels, expected) => {
    expect(value(name, labels)).toBe(expected)
  })

  test('buckets are cumulative, in seconds, and end with all of them', () => {
    const at = (le: string) => value('wirelab_caller_latency_seconds_bucket', { lane: 'http', le })
    expect(['0.0005', '0.001', '0.005', '0.05', '1', '2.5', '+Inf'].map(at)).toEqual([0, 1, 2, 3, 3, 4, 4])
    expect(value('wirelab_caller_latency_seconds_count', { lane: 'http' })).toBe(4)
    expect(value('wirelab_caller_latency_seconds_sum', { lane: 'http' })).toBeCloseTo(2.0449, 1)
    const buckets = families
      .get('wirelab_caller_latency_seconds')
      ?.samples.filter(({ labels }) => labels.lane === 'http')
    const counts = buckets?.filter(({ name }) => name.endsWith('_bucket')).map((sample) => sample.value) ?? []
    expect(counts).toEqual([...counts].sort((a, b) => a - b))
  })

  test('every family has help and type, counters are called so, and no sample comes twice', () => {
    for (const [name, { type, help, samples }] of families) {
      expect(help.length, name).toBeGreaterThan(10)
      expect(name.endsWith('_total'), name).toBe(type === 'counter')
      const keys = samples.map((sample) => sample.name + JSON.stringify(sample.labels))
      expect(new Set(keys).size, name).toBe(keys.length)
    }
  })

  test('keeps the last run, and says that it is over', () => {
    const over = watched((view) => {
      foldEvents(view, [{ seq: 3, atUs: 0, type: 'state', state: { is: 'finished', stoppedByHand: false } }])
    })
    const read = parse(metricsText(over, usage))
    expect(read.get('wirelab_run_on')?.samples[0]?.value).toBe(0)
    expect(read.get('wirelab_lane_sent_total')?.samples[0]?.value).toBe(4)
  })

  test('says little before the first run', () => {
    const read = parse(metricsText({ runs: { started: 0, ended: {} }, latest: null }, usage))
    expect([...read.keys()].filter((name) => name.startsWith('wirelab_lane'))).toEqual([])
    expect(read.get('wirelab_runs_started_total')?.samples[0]?.value).toBe(0)
  })
})

test('label values and help are escaped', () => {
  const text = exposition([
    { name: 'a', help: 'one \\ two\nthree', type: 'gauge', samples: [{ labels: { x: 'say "hi"\\\n' }, value: 1 }] },
  ])
  expect(text).toBe('# HELP a one \\\\ two\\nthree\n# TYPE a gauge\na{x="say \\"hi\\"\\\\\\n"} 1\n')
  expect(parse(text).get('a')?.samples[0]?.labels.x).toBe('say "hi"\\\n')
})
