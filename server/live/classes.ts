/** The classes that are on: kept in memory, few, and over after an hour. What is said in them goes out over sockets. */
import { randomBytes } from 'node:crypto'
import { type ClassAsk, Classroom, type ClassView } from '#core/classroom.ts'
import type { Experiment } from '#core/experiment.ts'
import type { Text } from '#core/text.ts'
import { measured } from '#core/threshold.ts'
import type { Cancel, Timers } from '#core/timers.ts'
import { Conflict, NotFound, NotPossible, NotYours, TooMany } from '../runs/errors.ts'
import type { Lab } from '../runs/lab.ts'
import { freshToken, hashOf, owns } from '../runs/ownership.ts'

/** Who is told how a class stands. */
export interface Audience {
  tell: (room: { classId: string; host: boolean }, view: ClassView) => void
  /** Nobody is told anything about it any more. */
  dismiss: (classId: string) => void
}

interface Entry {
  room: Classroom
  experiment: Experiment
  tokenHash: string
  starting: boolean
  cancelEnd: Cancel
  cancelTell: Cancel | null
}

export const MOST_CLASSES = 100
const CLASS_US = 3_600_000_000
const TELL_EVERY_US = 250_000
const ID_BYTES = 6
/** A run waits so long for those who will watch it: a phone that sleeps is not waited for. */
const GATHER_MS = 1500
const SETTLE_MS = 500
const LONGEST_QUESTION = 400
const METRIC = /^([a-z0-9][a-z0-9-]*)\.(callerLatencyMs|completionLatencyMs)\.(p50|p99)$/

export type Classes = ReturnType<typeof createClasses>

export function createClasses({ lab, timers }: { lab: Pick<Lab, 'parse' | 'start'>; timers: Timers }) {
  const classes = new Map<string, Entry>()
  let audience: Audience = { tell: () => {}, dismiss: () => {} }

  function find(id: string): Entry {
    const entry = classes.get(id)
    if (!entry) throw new NotFound(`there is no class '${id}'`)
    return entry
  }

  function owned(id: string, token: string): Entry {
    const entry = find(id)
    if (!owns(entry.tokenHash, token)) throw new NotYours('only who opened the class may lead it')
    return entry
  }

  /** At most four times a second: two hundred who join at once would be forty thousand messages. */
  function changed(entry: Entry): void {
    entry.cancelTell ??= timers.at(timers.nowUs() + TELL_EVERY_US, () => {
      entry.cancelTell = null
      tell(entry)
    })
  }

  function tell({ room }: Entry): void {
    for (const host of [true, false]) {
      audience.tell({ classId: room.id, host }, room.view(host ? 'host' : 'viewer'))
    }
  }

  function remove(entry: Entry): void {
    const { room } = entry
    entry.cancelEnd()
    entry.cancelTell?.()
    classes.delete(room.id)
    room.close()
    tell(entry)
    audience.dismiss(room.id)
  }

  /** Room for one more: where there is none, the oldest class in which nobody is. */
  function makeRoom(): void {
    if (classes.size < MOST_CLASSES) return
    const empty = [...classes.values()].find(({ room, starting }) => {
      return room.viewers === 0 && !starting && room.state.is !== 'running'
    })
    if (!empty) throw new TooMany(`${classes.size} classes are open already`)
    remove(empty)
  }

  return {
    /** @param input.ask what is guessed; throws NotPossible and NotFound as `lab.start`, TooMany where many are open */
    open({ experiment: written, ask, overrides }: { experiment: unknown; ask: unknown; overrides?: unknown }) {
      const experiment = lab.parse(written, overrides)
      const asked = parseAsk(ask, experiment)
      makeRoom()
      const id = randomBytes(ID_BYTES).toString('hex')
      const token = freshToken()
      const entry: Entry = {
        room: new Classroom({ id, title: experiment.title, ask: asked }),
        experiment,
        tokenHash: hashOf(token),
        starting: false,
        cancelEnd: timers.at(timers.nowUs() + CLASS_US, () => remove(entry)),
        cancelTell: null,
      }
      classes.set(id, entry)
      return { id, token }
    },

    view: (id: string): ClassView => find(id).room.view('viewer'),
    experimentOf: (id: string): Experiment => find(id).experiment,

    /** Starts the run; who leads the class gets its token as well. */
    async start(id: string, token: string): Promise<{ id: string; token: string }> {
      const entry = owned(id, token)
      const { room } = entry
      if (entry.starting || room.state.is !== 'waiting') throw new Conflict('the run of this class was started already')
      entry.starting = true
      try {
        const audience = { watchers: room.viewers, withinMs: GATHER_MS, settleMs: SETTLE_MS }
        const { run, ...started } = await lab.start(entry.experiment, {}, audience)
        room.begin(started.id)
        tell(entry)
        void run.over.then(() => {
          const n = measured(room.ask.metric.replace(/\.p\d+$/, '.n'), run.view) ?? 0
          // What did not get to its end measured something else.
          const whole = run.state.is === 'finished'
          room.end({ ms: whole ? measured(room.ask.metric, run.view) : null, n })
          if (classes.has(id)) tell(entry)
        })
        return started
      } finally {
        entry.starting = false
      }
    },

    reveal(id: string, token: string): ClassView {
      const entry = owned(id, token)
      if (!entry.room.reveal()) throw new Conflict(`the class is ${entry.room.state.is}: there is nothing to reveal`)
      tell(entry)
      return entry.room.view('host')
    },

    close(id: string, token: string): void {
      remove(owned(id, token))
    },

    /** For the sockets: who takes part, and what they guess. */
    join(id: string, viewer: string) {
      const entry = classes.get(id)
      if (!entry) return null
      const joined = entry.room.join(viewer)
      if (joined === 'joined') changed(entry)
      return joined === 'closed' ? null : { joined, view: entry.room.view('viewer') }
    },
    lead(id: string, token: string): ClassView | null {
      const entry = classes.get(id)
      return entry && owns(entry.tokenHash, token) ? entry.room.view('host') : null
    },
    leave(id: string, viewer: string): void {
      const entry = classes.get(id)
      if (!entry) return
      entry.room.leave(viewer)
      changed(entry)
    },
    guess(id: string, viewer: string, ms: unknown) {
      const entry = classes.get(id)
      if (!entry) return 'not-here'
      const taken = entry.room.guess(viewer, ms)
      if (taken === 'taken') changed(entry)
      return taken
    },
    tells(to: Audience): void {
      audience = to
    },

    closeAll(): void {
      for (const entry of [...classes.values()]) remove(entry)
    },
  }
}

function parseAsk(ask: unknown, { lanes }: Experiment): ClassAsk {
  const written = typeof ask === 'object' && ask !== null ? (ask as Record<string, unknown>) : {}
  const { metric, question } = written
  const lane = METRIC.exec(String(metric))?.[1]
  const ids = lanes.map(({ id }) => id)
  if (lane === undefined || !ids.includes(lane)) {
    const message = `'${String(metric).slice(0, 64)}' is not a latency of a lane: <lane>.<callerLatencyMs|completionLatencyMs>.<p50|p99>, lane one of ${ids.join(', ')}`
    throw new NotPossible(`ask.metric: ${message}`, [{ path: 'ask.metric', message }])
  }
  const text = typeof question === 'string' ? { ko: question, en: question } : (question as Partial<Text> | null)
  const fits = (one: unknown) => typeof one === 'string' && one.trim() !== '' && one.length <= LONGEST_QUESTION
  if (!text || !fits(text.ko) || !fits(text.en)) {
    const message = `must be a text, or {ko, en}, of at most ${LONGEST_QUESTION} characters`
    throw new NotPossible(`ask.question: ${message}`, [{ path: 'ask.question', message }])
  }
  return { metric: String(metric), question: { ko: String(text.ko), en: String(text.en) } }
}
