/** What the lessons' screens say around the lessons' own texts. */
export interface LessonWords {
  title: string
  list: string
  listWhy: string
  missing: string
  missingWhy: string
  toList: string
  steps: string
  step: (at: number, of: number) => string
  stepLocked: string
  minutes: (steps: number) => string
  phases: Record<'predict' | 'run' | 'report' | 'reveal', string>
  phaseLocked: string
  question: string
  guess: string
  guessUnit: string
  guessRange: string
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
  opening: string
  chart: { caller: string; completion: string }
  chartNote: string
  lockedHere: string
  rate: string
  places: string
  work: string
  protocol: string
  openInBench: string
  tried: string
  triedCaller: string
  triedDone: string
  lost: string
  failed: string
  finish: string
  finishWhy: string
  /** Of the play area, for who does not see it. */
  summary: (of: { lanes: string; variable: string; value: string; state: string }) => string
}
