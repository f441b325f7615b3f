import type { MetricUnit } from '#core/guess.ts'

/** What the lessons' screens say around the lessons' own texts. */
export interface LessonWords {
  title: string
  list: string
  listWhy: string
  missing: string
  missingWhy: string
  steps: string
  step: (at: number, of: number) => string
  stepLocked: string
  minutes: (steps: number) => string
  phases: Record<'predict' | 'run' | 'report' | 'reveal', string>
  phaseLocked: string
  question: string
  guess: string
  guessUnits: Record<MetricUnit, string>
  guessRanges: Record<MetricUnit, string>
  guessFixed: string
  guessFirst: string
  running: string
  continue: string
  continueFirst: string
  report: string
  reportSend: string
  reportFirst: string
  revealLocked: string
  answer: string
  next: string
  again: string
  againWhy: string
  restart: string
  measuredValue: string
  /** Behind a count: how many were sent. */
  sent: (n: string) => string
  opening: string
  chart: { caller: string; completion: string; curve: string; count: string }
  chartNote: (p: number) => string
  lockedHere: string
  rate: string
  places: string
  work: string
  protocol: string
  openInBench: string
  tried: string
  lost: string
  failed: string
  finish: string
  finishWhy: string
  /** Of the play area, for who does not see it. */
  summary: (of: { lanes: string; variable: string; value: string; state: string }) => string
}
