/**
 * Does the ledger say what the journals say? `npm run bench:chaos [campaigns] [seed] [first]` (Node 24): random
 * experiments by seed, from the first one's number on, each recounted. Prints a line a campaign; the exit status is 1
 * where anything differs.
 */
import { isDeepStrictEqual } from 'node:util'
import { summarize } from '#core/summary.ts'
import { createLab } from '#server/runs/lab.ts'
import { campaign } from './campaign.ts'
import { countedBy, recountOf } from './recount.ts'

const CAMPAIGNS = 200
const LANES = 6
/** They wait more than they compute. */
const AT_ONCE = 3

const campaigns = Number(process.argv[2] ?? CAMPAIGNS)
const seed = Number(process.argv[3] ?? 1)
const first = Number(process.argv[4] ?? 0)
const lab = createLab({ external: {} })
let [orders, mismatches, unfinished] = [0, 0, 0]
const upcoming = Array.from({ length: campaigns }, (_, at) => first + at)
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let index = upcoming.shift(); index !== undefined; index = upcoming.shift()) await recounted(index)
  }),
)
await lab.close()
console.log(
  `campaigns ${first} to ${first + campaigns - 1}, seed ${seed}: ${orders} orders, ${mismatches} mismatches, ${unfinished} not finished`,
)
process.exitCode = mismatches + unfinished > 0 ? 1 : 0

async function recounted(index: number): Promise<void> {
  const { run } = await lab.start(campaign(seed, index, { lanes: LANES, endless: true }))
  const counted = await recountOf(run)
  if (run.state.is !== 'finished' || !counted) {
    unfinished++
    console.log(`${index}: ${JSON.stringify(run.state)}`)
    return
  }
  const { lanes } = run.experiment
  const told = summarize(run.view).lanes.map(countedBy)
  const wrong = lanes.filter((_, lane) => !isDeepStrictEqual(counted[lane], told[lane]))
  for (const { id, call } of wrong) {
    const lane = lanes.findIndex((one) => one.id === id)
    console.log(`${index}: ${call.protocol} ${call.style}: journals ${JSON.stringify(counted[lane])}`)
    console.log(`${index}: ${call.protocol} ${call.style}: ledger   ${JSON.stringify(told[lane])}`)
  }
  mismatches += wrong.length
  const sent = told.reduce((sum, lane) => sum + lane.sent, 0)
  orders += sent
  console.log(`${index}: ${sent} orders, ${wrong.length === 0 ? 'the same' : `${wrong.length} lanes differ`}`)
}
