import { expect, test } from 'vitest'
import type { PlaceOrder } from '#core/order.ts'
import { createRandom } from '#core/random.ts'
import { sendsAtBottom } from '#core/theory/amplification.ts'
import { holds, wilson } from '#core/theory/interval.ts'
import { VirtualTimers } from '#core/virtual-timers.ts'
import type { Client } from '#server/protocols/protocol.ts'
import { createEdgeClient } from './edge-client.ts'

const order = (seq: number): PlaceOrder => ({ orderId: `run.a.${seq}`, customerId: 'c', items: [], note: '' })

/** Layers of retries around a bottom that fails as told; counts what arrives there. */
function layered(layers: number, attempts: number, fails: () => boolean) {
  const timers = new VirtualTimers()
  let sends = 0
  const bottom: Client = {
    perform: async () => {
      sends++
      return fails() ? { kind: 'error', detail: '' } : { kind: 'ok', receipt: null }
    },
    close: async () => {},
  }
  const top = Array.from({ length: layers }).reduce<Client>(
    (client, _, layer) =>
      createEdgeClient({
        client,
        policy: { retry: { attempts, delayMs: 0, on: ['error'] } },
        timeoutMs: 60_000,
        timers,
        seed: 1,
        name: `e${layer}`,
        onEvent: () => {},
      }),
    bottom,
  )
  const ask = async (seq: number) => {
    let done = false
    const asked = top.perform(order(seq), new AbortController().signal).then(() => {
      done = true
    })
    while (!done) await timers.advanceTo(timers.nowUs() + 1)
    await asked
  }
  return { ask, sends: () => sends }
}

test.each([
  [1, 3],
  [2, 3],
  [3, 3],
  [4, 2],
])('%i layers of %i attempts each: aᵏ at the bottom, where nothing works', async (layers, attempts) => {
  const { ask, sends } = layered(layers, attempts, () => true)
  await ask(0)
  expect(sends()).toBe(attempts ** layers)
  expect(sendsAtBottom(Array(layers).fill(attempts), 1)).toBe(attempts ** layers)
})

test('where half of the sends fail, as many arrive as the sum of the chances, within its interval', async () => {
  const [orders, failing, attempts] = [3000, 0.5, 3]
  const random = createRandom(5)
  const { ask, sends } = layered(2, attempts, () => random.next() < failing)
  for (let seq = 0; seq < orders; seq++) await ask(seq)
  const theory = sendsAtBottom([attempts, attempts], failing)
  // 1.75 sends a call, one call in eight is made again, and of those one in eight once more.
  expect(theory).toBeCloseTo(1.75 * (1 + 1 / 8 + 1 / 64), 10)
  // Of all sends, the share that is the first of its order: 1 ÷ theory.
  expect(holds(1 / theory, wilson(orders, sends(), 0.999))).toBe(true)
})
