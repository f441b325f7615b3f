/** What was, is and would be again of an experiment that is being written. */
import type { Experiment } from '#core/experiment.ts'
import { parseExperimentText } from '#core/parse-experiment.ts'
import { textOf } from './draft-text.ts'

export interface DraftStep {
  experiment: Experiment
  /** As somebody wrote it; null where the text follows from the experiment. */
  text: string | null
}

export interface DraftState {
  past: DraftStep[]
  now: DraftStep
  future: DraftStep[]
}

const MOST_STEPS = 100

export function firstDraft(experiment: Experiment): DraftState {
  return { past: [], now: { experiment, text: null }, future: [] }
}

/** By a form or the picture. A text that says no experiment is not written over: it is to be mended or undone first. */
export function changed(state: DraftState, to: (experiment: Experiment) => Experiment): DraftState {
  const { now } = state
  if (now.text !== null && !parseExperimentText(now.text).ok) return state
  const experiment = to(now.experiment)
  return experiment === now.experiment ? state : advanced(state, { experiment, text: null })
}

/** @param goesOn this is more of what was written just before: both are undone together */
export function written(state: DraftState, text: string, { goesOn }: { goesOn: boolean }): DraftState {
  const { now } = state
  if (text === (now.text ?? textOf(now.experiment))) return state
  const parsed = parseExperimentText(text)
  const next = { experiment: parsed.ok ? parsed.experiment : now.experiment, text }
  return goesOn && now.text !== null ? { ...state, now: next, future: [] } : advanced(state, next)
}

export function undone(state: DraftState): DraftState {
  const to = state.past.at(-1)
  return to ? { past: state.past.slice(0, -1), now: to, future: [state.now, ...state.future] } : state
}

export function redone(state: DraftState): DraftState {
  const [to, ...rest] = state.future
  return to ? { past: [...state.past, state.now], now: to, future: rest } : state
}

function advanced({ past, now }: DraftState, next: DraftStep): DraftState {
  return { past: [...past, now].slice(-MOST_STEPS), now: next, future: [] }
}
