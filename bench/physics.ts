/**
 * Do the runs of the lab do what the theory of queues says? `npm run bench:physics [seconds] [seed]` (Node 24): one run,
 * its orders one by one, and what was measured beside what is so by the theory. Prints the tables of
 * docs/performance.md; the exit status is 1 where the recursion or Little's law does not hold, or where what is
 * redelivered or lost is outside an interval that chance leaves once in ten thousand runs.
 */
import { summarize } from '#core/summary.ts'
import { holds } from '#core/theory/interval.ts'
import { createLab } from '#server/runs/lab.ts'
import {
  contradicted,
  littleOf,
  meanMs,
  physicsExperiment,
  quantileMs,
  servers,
  statements,
  waitsOf,
} from './physics-run.ts'

const DURATION_S = 60
const SEED = 1
const CONFIDENCE = 0.95
/** What the exit status is about: a run fails once in ten thousand although all is as it should be. */
const NEARLY_CERTAIN = 0.9999
/** Of L, and of the mean wait. */
const TOLERANCE = 0.03

const durationS = Number(process.argv[2] ?? DURATION_S)
const seed = Number(process.argv[3] ?? SEED)
const lab = createLab({ external: {} })
const { id, run } = await lab.start(physicsExperiment(durationS, seed))
await run.over
if (run.state.is !== 'finished') throw new Error(`the run ended as ${JSON.stringify(run.state)}`)
const lives = [...(await lab.lives(id))]
const summary = summarize(run.view)
const queues = summary.lanes.filter(({ id: lane }) => lane in servers) as ((typeof summary.lanes)[number] & {
  id: keyof typeof servers
})[]
await lab.close()

const fixed = (value: number, digits = 3) => value.toFixed(digits)
const percent = (value: number) => `${fixed(100 * value, 2)} %`
const row = (...cells: (string | number)[]) => console.log(`| ${cells.join(' | ')} |`)
let isSo = true

console.log(`${durationS} s, seed ${seed}: ${lives.length} orders\n`)
row('servers', 'orders', 'waited', 'mean wait measured, ms', 'by the recursion, ms', 'apart p50 / p99 / max, ms')
row('---:', '---:', '---:', '---:', '---:', '---:')
for (const { id: lane } of queues) {
  const waits = waitsOf(lives, lane)
  const apart = waits.map(({ measuredUs, predictedUs }) => Math.abs(measuredUs - predictedUs))
  const [measured, predicted] = [waits.map((each) => each.measuredUs), waits.map((each) => each.predictedUs)].map(
    meanMs,
  )
  row(
    servers[lane],
    waits.length,
    waits.filter(({ measuredUs }) => measuredUs > 0).length,
    fixed(measured as number),
    fixed(predicted as number),
    [0.5, 0.99, 1].map((p) => fixed(quantileMs(apart, p))).join(' / '),
  )
  isSo &&= Math.abs((predicted as number) / (measured as number) - 1) <= TOLERANCE
}

console.log()
row("Little's law, L = λ W", 'L', 'λ W', 'apart')
row('---', '---:', '---:', '---:')
for (const lane of queues) {
  for (const { place, mean, rateTimesTime } of littleOf(lives, lane, summary.activeS)) {
    row(`${servers[lane.id]} server(s), ${place}`, fixed(mean), fixed(rateTimesTime), percent(rateTimesTime / mean - 1))
    isSo &&= Math.abs(rateTimesTime / mean - 1) <= TOLERANCE
  }
}

console.log()
row('what', 'n', 'theory', 'measured', `${100 * CONFIDENCE} % interval`, 'theory in it')
row('---', '---:', '---:', '---:', '---:', '---')
for (const { what, n, theory, value, interval } of statements(lives, summary, CONFIDENCE)) {
  const [low, high] = [interval.low, interval.high].map((end) => fixed(end, 4))
  row(what, n, fixed(theory, 4), fixed(value, 4), `${low} – ${high}`, holds(theory, interval) ? 'yes' : 'no')
}
const wrong = contradicted(lives, summary, NEARLY_CERTAIN)
for (const what of wrong) console.log(`\nnot by chance, at ${100 * NEARLY_CERTAIN} %: ${what}`)
isSo &&= wrong.length === 0
process.exitCode = isSo ? 0 : 1
