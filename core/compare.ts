/**
 * Runs held against each other: what was set differently, and whether a difference in latency is one. Only where
 * lanes take turns has each the machine to itself, so only there is a confidence said: the slices of each side are
 * drawn again and again with replacement (a bootstrap over slices, seeded), each time the histograms of those drawn
 * are merged and the percentile of the one is taken from that of the other; 95 % of those differences lie in the
 * interval. Slices and not orders are drawn, since orders of one slice are not independent of each other.
 */
import type { Experiment, Fault } from './experiment.ts'
import { Histogram } from './histogram.ts'
import type { LaneBin } from './lane-bins.ts'
import { createRandom, type Random } from './random.ts'
import type { RunView } from './run-view.ts'
import { SLICE_S } from './slices.ts'

const ROUNDS = 1000
const OUTSIDE_EACH_SIDE = 0.025
/** With fewer slices on a side the interval says more about the slices than about the lane. */
const ENOUGH_SLICES = 4

export type ComparedMetric = 'caller' | 'completion'

/** A lane's slices without the one that warms up; empty where lanes did not take turns. */
export function slicesIn(view: RunView, lane: string, metric: ComparedMetric): Histogram[] {
  if (view.experiment.mode !== 'interleaved' || !Object.hasOwn(view.lanes, lane)) return []
  const slices: Histogram[] = []
  for (const [second, bin] of (view.lanes[lane]?.bins ?? []).entries()) {
    // Bins are seconds of lane-active time, of which each slice has two.
    const at = Math.floor(second / SLICE_S) - 1
    if (at < 0 || !(bin as LaneBin | undefined)) continue
    slices[at] ??= new Histogram()
    slices[at].merge(bin[metric])
  }
  return slices.filter((slice): slice is Histogram => slice !== undefined && slice.n > 0)
}

export interface Difference {
  /** The percentile of each side over all its slices, µs. */
  aUs: number
  bUs: number
  /** b − a, and the interval in which 95 % of the drawn differences lie, µs. */
  us: number
  lowUs: number
  highUs: number
  /** The interval leaves zero out. */
  seen: boolean
  slices: [number, number]
}

/** Null where a side has fewer than {@link ENOUGH_SLICES} slices. */
export function differenceOf(
  a: readonly Histogram[],
  b: readonly Histogram[],
  of: { p: number; seed: number },
): Difference | null {
  if (a.length < ENOUGH_SLICES || b.length < ENOUGH_SLICES) return null
  const random = createRandom(of.seed)
  const drawn = Array.from({ length: ROUNDS }, () => drawnUs(b, of.p, random) - drawnUs(a, of.p, random))
  drawn.sort((x, y) => x - y)
  const [aUs, bUs] = [percentileUs(a, of.p), percentileUs(b, of.p)]
  const lowUs = drawn[Math.floor(ROUNDS * OUTSIDE_EACH_SIDE)] as number
  const highUs = drawn[Math.ceil(ROUNDS * (1 - OUTSIDE_EACH_SIDE)) - 1] as number
  return { aUs, bUs, us: bUs - aUs, lowUs, highUs, seen: lowUs > 0 || highUs < 0, slices: [a.length, b.length] }
}

function drawnUs(slices: readonly Histogram[], p: number, random: Random): number {
  return percentileUs(
    slices.map(() => slices[Math.floor(random.next() * slices.length)] as Histogram),
    p,
  )
}

function percentileUs(slices: readonly Histogram[], p: number): number {
  const all = new Histogram()
  for (const slice of slices) all.merge(slice)
  return all.percentile(p) ?? 0
}

export interface ConfigurationDifference {
  /** `lanes.http.call.options.tls`. */
  path: string
  /** As JSON has it, one a run; null where the run has no such field. Of a fault that only one has, in short. */
  values: (string | null)[]
}

/**
 * Every field in which experiments differ, but for what they and their lanes are called; lanes and faults go by their
 * ids. A lane that not all have is one row with its protocol, a fault that only one has one with what it is and when, and
 * thresholds are a set: each is there or is not.
 */
export function configurationDifferences(experiments: readonly Experiment[]): ConfigurationDifference[] {
  const whole = { lanes: idsIn(experiments, 'lanes', experiments.length), faults: idsIn(experiments, 'faults', 2) }
  const all = experiments.map((experiment) => new Map(fieldsOf(experiment, whole)))
  const paths = new Set(all.flatMap((fields) => [...fields.keys()]))
  return [...paths]
    .map((path) => ({ path, values: all.map((fields) => fields.get(path) ?? null) }))
    .filter(({ values }) => values.some((value) => value !== values[0]))
}

type Parts = 'lanes' | 'faults'

/** The ids of those that at least so many experiments have. */
function idsIn(experiments: readonly Experiment[], parts: Parts, least: number): ReadonlySet<string> {
  const found = Map.groupBy(
    experiments.flatMap((experiment) => [...new Set(experiment[parts].map(({ id }) => id))]),
    (id) => id,
  )
  return new Set([...found].flatMap(([id, { length }]) => (length >= least ? id : [])))
}

function fieldsOf(experiment: Experiment, whole: Record<Parts, ReadonlySet<string>>): [string, string][] {
  const { id, title, summary, lanes, faults, thresholds, ...set } = experiment
  return [
    ...leavesOf(set, []),
    ...faults.flatMap((fault): [string, string][] =>
      whole.faults.has(fault.id)
        ? leavesOf(fault, ['faults', fault.id])
        : [[`faults.${fault.id}`, faultInShort(fault)]],
    ),
    ...lanes.flatMap(({ name, ...lane }): [string, string][] =>
      whole.lanes.has(lane.id)
        ? leavesOf(lane, ['lanes', lane.id])
        : [[`lanes.${lane.id}`, JSON.stringify(lane.call.protocol)]],
    ),
    ...thresholds.map((threshold): [string, string] => [`thresholds: ${threshold}`, 'true']),
  ]
}

/** `"latency" {"latency":200,"jitter":0}, atS 2, forS 5`. */
function faultInShort({ type, attributes, atS, forS, everyS, atRandom }: Fault): string {
  const what = [type, ...(Object.keys(attributes).length > 0 ? [attributes] : [])].map((part) => JSON.stringify(part))
  const when = Object.entries({ atS, forS, everyS, atRandom }).flatMap(([name, value]) =>
    value === undefined ? [] : `${name} ${value}`,
  )
  return [what.join(' '), ...when].join(', ')
}

function leavesOf(value: unknown, path: string[]): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path.join('.'), JSON.stringify(value)]]
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, at) => {
      const id = typeof item === 'object' && item !== null ? (item as { id?: unknown }).id : undefined
      return leavesOf(item, [...path, typeof id === 'string' ? id : String(at)])
    })
  }
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
}
