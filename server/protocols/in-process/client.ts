import type { PlaceOrder } from '#core/order.ts'
import type { Outcome } from '#core/outcome.ts'
import { type Options, protocols, type Style } from '#core/protocols.ts'
import { outcomeOfAbort, outcomeOfSize } from '../broken-call.ts'
import type { Addresses, Client, Env, ExecutedBy } from '../protocol.ts'
import { type LocalService, serviceAt } from './backend.ts'
import { outcomeOfAbsence, outcomeOfEnd, outcomeOfThrown } from './outcome.ts'

const { largestPayloadBytes } = protocols['in-process']

interface Given {
  signal: AbortSignal
  scope: string
  /** What the service is told of who waits. */
  by: ExecutedBy
}

/** Rejects with whatever the service throws. */
type Ask = (service: LocalService, order: PlaceOrder, given: Given) => Promise<Outcome>

const asks: Record<Style, Ask> = {
  'request-reply': async (service, order, { by }) => ({ kind: 'ok', receipt: await service.call(order, by) }),
  'one-way': emit,
  'publish-subscribe': emit,
  async 'async-request-reply'(service, order, { signal }) {
    const { onEnd } = await service.accept(order)
    return new Promise((resolve) => {
      const undo = onEnd((end) => {
        signal.removeEventListener('abort', undo)
        resolve(outcomeOfEnd(end))
      })
      signal.addEventListener('abort', undo, { once: true })
    })
  },
  async stream(service, order, { signal }) {
    for await (const item of service.follow(order, signal)) {
      if (item.is === 'completed') return { kind: 'ok', receipt: item.receipt }
    }
    // It ends without a receipt only where nobody listens any more.
    return outcomeOfAbort(signal, true)
  },
}

async function emit(service: LocalService, order: PlaceOrder, { scope }: { scope: string }): Promise<Outcome> {
  return service.emit(order) ? { kind: 'ok', receipt: null } : outcomeOfAbsence(scope)
}

export async function connect(
  _options: Options,
  { scope, style, tellsDeadline }: Env,
  _at: Addresses,
): Promise<Client> {
  const ask = asks[style]
  return {
    async perform(order, signal, leftMs) {
      const tooLarge = outcomeOfSize(Buffer.byteLength(order.note), largestPayloadBytes)
      if (tooLarge) return tooLarge
      if (signal.aborted) return outcomeOfAbort(signal, false)
      const service = serviceAt(scope)
      if (!service) return outcomeOfAbsence(scope)
      return new Promise<Outcome>((resolve) => {
        const onAbort = () => resolve(outcomeOfAbort(signal, true))
        signal.addEventListener('abort', onAbort, { once: true })
        ask(service, order, { signal, scope, by: tellsDeadline && leftMs !== undefined ? { signal, leftMs } : {} })
          .then(resolve, (thrown) => resolve(outcomeOfThrown(thrown)))
          .finally(() => signal.removeEventListener('abort', onAbort))
      })
    },
    async close() {},
  }
}
