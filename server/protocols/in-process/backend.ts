/** The services of this thread, by scope: only a caller in the same thread can reach them. */
import { EventEmitter } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { PlaceOrder, Receipt } from '#core/order.ts'
import { type Options, type OptionsOf, subscribersOf } from '#core/protocols.ts'
import { type Progress, progressOf } from '../progress.ts'
import type { Addresses, Env, ExecutedBy, Running, Service } from '../protocol.ts'

export type End = { receipt: Receipt } | { thrown: unknown }

/** What a caller of the same thread finds: one way in for each style. */
export interface LocalService {
  call(order: PlaceOrder, by?: ExecutedBy): Promise<Receipt>
  /** False where nobody listens. Who listens works on it later, and nobody hears how it went. */
  emit(order: PlaceOrder): boolean
  /** Comes back before the work is done; throws what is refused at once. */
  accept(order: PlaceOrder): Promise<Accepted>
  follow(order: PlaceOrder, signal: AbortSignal): AsyncIterable<Progress>
}

export interface Accepted {
  /** How it ended, as an event, once; never before the next turn. Undone by calling what it returns. */
  onEnd(listener: (end: End) => void): () => void
}

const ORDER = 'order'
const END = 'end'
const services = new Map<string, LocalService>()

export function serviceAt(scope: string): LocalService | undefined {
  return services.get(scope)
}

/** Stopped, the service cannot be called; what it is already working on goes on, since there is no wire to cut. */
export async function serve(service: Service, options: Options, env: Env, _at: Addresses): Promise<Running> {
  if (services.has(env.scope)) throw new Error(`scope ${env.scope} has a service in this thread already`)
  const local = localService(service, options as OptionsOf<'in-process'>, env)
  const start = async () => void services.set(env.scope, local)
  const stop = async () => {
    if (services.get(env.scope) === local) services.delete(env.scope)
  }
  await start()
  return { address: null, stop, start, close: stop }
}

function localService(service: Service, options: OptionsOf<'in-process'>, { style }: Env): LocalService {
  const orders = new EventEmitter<{ [ORDER]: [PlaceOrder] }>()
  for (let subscriber = 0; subscriber < subscribersOf({ style, options }); subscriber++) {
    orders.on(ORDER, (order) => {
      // A listener has nobody to tell.
      service.execute(order, { subscriber }).catch(() => {})
    })
  }
  return {
    call: (order, by) => service.execute(order, by),
    emit: (order) => orders.emit(ORDER, order),
    accept: (order) => accept(service.execute(order)),
    follow: (order, signal) => progressOf(service.execute(order), { intervalMs: options.progressIntervalMs, signal }),
  }
}

async function accept(work: Promise<Receipt>): Promise<Accepted> {
  const ends = new EventEmitter<{ [END]: [End] }>()
  const ended: Promise<End> = work.then(
    (receipt) => ({ receipt }),
    (thrown) => ({ thrown }),
  )
  const atOnce = await Promise.race([ended, nextTurn(null)])
  if (atOnce && 'thrown' in atOnce) throw atOnce.thrown
  void ended.then(async (end) => {
    // Also where it was done at once: first the caller learns that it was accepted, and where to listen.
    await nextTurn()
    ends.emit(END, end)
  })
  return {
    onEnd(listener) {
      ends.once(END, listener)
      return () => void ends.off(END, listener)
    },
  }
}
