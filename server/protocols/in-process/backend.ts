/** The services of this thread, by scope: only a caller in the same thread can reach them. */
import type { Options } from '#core/protocols.ts'
import type { Addresses, Env, Running, Service } from '../protocol.ts'

const services = new Map<string, Service>()

export function serviceAt(scope: string): Service | undefined {
  return services.get(scope)
}

/** Stopped, the service cannot be called; what it is already working on goes on, since there is no wire to cut. */
export async function serve(service: Service, _options: Options, env: Env, _at: Addresses): Promise<Running> {
  if (services.has(env.scope)) throw new Error(`scope ${env.scope} has a service in this thread already`)
  const start = async () => void services.set(env.scope, service)
  const stop = async () => {
    if (services.get(env.scope) === service) services.delete(env.scope)
  }
  await start()
  return { address: null, stop, start, close: stop }
}
