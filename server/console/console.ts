/**
 * The console: backends that are always on, and one order at a time sent to them, with every byte of it kept. The web server's
 * thread only asks; links, services, brokers and clients have threads of their own.
 */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Address } from '#core/address.ts'
import type { Experiment, Fault } from '#core/experiment.ts'
import { notOneOf } from '#core/issue.ts'
import { defaultLimits, type Limits, parseFault } from '#core/parse-experiment.ts'
import { factsOf, type Leg, type ProtocolId } from '#core/protocols.ts'
import type { LegBytes } from '#core/run.ts'
import type { Env } from '#server/protocols/protocol.ts'
import { NotFound, NotPossible } from '#server/runs/errors.ts'
import { Thread } from '#server/runs/thread.ts'
import { originNow, timersFrom } from '#server/runtime/timing.ts'
import type { Backend, BackendStatus } from './backend.ts'
import { Backends } from './backends.ts'
import { type Capture, Captures } from './captures.ts'
import { Unavailable } from './errors.ts'
import { browserPathOf, consoleProtocols } from './facts.ts'
import { Gateway } from './gateway.ts'
import { Sender, type SendResult } from './sender.ts'
import type { ClientsApi, ClientsData } from './threads/clients.ts'
import { passUpgrade } from './upgrade.ts'

export interface ConsoleOptions {
  external: Env['external']
  limits?: Limits
  /** The first leg's links on the documented ports. */
  fixedPorts?: boolean
}

export interface BackendReport {
  protocol: ProtocolId
  name: string
  status: BackendStatus['is']
  detail?: string
  address: Address | null
  /** What a client dials: the link of the first leg. */
  linkAddress: Address | null
  links: { leg: Leg; address: Address; bytes: LegBytes }[]
  scope: string
  browserPath: string | null
  sendsFromServer: true
  faults: Fault[]
}

const SEED = 1
const MAX_FAULTS = 16
const MAX_UPGRADES = 256
const READY_WITHIN_MS = 10_000
/** Between dialling and being accepted at the link, at most, µs. */
const ACCEPTED_WITHIN_US = 2_000_000
const UPGRADED = 'websocket'

export type Console = ReturnType<typeof createConsole>

export function createConsole({ external, limits = defaultLimits, fixedPorts = false }: ConsoleOptions) {
  const originNs = originNow()
  const { nowUs } = timersFrom(originNs)
  const backends = new Backends({ seed: SEED, originNs, external, fixedPorts })
  const captures = new Captures(({ key, of }) => backends.links.call('captured', key, of))
  const gateway = new Gateway()
  const sender = new Sender({
    instance: randomBytes(2).toString('hex'),
    limits,
    captures,
    links: () => backends.links,
    clients: () => clients(),
    backendOf: async (protocol, options) => ready(options ? await backends.with(protocol, options) : named(protocol)),
  })
  let clientsThread: Thread<ClientsApi> | null = null
  let upgrades = 0
  let opening: Promise<void> | null = null
  let closed = false

  /** Begun with the first send; one that dies is replaced by the next send. */
  function clients(): Thread<ClientsApi> {
    const data: ClientsData = { originNs }
    clientsThread ??= new Thread<ClientsApi>(new URL('./threads/clients.ts', import.meta.url), {
      name: 'console:clients',
      data,
      unmeasured: true,
      onDeath: (detail) => {
        clientsThread = null
        console.error(detail)
      },
    })
    return clientsThread
  }

  function named(protocol: string): Backend {
    const backend = backends.always.find((one) => one.protocol === protocol)
    if (!backend) throw new NotFound(notOneOf(protocol, 'a protocol of the console', consoleProtocols))
    return backend
  }

  async function ready(backend: Backend): Promise<Backend> {
    if (closed) throw new Unavailable('the lab is closing')
    let timer: NodeJS.Timeout | undefined
    const overdue = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, READY_WITHIN_MS)
    })
    await Promise.race([backend.open(), overdue])
    clearTimeout(timer)
    const { status } = backend
    if (status.is === 'ready') return backend
    const why = status.is === 'failed' ? `has failed: ${status.detail}` : 'is starting'
    throw new Unavailable(`the backend of ${factsOf(backend.protocol).name} ${why}`)
  }

  /** Where a browser's request leads, and how its connection becomes a capture. */
  async function passageOf(protocol: string) {
    const backend = named(protocol)
    if (browserPathOf(backend.protocol) === null) {
      throw new NotFound(`a browser cannot speak ${factsOf(backend.protocol).name}: send it by POST /api/send`)
    }
    const [wire] = (await ready(backend)).legs
    if (!wire) throw new Unavailable(`${factsOf(backend.protocol).name} has no link`)
    const beginUs = nowUs()
    const onDialled = (id: string, port: number) =>
      captures.add(id, {
        protocol: backend.protocol,
        leg: wire.leg,
        key: backend.linkKey(wire.leg),
        zeroUs: beginUs,
        of: { dials: [{ port, fromUs: beginUs, toUs: nowUs() + ACCEPTED_WITHIN_US }] },
      })
    return { protocol, link: wire.address, onDialled }
  }

  return {
    /** Start the backends, one after the other. Resolves when each is ready or has failed. */
    open(): Promise<void> {
      opening ??= backends.open()
      return opening
    },

    backends(): BackendReport[] {
      return backends.always.map((backend) => {
        const { protocol, status, address, legs, env, faults } = backend
        return {
          protocol,
          name: factsOf(protocol).name,
          status: status.is,
          ...(status.is === 'failed' ? { detail: status.detail } : {}),
          address,
          linkAddress: legs[0]?.address ?? null,
          links: legs,
          scope: env.scope,
          browserPath: browserPathOf(protocol),
          sendsFromServer: true,
          faults: [...faults.values()],
        }
      })
    },

    /** @throws NotPossible, TooMany, Unavailable */
    send: (input: Record<string, unknown>): Promise<SendResult> => sender.send(input),

    /** What became of it by now. @throws NotFound */
    sent: (id: string): Promise<SendResult> => sender.sent(id),

    /** @throws NotFound */
    capture: (id: string): Promise<Capture> => captures.get(id),

    /** Whether the service of this protocol has executed an order, whoever sent it. @throws NotFound */
    async executed(protocol: string, orderId: string) {
      const execution = await named(protocol).executed(orderId, 0)
      if (!execution) return { is: 'pending' as const }
      return { is: 'done' as const, agoUs: Math.round(nowUs() - execution.atUs), times: execution.times }
    },

    /** In force at once, on every backend of this protocol. @throws NotFound, NotPossible */
    async setFault(protocol: string, input: Record<string, unknown>): Promise<Fault> {
      const backend = await ready(named(protocol))
      const fault = faultOf(backend, input)
      if (backend.faults.size >= MAX_FAULTS && !backend.faults.has(fault.id)) {
        throw new NotPossible(`${MAX_FAULTS} faults are on, the most there may be`)
      }
      for (const one of backends.speaking(backend.protocol)) await one.setFault(fault)
      return fault
    },

    /** @throws NotFound */
    async clearFault(protocol: string, faultId: string): Promise<void> {
      const { protocol: id, faults } = named(protocol)
      if (!faults.has(faultId)) throw new NotFound(`no fault '${faultId}' is on`)
      for (const one of backends.speaking(id)) await one.clearFault(faultId)
    },

    /** Of one protocol, or of all. @throws NotFound */
    async clearFaults(protocol?: string): Promise<void> {
      const cleared = protocol === undefined ? backends.all() : backends.speaking(named(protocol).protocol)
      for (const one of cleared) for (const faultId of [...one.faults.keys()]) await one.clearFault(faultId)
    },

    /** A browser's request, passed to the backend's link. @throws NotFound, Unavailable and what {@link Gateway.pass} does */
    async pass(request: Request, protocol: string): Promise<Response> {
      return gateway.pass(request, await passageOf(protocol))
    },

    /** A browser's WebSocket under /api/lab/websocket/; any other upgrade is cut. Host and Origin are checked before. */
    async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
      const leadsHere = request.url?.startsWith(`/api/lab/${UPGRADED}/`)
      const passage = leadsHere && upgrades < MAX_UPGRADES ? await passageOf(UPGRADED).catch(() => null) : null
      if (!passage || socket.destroyed) return void socket.destroy()
      upgrades += 1
      passUpgrade(request, socket, head, {
        ...passage,
        onEnd: () => {
          upgrades -= 1
        },
      })
    },

    /** The thread of one backend's service, as an accident would end it. For tests. */
    kill: (protocol: string): Promise<void> => named(protocol).kill(),

    /** No thread, socket, timer or port is left. Resolves to the names of the threads that had to be ended from outside. */
    async close(): Promise<string[]> {
      closed = true
      gateway.close()
      const clientsLeft = (await clientsThread?.end()) ?? 'left'
      const terminated = await backends.close()
      return clientsLeft === 'terminated' ? ['console:clients', ...terminated] : terminated
    },
  }
}

/** `target` may be left out, as far as there is only one place for it. */
function faultOf({ lane }: Backend, input: Record<string, unknown>): Fault {
  const given = input.target ?? {}
  const target = typeof given === 'object' ? { ...given, lane: lane.id } : given
  const parsed = parseFault({ ...input, target }, { lanes: [lane] } as unknown as Experiment)
  if (parsed.ok) return parsed.fault
  throw new NotPossible(parsed.issues.map(({ path, message }) => `${path}: ${message}`).join('\n'), parsed.issues)
}
