/** What the operator sets, from the environment, checked before anything is opened. */
import { resolve } from 'node:path'
import { defaultLimits, type Limits } from '#core/parse-experiment.ts'

export interface Settings {
  host: string
  port: number
  /** Where runs are kept. */
  dataDir: string
  /** The console's backends on their documented ports. */
  fixedPorts: boolean
  /** Where Toxiproxy's API is spoken; null where it is not asked for. */
  toxiproxyPort: number | null
  /** Hosts beyond loopback to which its proxies may lead. */
  allowedUpstreams: string[]
}

type Environment = Readonly<Record<string, string | undefined>>

const MAX_PORT = 65_535
export const TOXIPROXY = '--toxiproxy'

/** @param args of the command line, beyond the command: `--fixed-ports`, `--toxiproxy <port>` */
export function settingsFrom(env: Environment, args: readonly string[] = []): Settings {
  return {
    host: env.HOST || '127.0.0.1',
    port: whole(env, 'PORT', 3000, { min: 0, max: MAX_PORT }),
    dataDir: resolve(env.WIRELAB_DATA || '.wirelab'),
    fixedPorts: args.includes('--fixed-ports'),
    toxiproxyPort: toxiproxyPortIn(args),
    allowedUpstreams: (env.WIRELAB_ALLOW_UPSTREAM ?? '').split(',').flatMap((host) => host.trim() || []),
  }
}

function toxiproxyPortIn(args: readonly string[]): number | null {
  const at = args.indexOf(TOXIPROXY)
  if (at < 0) return null
  const port = args[at + 1] ?? ''
  if (!/^\d+$/.test(port) || Number(port) > MAX_PORT) throw new Error(`${TOXIPROXY} needs a port, such as 8474`)
  return Number(port)
}

/** Every cap of `Limits` can be set as `WIRELAB_MAX_RATE_RPS` for `maxRateRps`, and so on. */
export function limitsFrom(env: Environment): Limits {
  return Object.fromEntries(
    Object.entries<number>({ ...defaultLimits }).map(([name, fallback]) => [
      name,
      whole(env, variableOf(name), fallback, { min: 1 }),
    ]),
  ) as unknown as Limits
}

export function variableOf(limit: string): string {
  return `WIRELAB_${limit.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

function whole(
  env: Environment,
  name: string,
  fallback: number,
  { min, max = Number.MAX_SAFE_INTEGER }: { min: number; max?: number },
) {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`${name}: '${text}' is not a whole number from ${min} to ${max}`)
  }
  return value
}
