/** The lab: runs experiments as far as it has room, keeps what they said, lets others watch. The API, the sockets and
 * the command line all stand on this. */
import { randomBytes } from 'node:crypto'
import type { Experiment, Fault, Workload } from '#core/experiment.ts'
import { notOneOf } from '#core/issue.ts'
import type { Life } from '#core/life.ts'
import type { RunInfo } from '#core/live.ts'
import { type OrderPage, parseOrderQuery, type Trails } from '#core/order-query.ts'
import {
  defaultLimits,
  type Issue,
  type Limits,
  parseExperiment,
  parseFault,
  parseWorkload,
} from '#core/parse-experiment.ts'
import type { RecordedRun } from '#core/recording.ts'
import { isOver, type RunEvent, type RunState, type RunStateName } from '#core/run.ts'
import { createRunView, foldEvents, type RunView } from '#core/run-view.ts'
import { type RunSummary, summarize } from '#core/summary.ts'
import { builtIns } from '#experiments/built-in.ts'
import { Admission, type Ticket } from './admission.ts'
import { Conflict, NotFound, NotPossible, NotYours, TooMany } from './errors.ts'
import { type Awaited, Gathering } from './gathering.ts'
import { decodeTrails, livesIn, type OrderSource, sourceOf } from './kept-trails.ts'
import { loadOf } from './load.ts'
import { findLife, findPage } from './orders.ts'
import { freshToken, hashOf, owns } from './ownership.ts'
import { Run } from './run.ts'
import type { Store } from './store.ts'
import type { OrderWire } from './wire.ts'
import { NO_WIRE } from './wire-table.ts'

export interface LabOptions {
  /** Absent where nothing is kept (the command line, unless told to). */
  store?: Store
  limits?: Limits
  external: Readonly<Record<string, string | undefined>>
}

export interface RunListing extends RunInfo {
  state: RunState
}
export interface RunReport extends RunListing {
  summary: RunSummary
}

/** What a monitor asks for. */
export interface LabWatched {
  /** Since this process began. */
  runs: RunCounts
  /** The run that is on, or the last one that was. */
  latest: { id: string; view: RunView } | null
}
interface RunCounts {
  started: number
  ended: Partial<Record<RunStateName, number>>
}

/** A run and everything it has said, while it is on and a little after. */
interface LiveRun {
  run: Run
  info: RunInfo
  tokenHash: string
  events: RunEvent[]
  watchers: Set<(event: RunEvent) => void>
  gathering: Gathering | null
  /** Where its orders are asked for once its threads are gone. */
  kept: OrderSource | null
  /** The same in memory, where there is no store. */
  trails: Trails | null
}

const ID_BYTES = 6
const LISTED_RUNS = 100

export type Lab = ReturnType<typeof createLab>

export function createLab({ store, limits = defaultLimits, external }: LabOptions) {
  /** Waiting, on, or over and not yet where they are kept. */
  const runs = new Map<string, LiveRun>()
  const admission = new Admission({
    budget: limits.maxLoadAtOnce,
    atOnce: limits.maxRunsAtOnce,
    waiting: limits.maxQueuedRuns,
  })
  let latest: LabWatched['latest'] = null
  const runCounts: RunCounts = { started: 0, ended: {} }

  /** What is still to be done of each run. */
  const endings = new Set<Promise<void>>()

  const live = (id: string) => runs.get(id) ?? null

  async function stored(id: string) {
    const found = await store?.run(id)
    if (!found) throw new NotFound(`there is no run '${id}'`)
    return found
  }

  async function read(id: string): Promise<{ info: RunInfo; events: RunEvent[] }> {
    const running = live(id)
    if (running) return { info: running.info, events: running.events }
    const { experiment, createdAt } = await stored(id)
    return { info: { id, experiment, createdAt }, events: (await store?.events(id)) ?? [] }
  }

  /** Where the orders of a run are asked for, and its lanes. */
  async function ordersOf(id: string): Promise<{ lanes: string[]; source: OrderSource | null }> {
    const running = live(id)
    const { experiment } = running?.info ?? (await stored(id))
    const source = running ? (running.kept ?? running.run.orders) : (store?.orders(id) ?? null)
    return { lanes: experiment.lanes.map((lane) => lane.id), source }
  }

  /** The run that is on, if `token` is its owner's. */
  async function steered(id: string, token: string): Promise<Run> {
    const running = live(id)
    if (!running) {
      const { state } = await stored(id)
      throw new Conflict(`the run is ${state.is}: there is nothing left to steer`)
    }
    own(running.tokenHash, token)
    return running.run
  }

  async function finished({ run }: LiveRun, ticket: Ticket): Promise<void> {
    await run.over
    ticket.release()
    const { is } = run.state
    runCounts.ended[is] = (runCounts.ended[is] ?? 0) + 1
    if (!store) return
    await store.flush()
    await store.keepWires(run.id, run.wires)
    // What the store holds needs no second copy.
    runs.delete(run.id)
  }

  function parse(input: unknown, overrides: unknown = {}): Experiment {
    const named = typeof input === 'string' ? builtIns.find(({ id }) => id === input) : input
    if (input === undefined) throw new NotPossible("experiment: missing; it must be a built-in's id or an experiment")
    if (!named) {
      const ids = builtIns.map(({ id }) => id)
      throw new NotFound(`experiment: ${notOneOf(input, 'a built-in experiment', ids)}`)
    }
    const parsed = parseExperiment(typeof named === 'object' ? { ...named, ...overridesOf(overrides) } : named, limits)
    if (!parsed.ok) throw unparsable(parsed.issues)
    return parsed.experiment
  }

  /** A run that nobody keeps stays until the next one. */
  function forgetEnded(): void {
    if (!store) for (const [id, { run }] of runs) if (isOver(run.state)) runs.delete(id)
  }

  return {
    limits,
    experiments: (): Experiment[] => builtIns,

    /** What would be started: a built-in by its id, or what is written. Throws as `start`, and starts nothing. */
    parse,

    /**
     * Parse, and start it or let it wait for room. Throws NotPossible with every issue named, TooMany where as many
     * wait as may.
     * @param awaited who is waited for once its turn has come; nobody unless given
     */
    async start(input: unknown, overrides: unknown = {}, awaited: Awaited | null = null) {
      const experiment = parse(input, overrides)
      forgetEnded()
      const id = randomBytes(ID_BYTES).toString('hex')
      const token = freshToken()
      const entry: LiveRun = {
        run: new Run({
          id,
          experiment,
          maxOrdersPerLane: Math.floor(limits.maxOrders / experiment.lanes.length),
          external,
          onEvent(event) {
            entry.events.push(event)
            store?.append(id, event)
            for (const watcher of entry.watchers) watcher(event)
          },
          async keepTrails(trails) {
            await store?.keepTrails(id, trails)
            entry.trails = store ? null : decodeTrails(trails)
            entry.kept = store?.orders(id) ?? (entry.trails && sourceOf(entry.trails))
          },
        }),
        info: { id, experiment, createdAt: new Date().toISOString() },
        tokenHash: hashOf(token),
        events: [],
        watchers: new Set(),
        gathering: null,
        kept: null,
        trails: null,
      }
      const { run } = entry
      const ticket = admission.request({
        cost: loadOf(experiment),
        alone: experiment.mode === 'interleaved',
        onTurn() {
          latest = { id, view: run.view }
          if (awaited === null) return void run.start()
          entry.gathering = new Gathering(awaited)
          entry.gathering.count(entry.watchers.size)
          void run.start(entry.gathering.complete)
        },
        onPosition: (position) => run.queued(position),
        onCompany: (others) => run.company(others),
      })
      if (!ticket) throw new TooMany(`as many runs wait for room as may: ${admission.waiting} (maxQueuedRuns)`)
      runs.set(id, entry)
      runCounts.started += 1
      const ending = finished(entry, ticket)
      endings.add(ending)
      void ending.finally(() => endings.delete(ending))
      try {
        await store?.create({ ...entry.info, state: { is: 'starting' }, tokenHash: entry.tokenHash })
      } catch (error) {
        await run.interrupt()
        throw error
      }
      return { id, token, run }
    },

    async runs(): Promise<RunListing[]> {
      const kept = (await store?.runs(LISTED_RUNS)) ?? []
      return kept.map(({ id, experiment, createdAt, state }) => ({
        id,
        experiment,
        createdAt,
        state: live(id)?.run.state ?? state,
      }))
    },

    async report(id: string): Promise<RunReport> {
      const { info, events } = await read(id)
      const view = live(id)?.run.view ?? foldedFrom(info.experiment, events)
      return { ...info, state: view.state, summary: summarize(view) }
    },

    async recording(id: string): Promise<RecordedRun> {
      const { info, events } = await read(id)
      return { about: { runId: info.id, recordedAt: info.createdAt }, experiment: info.experiment, events }
    },

    /** Single orders: those that `given` asks for. Whoever may watch may ask. */
    async orders(id: string, given: Iterable<readonly [string, string]>): Promise<OrderPage> {
      const { lanes, source } = await ordersOf(id)
      const parsed = parseOrderQuery(given, lanes)
      if (!parsed.ok) throw unparsable(parsed.issues)
      return findPage(source, parsed.query)
    },

    async order(id: string, lane: string, seq: string): Promise<Life> {
      const { lanes, source } = await ordersOf(id)
      return findLife(source, { lane, seq }, lanes)
    },

    /** What crossed the links while one order was under way. Whoever may watch may ask. */
    async wire(id: string, lane: string, seq: string): Promise<OrderWire> {
      const { lanes, source } = await ordersOf(id)
      await findLife(source, { lane, seq }, lanes)
      const run = live(id)?.run
      const order = { lane, seq: Number(seq) }
      const isHere = (wire: OrderWire) => wire.lane === order.lane && wire.seq === order.seq
      const kept = async () => run?.wires.find(isHere) ?? (await store?.wire(id, order)) ?? null
      const found = run?.isOpen ? await run.wire(order.lane, order.seq) : await kept()
      if (!found) throw new NotFound(NO_WIRE)
      return found
    },

    /** The life of every order of a run that is over. */
    async lives(id: string): Promise<Iterable<Life>> {
      const kept = await store?.trails(id)
      return livesIn(kept ? decodeTrails(kept) : (live(id)?.trails ?? new Map()))
    },

    /**
     * Say every event after `sinceSeq`, past ones first. Null where there is no such run. `over`: all there will ever
     * be had been said when this began.
     */
    async watch(id: string, sinceSeq: number, watcher: (events: RunEvent[]) => void) {
      const running = live(id)
      if (!running) {
        const found = await read(id).catch(() => null)
        if (!found) return null
        watcher(found.events.filter(({ seq }) => seq > sinceSeq))
        return { info: found.info, over: true, unwatch: () => {} }
      }
      const tell = (event: RunEvent) => watcher([event])
      watcher(running.events.filter(({ seq }) => seq > sinceSeq))
      running.watchers.add(tell)
      running.gathering?.count(running.watchers.size)
      return { info: running.info, over: isOver(running.run.state), unwatch: () => running.watchers.delete(tell) }
    },

    async steer(id: string, token: string, to: 'paused' | 'running' | 'stopping'): Promise<RunState> {
      const run = await steered(id, token)
      if (to === 'stopping') void run.stop()
      else if (to === 'paused') await run.pause()
      else await run.resume()
      return run.state
    },

    async setFault(id: string, token: string, input: unknown): Promise<Fault> {
      const run = await steered(id, token)
      const parsed = parseFault(input, run.experiment)
      if (!parsed.ok) throw unparsable(parsed.issues)
      await run.setFault(parsed.fault)
      return parsed.fault
    },

    async clearFault(id: string, token: string, faultId: string): Promise<void> {
      const run = await steered(id, token)
      if (!(await run.clearFault(faultId))) throw new NotFound(`no fault '${faultId}' is on`)
    },

    async setWorkload(id: string, token: string, lane: string, input: unknown): Promise<Workload> {
      const run = await steered(id, token)
      const parsed = parseWorkload(input, limits)
      if (!parsed.ok) throw unparsable(parsed.issues)
      await run.setWorkload(lane, parsed.workload)
      return parsed.workload
    },

    /** Resolves to how many dead letters went back. */
    async redrive(id: string, token: string, lane: string): Promise<number> {
      return (await steered(id, token)).redrive(lane)
    },

    /** A run that is on is stopped and stays; a finished one is removed. */
    async remove(id: string, token: string): Promise<'stopping' | 'removed'> {
      const running = live(id)
      if (running && !isOver(running.run.state)) {
        own(running.tokenHash, token)
        void running.run.stop()
        return 'stopping'
      }
      own((await stored(id)).tokenHash, token)
      await store?.delete(id)
      return 'removed'
    },

    watched(): LabWatched {
      return { runs: runCounts, latest }
    },

    /** Interrupt what is on, wait for what is still being written, close the store. */
    async close(): Promise<void> {
      await Promise.all([...runs.values()].map(({ run }) => (isOver(run.state) ? null : run.interrupt())))
      await Promise.allSettled(endings)
      await store?.close()
    },
  }
}

function foldedFrom(experiment: Experiment, events: RunEvent[]): RunView {
  const view = createRunView(experiment)
  foldEvents(view, events)
  return view
}

function unparsable(issues: Issue[]): NotPossible {
  return new NotPossible(issues.map(({ path, message }) => `${path}: ${message}`).join('\n'), issues)
}

const overridable = ['seed', 'durationS']

/** What a caller may set beside a named experiment; the values are checked with the experiment. */
function overridesOf(overrides: unknown): object {
  if (typeof overrides !== 'object' || overrides === null || Array.isArray(overrides)) {
    throw new NotPossible('overrides: must be an object')
  }
  const other = Object.keys(overrides).find((name) => !overridable.includes(name))
  if (other) throw new NotPossible(`overrides.${other}: only ${overridable.join(' and ')} can be overridden`)
  return overrides
}

function own(tokenHash: string, token: string): void {
  if (!owns(tokenHash, token)) throw new NotYours('only who started the run may steer it')
}
