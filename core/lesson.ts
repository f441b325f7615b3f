/**
 * A lesson: predict, run, say what was seen, and only then be told. Whoever only watches a demonstration learns no more
 * than who never saw it, so each step holds back: the run until there is a guess, the reveal until there is a report.
 */
import type { Experiment, Lane, ServiceSpec, Workload } from './experiment.ts'
import { isGuess, unitOfMetric } from './guess.ts'
import type { RunStateName } from './run.ts'
import type { Locale, Text } from './text.ts'

export interface Lesson {
  slug: string
  title: Text
  summary: Text
  /** What every step is cut from; its thresholds are the claim that the lesson must prove. */
  experiment: Experiment
  steps: LessonStep[]
}

/** Texts may name what was measured: see {@link fill}. */
export interface LessonStep {
  id: string
  question: Text
  context: Text
  /** Lanes of the experiment that this step runs. */
  lanes: string[]
  /** Lanes of the recorded run that stand on the chart before the step's own run does: they give nothing away. */
  opening: string[]
  /**
   * Which latency the chart shows over time; `curve`, the caller's by percentile; or `count`, the guessed metric of each
   * lane, as bars.
   */
  shows: 'caller' | 'completion' | 'curve' | 'count'
  /**
   * What is guessed, in the unit of the metric: `accepted.callerLatencyMs.p50`, `v1.ledger.duplicated`. `*` is the lane
   * that the variable chose, here and in texts and claims.
   */
  guess: { metric: string; label: Text }
  vary: Variable
  narration: { on: Moment; say: Text }[]
  report: { question: Text; options: { id: string; text: Text }[] }
  reveal: { claims: Claim[]; explains: Text }
  /** What stands in the table of all that was tried; without it, what is guessed. */
  tabulates?: { metric: string; label: Text }[]
}

/** The one thing that can be moved in a step. */
export type Variable = Moved & ((Range & (Load | Field | FaultTime)) | Choice)

interface Moved {
  label: Text
  unit: Text
  start: number
}
interface Range {
  min: number
  max: number
  step: number
}
/** The load of the service as it is written, in %; or its mean work, ms, at a light load. */
interface Load {
  what: 'load' | 'work'
}
/** A number somewhere in these lanes: `['call', 'options', 'visibilityTimeoutS']`, `times` the value. */
interface Field {
  what: 'field'
  lanes: string[]
  path: readonly string[]
  times?: number
  /** What the lane is called, with `{value}` in it; where it is the only one. Without it, by the value alone. */
  called?: Text
}
/** For how long these faults are on, s. */
interface FaultTime {
  what: 'fault'
  faults: string[]
}
/** Which lane runs beside those of the step: five hops, ten at once. */
interface Choice {
  what: 'lane'
  of: { value: number; lane: string }[]
}

export const unitMs: Text = { ko: 'ms', en: 'ms' }
export const unitS: Text = { ko: '초', en: 's' }
export const unitPercent: Text = { ko: '%', en: '%' }

/** Every value that the variable can have, in order. */
export function valuesOf(vary: Variable): number[] {
  if (vary.what === 'lane') return vary.of.map(({ value }) => value)
  const count = Math.round((vary.max - vary.min) / vary.step)
  return Array.from({ length: count + 1 }, (_, index) => vary.min + index * vary.step)
}

/** With its unit: `90 %`, `2 s`; a Korean word stands right behind the number: `2초`. */
export function valueIn({ unit }: Variable, value: number, locale: Locale): string {
  const gap = /^\p{Script=Hangul}/u.test(unit[locale]) ? '' : '\u00a0'
  return `${value}${gap}${unit[locale]}`
}

/** What a metric, a threshold or a text of a step names where the variable has this value. */
export function named({ vary }: LessonStep, value: number, text: string): string {
  const chosen = vary.what === 'lane' ? laneAt(vary, value) : null
  return chosen === null ? text : text.replaceAll('*.', `${chosen}.`)
}

/** The threshold of a claim; in it `{value}` is the bare number of the variable. */
export function claimedAt(step: LessonStep, value: number, { threshold }: Claim): string {
  return named(step, value, threshold).replaceAll('{value}', String(value))
}

function laneAt({ of }: Choice, value: number): string | null {
  return of.find((choice) => choice.value === value)?.lane ?? null
}

/** A sentence that is said only where the run bears it out, and what is said where it does not. */
export interface Claim {
  threshold: string
  shown: Text
  notShown: Text
}

/** Moments of a run at which something is said. */
export const moments = ['starting', 'running', 'half', 'draining', 'over'] as const
export type Moment = (typeof moments)[number]

/** One finished run of the step. */
export interface Tried {
  value: number
  runId: string
}

interface Guessed {
  value: number
  guess: number
}
export type StepState =
  | { is: 'predicting'; value: number; guess: number | null }
  | ({ is: 'starting' } & Guessed)
  | ({ is: 'running'; runId: string } & Guessed)
  /** Over; the reader goes on when they have looked. */
  | ({ is: 'ran'; runId: string } & Guessed)
  | ({ is: 'reporting'; runId: string; report: string | null } & Guessed)
  /** `runId` is the run on the screen, `again` while it is a further one that is not over. */
  | ({ is: 'revealed'; runId: string; report: string; again: boolean; tried: Tried[] } & Guessed)

export interface LessonState {
  /** The step on the screen. */
  at: number
  steps: StepState[]
}

export type LessonEvent =
  | { type: 'guessed'; guess: number | null }
  | { type: 'moved'; value: number }
  | { type: 'asked' }
  | { type: 'refused' }
  | { type: 'started'; runId: string }
  | { type: 'ended' }
  /** The run failed, or is no longer kept. */
  | { type: 'lost' }
  | { type: 'continued' }
  | { type: 'chose'; report: string }
  | { type: 'reported' }
  | { type: 'went'; to: number }

const MOST_TRIED = 12
const PERCENT = 100
const MS_PER_S = 1000

export function firstState({ steps }: Lesson): LessonState {
  return { at: 0, steps: steps.map(({ vary }) => ({ is: 'predicting', value: vary.start, guess: null })) }
}

/** What does not fit the state leaves it as it is: a button that should have been locked moves nothing. */
export function advance(lesson: Lesson, state: LessonState, event: LessonEvent): LessonState {
  if (event.type === 'went') return canGoTo(state, event.to) ? { ...state, at: event.to } : state
  const step = lesson.steps[state.at]
  const before = state.steps[state.at]
  if (!step || !before) return state
  const after = advanceStep(step, before, event)
  return after === before ? state : { ...state, steps: state.steps.with(state.at, after) }
}

/** A step opens when the one before it was revealed. */
export function canGoTo({ steps }: LessonState, to: number): boolean {
  return Number.isInteger(to) && to >= 0 && to < steps.length && steps.slice(0, to).every(({ is }) => is === 'revealed')
}

type StepEvent = Exclude<LessonEvent, { type: 'went' }>

function advanceStep(step: LessonStep, state: StepState, event: StepEvent): StepState {
  switch (state.is) {
    case 'predicting':
      if (event.type === 'guessed') return { ...state, guess: guessIn(step, event.guess) }
      if (event.type === 'moved') return { ...state, value: within(step.vary, event.value) }
      if (event.type === 'asked' && state.guess !== null) return { ...state, is: 'starting', guess: state.guess }
      return state
    case 'starting':
      if (event.type === 'refused') return { ...state, is: 'predicting' }
      if (event.type === 'started') return { ...state, is: 'running', runId: event.runId }
      return state
    case 'running':
      if (event.type === 'ended') return { ...state, is: 'ran' }
      if (event.type === 'lost') return guessedAgain(state)
      return state
    case 'ran':
      if (event.type === 'continued') return { ...state, is: 'reporting', report: null }
      if (event.type === 'lost') return guessedAgain(state)
      return state
    case 'reporting':
      if (event.type === 'chose' && step.report.options.some(({ id }) => id === event.report)) {
        return { ...state, report: event.report }
      }
      if (event.type === 'reported' && state.report !== null) {
        const { value, runId, report } = state
        return { ...state, is: 'revealed', report, again: false, tried: [{ value, runId }] }
      }
      if (event.type === 'lost') return guessedAgain(state)
      return state
    case 'revealed':
      return advanceRevealed(step, state, event)
  }
}

/** Whoever has seen the answer may go on trying other values. */
function advanceRevealed(step: LessonStep, state: StepState & { is: 'revealed' }, event: StepEvent): StepState {
  if (event.type === 'moved' && !state.again) return { ...state, value: within(step.vary, event.value) }
  if (event.type === 'started' && !state.again) return { ...state, runId: event.runId, again: true }
  if (event.type === 'ended' && state.again) {
    const tried = [...state.tried, { value: state.value, runId: state.runId }].slice(-MOST_TRIED)
    return { ...state, again: false, tried }
  }
  if (event.type === 'lost') {
    const last = state.tried.at(-1)
    return state.again && last ? { ...state, ...last, again: false } : state
  }
  return state
}

function guessedAgain({ value, guess }: Guessed): StepState {
  return { is: 'predicting', value, guess }
}

function guessIn({ guess: { metric } }: LessonStep, guess: unknown): number | null {
  return isGuess(guess, unitOfMetric(metric)) ? guess : null
}

/** The nearest that the variable can have. */
function within(vary: Variable, value: number): number {
  const values = valuesOf(vary)
  const wanted = Number.isFinite(value) ? value : (values[0] as number)
  return values.reduce((best, next) => (Math.abs(next - wanted) <= Math.abs(best - wanted) ? next : best))
}

/** Why the reader cannot run, or be told, yet; null where they can. */
export function lockOf(state: StepState): 'guess-first' | 'report-first' | null {
  if (state.is === 'predicting' && state.guess === null) return 'guess-first'
  if (state.is === 'reporting' && state.report === null) return 'report-first'
  return null
}

/** What a step runs with its one variable at `value`; in the bench it opens as an experiment of its own. */
export function experimentOf(lesson: Lesson, step: LessonStep, value: number): Experiment {
  const { experiment } = lesson
  const { vary } = step
  const chosen = vary.what === 'lane' ? laneAt(vary, value) : null
  const lanes = experiment.lanes.filter(({ id }) => step.lanes.includes(id) || id === chosen)
  const [first] = lanes
  if (!first) throw new Error(`step ${step.id} has no lane`)
  const ids = ['*', ...lanes.map(({ id }) => id)]
  const faults = experiment.faults.filter(({ target }) => ids.includes(target.lane))
  const base = { ...experiment, id: `${experiment.id}-${step.id}`, lanes, faults, thresholds: [] }
  switch (vary.what) {
    case 'load':
      return { ...base, workload: atLoad(first.call.to, value) }
    case 'work': {
      const to = (service: ServiceSpec) => ({ ...service, work: { dist: 'exponential' as const, meanMs: value } })
      return {
        ...base,
        workload: atLoad(first.call.to, LIGHT_LOAD_PERCENT),
        lanes: lanes.map((lane) => ({ ...lane, call: { ...lane.call, to: to(lane.call.to) } })),
      }
    }
    case 'field': {
      const { called = { ko: '{value}', en: '{value}' } } = vary
      const calledIn = (locale: Locale) => called[locale].replace('{value}', valueIn(vary, value, locale))
      const name = { ko: calledIn('ko'), en: calledIn('en') }
      const set = (lane: Lane) => ({
        ...withField(lane, vary, (vary.times ?? 1) * value),
        // The only one that the value moves is called by it.
        ...(vary.lanes.length === 1 ? { name } : {}),
      })
      return { ...base, lanes: lanes.map((lane) => (vary.lanes.includes(lane.id) ? set(lane) : lane)) }
    }
    case 'fault':
      return {
        ...base,
        faults: faults.map((fault) => (vary.faults.includes(fault.id) ? { ...fault, forS: value } : fault)),
      }
    case 'lane':
      return base
  }
}

function withField(lane: Lane, { path }: Field, value: number): Lane {
  const copy = structuredClone(lane)
  let at = copy as unknown as Record<string, unknown>
  for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>
  const last = path.at(-1) as string
  if (typeof at?.[last] !== 'number') throw new Error(`${path.join('.')} is no number in lane ${lane.id}`)
  at[last] = value
  return copy
}

/** Of the service as it is written, where the load is not what varies. */
const LIGHT_LOAD_PERCENT = 40

/** The rate at which the service's places are busy that share of the time. */
function atLoad({ work, concurrency }: ServiceSpec, percent: number): Workload {
  if (work.dist !== 'exponential') throw new Error('the work of a lesson is exponential: its mean says its load')
  const rateRps = (percent / PERCENT) * concurrency * (MS_PER_S / work.meanMs)
  return { open: { rateRps: Math.round(rateRps * 10) / 10, arrival: 'poisson' } }
}

/** How far a run is, as the narration counts it; null before it is known. */
export function momentOf(state: RunStateName | null, doneShare: number): Moment | null {
  switch (state) {
    case null:
      return null
    case 'queued':
    case 'starting':
      return 'starting'
    case 'running':
    case 'paused':
      return doneShare >= 0.5 ? 'half' : 'running'
    case 'draining':
      return 'draining'
    default:
      return 'over'
  }
}

/** What is said at a moment: the newest of what was to be said up to then. */
export function narrationAt({ narration }: LessonStep, moment: Moment): Text | null {
  const due = narration.filter(({ on }) => moments.indexOf(on) <= moments.indexOf(moment))
  return due.at(-1)?.say ?? null
}

/** Puts in what was measured: `{accepted.callerLatencyMs.p50}`, `{value}`, `{guess}`. */
export function fill(text: string, read: (name: string) => string): string {
  return text.replace(/\{([\w.*-]+)\}/g, (_all, name: string) => read(name))
}

/** Kept in the browser between visits. @returns null for anything that is not a state of this lesson */
export function restoreState(lesson: Lesson, kept: unknown): LessonState | null {
  if (!isRecord(kept) || !Array.isArray(kept.steps) || kept.steps.length !== lesson.steps.length) return null
  const steps = lesson.steps.map((step, index) => restoreStep(step, (kept.steps as unknown[])[index]))
  if (steps.some((step) => step === null)) return null
  const state = { at: 0, steps: steps as StepState[] }
  return typeof kept.at === 'number' && canGoTo(state, kept.at) ? { ...state, at: kept.at } : state
}

function restoreStep(step: LessonStep, kept: unknown): StepState | null {
  if (!isRecord(kept) || typeof kept.value !== 'number') return null
  const value = within(step.vary, kept.value)
  const guess = guessIn(step, kept.guess)
  const runId = typeof kept.runId === 'string' ? kept.runId : null
  const report = step.report.options.find(({ id }) => id === kept.report)?.id ?? null
  // A run that had been asked for when the page went has an address that nobody knows.
  if (guess === null || runId === null) return { is: 'predicting', value, guess }
  switch (kept.is) {
    case 'running':
    case 'ran':
      return { is: kept.is, value, guess, runId }
    case 'reporting':
      return { is: 'reporting', value, guess, runId, report }
    case 'revealed':
      if (report === null) return null
      return { is: 'revealed', value, guess, runId, report, again: kept.again === true, tried: triedIn(kept.tried) }
    default:
      return { is: 'predicting', value, guess }
  }
}

function triedIn(kept: unknown): Tried[] {
  if (!Array.isArray(kept)) return []
  return kept
    .filter((one) => isRecord(one) && typeof one.value === 'number' && typeof one.runId === 'string')
    .map(({ value, runId }) => ({ value, runId }) as Tried)
    .slice(-MOST_TRIED)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
