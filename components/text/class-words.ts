/** What a class's screens say: to who leads it, and to who takes part. */
export interface ClassWords {
  title: string
  open: string
  opening: string
  openWhy: string
  lane: string
  latency: string
  latencies: { callerLatencyMs: string; completionLatencyMs: string }
  question: (of: { lane: string; latency: string; experiment: string }) => string
  link: string
  joined: string
  guessed: string
  drawnHere: string
  guessedOf: (guessed: string, joined: string) => string
  states: Record<'waiting' | 'running' | 'over' | 'revealed' | 'closed', { host: string; viewer: string }>
  run: string
  runWhy: string
  reveal: string
  close: string
  closeWhy: string
  send: string
  change: string
  sent: string
  answers: Record<'late' | 'no-guess' | 'not-here' | 'too-many', string>
  refused: Record<'missing' | 'full' | 'too-many', string>
  refusedWhy: Record<'missing' | 'full' | 'too-many', string>
  connecting: string
  spread: string
  spreadUnit: string
  noGuesses: string
  from: string
  upTo: string
  count: string
  table: string
  result: (ms: string) => string
  nothing: string
  hit: (of: { n: string; hit: string; result: string; median: string }) => string
  spreadSummary: (of: { n: string; median: string }) => string
}
