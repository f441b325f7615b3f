/** The command lines that the console offers, run by a shell as a reader would paste them. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandLineFor } from '#core/command-lines.ts'
import type { PlaceOrder } from '#core/order.ts'
import { factsOf, type ProtocolId, protocolIds } from '#core/protocols.ts'
import { createConsole } from '#server/console/console.ts'
import { describeWith } from './engine.ts'
import { outputOf } from './started.ts'

type Console = ReturnType<typeof createConsole>
const READY_WITHIN_MS = 30_000
const DONE_WITHIN_MS = 10_000
const POLL_MS = 100

/** The ordinary tool of each protocol. */
const tools: Partial<Record<ProtocolId, string>> = {
  http: 'curl',
  connect: 'curl',
  graphql: 'curl',
  'grpc-web': 'curl',
  grpc: 'grpcurl',
  tcp: 'nc',
  websocket: 'node',
  sqs: 'aws',
  mqtt: 'mosquitto_pub',
  kafka: 'kcat',
}

async function until<T>(what: string, withinMs: number, ask: () => T | null | Promise<T | null>): Promise<T> {
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += POLL_MS) {
    const answer = await ask()
    if (answer !== null) return answer
    await new Promise((later) => setTimeout(later, POLL_MS))
  }
  throw new Error(`not within ${withinMs} ms: ${what}`)
}

test('every protocol with a wire has its tool here', () => {
  const wired = protocolIds.filter((protocol) => factsOf(protocol).legs.length > 0)
  expect(Object.keys(tools).sort()).toEqual([...wired].sort())
})

for (const [protocol, tool] of Object.entries(tools) as [ProtocolId, string][]) {
  describeWith(['sh', tool], `${protocol} by ${tool}`, ([shell = '', path = '']) => {
    let lab: Console
    beforeAll(async () => {
      lab = createConsole({ external: {} })
      lab.open()
    })
    afterAll(async () => {
      await lab.close()
    })

    test('works as copied: the order is done', async () => {
      const backend = await until(`${protocol} is ready`, READY_WITHIN_MS, () => {
        return lab.backends().find((one) => one.protocol === protocol && one.status === 'ready') ?? null
      })
      const order: PlaceOrder = {
        orderId: `console.${protocol}.${Date.now() % 1e9}`,
        customerId: "o'brien & co $HOME `x`",
        items: [{ sku: 'sku-"1"', quantity: 2, unitPriceCents: 1250 }],
        note: '주문 100 % \\n %s',
      }
      const address = backend.linkAddress
      if (!address) throw new Error('no address')
      const line = commandLineFor(protocol, { order, address, scope: backend.scope })
      const folder = path.slice(0, path.lastIndexOf('/'))
      await outputOf(shell, ['-c', line ?? 'false'], { env: { PATH: `${folder}:${process.env.PATH}` } })
      await until(`${order.orderId} is executed`, DONE_WITHIN_MS, async () => {
        const executed = await lab.executed(protocol, order.orderId)
        return executed.is === 'done' ? executed : null
      })
    }, 60_000)
  })
}
