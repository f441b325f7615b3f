import type { Outcome } from '#core/outcome.ts'
import { type Options, protocols } from '#core/protocols.ts'
import { outcomeOfAbort, outcomeOfSize } from '../broken-call.ts'
import type { Addresses, Client, Env } from '../protocol.ts'
import { serviceAt } from './backend.ts'
import { outcomeOfAbsence, outcomeOfThrown } from './outcome.ts'

const { largestPayloadBytes } = protocols['in-process']

export async function connect(_options: Options, env: Env, _at: Addresses): Promise<Client> {
  return {
    async perform(order, signal) {
      const tooLarge = outcomeOfSize(Buffer.byteLength(order.note), largestPayloadBytes)
      if (tooLarge) return tooLarge
      if (signal.aborted) return outcomeOfAbort(signal, false)
      const service = serviceAt(env.scope)
      if (!service) return outcomeOfAbsence(env.scope)
      return new Promise<Outcome>((resolve) => {
        const onAbort = () => resolve(outcomeOfAbort(signal, true))
        signal.addEventListener('abort', onAbort, { once: true })
        service
          .execute(order)
          .then(
            (receipt) => resolve({ kind: 'ok', receipt }),
            (thrown) => resolve(outcomeOfThrown(thrown)),
          )
          .finally(() => signal.removeEventListener('abort', onAbort))
      })
    },
    async close() {},
  }
}
