/**
 * Does the Kafka broker stand what no client sends? `npm run bench:fuzz [inputs] [seed]` (Node 24): each input on a
 * connection of its own. Prints memory as it goes; the exit status is 1 where the broker failed, or grew.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { openKafkaBroker } from '#server/brokers/kafka/kafka-broker.ts'
import { fuzz } from '#tests/contract/kafka-fuzz.ts'

const INPUTS = 1_000_000
const STEPS = 20
const MIB = 1024 * 1024
/** Between the first step, when everything has been used once, and the last. */
const GROWTH_LIMIT_MIB = 32

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function heldMib(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / MIB
}

const inputs = Number(process.argv[2] ?? INPUTS)
const seed = Number(process.argv[3] ?? 1)
const broker = await openKafkaBroker()
let [closed, failed] = [0, 0]
broker.watch((event) => {
  if (event.is !== 'connection-closed') return
  closed++
  if (!event.reason.startsWith('the broker failed')) return
  failed++
  console.log(event.reason)
})
const held: number[] = []
const beginMs = performance.now()
for (let step = 0; step < STEPS; step++) {
  const [from, to] = [step, step + 1].map((one) => Math.floor((inputs * one) / STEPS)) as [number, number]
  await fuzz(broker.address, { seed, from, to })
  held.push(heldMib())
  console.log(`${to} inputs, ${closed} connections closed with a reason, ${held.at(-1)?.toFixed(1)} MiB held`)
}
const seconds = (performance.now() - beginMs) / 1000
await broker.close()
const grownMib = (held.at(-1) ?? 0) - (held[0] ?? 0)
console.log(
  `${inputs} inputs, seed ${seed}, ${seconds.toFixed(0)} s: ${failed} failures, ${grownMib.toFixed(1)} MiB more at the end than after the first ${inputs / STEPS}`,
)
process.exitCode = failed > 0 || grownMib > GROWTH_LIMIT_MIB ? 1 : 0
