import type { ClassWords } from './class-words.ts'

export const classEn: ClassWords = {
  title: 'Class',
  open: 'Open as a class',
  opening: 'Opening',
  openWhy:
    'Whoever has the link guesses before the run, without a name. The spread of the guesses stands beside the result.',
  lane: 'lane',
  latency: 'what is guessed',
  latencies: { callerLatencyMs: 'time the caller is held, p50', completionLatencyMs: 'time to done, p50' },
  question: ({ lane, latency, experiment }) =>
    `In “${experiment}”, how many ms is the ${latency}, of the lane ${lane}?`,
  link: 'Link to join',
  joined: 'joined',
  guessed: 'guessed',
  guessedOf: (guessed, joined) => `${guessed} of ${joined} have guessed`,
  states: {
    waiting: {
      host: 'Guesses are coming in. Run it when everybody is ready.',
      viewer: 'You can change your guess until the run begins.',
    },
    running: { host: 'It runs. Everybody sees the same.', viewer: 'It runs. The dotted line is your guess.' },
    over: {
      host: 'The run is over. Talk about what was seen, then reveal.',
      viewer: 'The run is over. The host reveals the result.',
    },
    revealed: { host: 'The result is revealed.', viewer: 'The result is revealed.' },
    closed: { host: 'The class is over.', viewer: 'The class is over.' },
  },
  run: 'Run',
  runWhy: 'no more guesses once it runs',
  reveal: 'Reveal',
  close: 'End the class',
  closeWhy: 'Closes the link to join. The run stays.',
  send: 'Send my guess',
  change: 'Change my guess',
  sent: 'Your guess is in.',
  answers: {
    late: 'The run has begun; guesses are closed.',
    'no-guess': 'Enter a number from 0.1 to 60,000, please.',
    'not-here': 'Reconnecting to the class; send it again in a moment.',
    'too-many': 'That was too often; send it again in a moment.',
  },
  refused: { missing: 'There is no such class', full: 'The class is full', 'too-many': 'Too many came in at once' },
  refusedWhy: {
    missing: 'It is over, or the address is another. A class is open for an hour.',
    full: 'A class has room for 200.',
    'too-many': 'Reload in a moment, please.',
  },
  connecting: 'Connecting to the class',
  spread: 'Spread of the guesses',
  spreadUnit: 'people · log scale · ms',
  noGuesses: 'no guess yet',
  from: 'from (ms)',
  upTo: 'below (ms)',
  count: 'guesses',
  table: 'as a table',
  result: (ms) => `result ${ms}`,
  nothing: 'The run did not get to its end: nothing was measured.',
  hit: ({ n, hit, result, median }) =>
    `${hit} of ${n} picked the bin that holds the result (${result}). The median guess was ${median}.`,
  spreadSummary: ({ n, median }) => `${n} guesses, the median is ${median}`,
}
