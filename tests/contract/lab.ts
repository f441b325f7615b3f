/** One protocol set up as in a run, in one thread: service, broker where there is one, a link per leg, a client. */
import { vi } from 'vitest'
import { defaultsOf } from '#core/fields.ts'
import { type PlaceOrder, receiptFor } from '#core/order.ts'
import { factsOf, type Leg, legsOf, type Options, type ProtocolId, type Style } from '#core/protocols.ts'
import { type Link, openLink } from '#server/link/link.ts'
import { registry } from '#server/protocols/index.ts'
import type { Address, Addresses, Client, Env, Running, Service } from '#server/protocols/protocol.ts'
import { type Certificates, issueCertificates } from '#server/runtime/certificates.ts'

export interface LabOptions {
  /** What the service does; by default it answers at once. */
  execute?: Service['execute']
  options?: Options
  /** The protocol's default unless given. */
  style?: Style
  /** Where a broker is that takes the place of the embedded one, as the operator names it. */
  external?: Env['external']
}

export interface Lab extends AsyncDisposable {
  client: Client
  running: Running
  links: Map<Leg, Link>
  /** The broker itself, past the links. */
  engine?: Address
  /** What its queues and topics are named by. */
  scope: string
  /** The link that the caller dials. Throws where nothing crosses a wire. */
  firstLink(): Link
  /** Every execution, in the order in which they began; of several subscribers those of the first. */
  executed: PlaceOrder[]
  /** Every execution, by whom, in the order in which they began. */
  executions: { orderId: string; subscriber: number }[]
  /** What the consumers wrote down, as `received contract.lane.1 0 2`: what, which order, which subscriber, the n-th time. */
  deliveries: string[]
  /** Another client, past the links; with other options or certificates where a test asks for them. */
  connectDirectly(other?: { options?: Options; tls?: Certificates }): Promise<Client>
  close(): Promise<void>
}

const WAIT_MS = 30_000
let labs = 0

/** Waits for what cannot be had at once, such as work that is done after the caller was told. */
export function eventually(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: WAIT_MS, interval: 20 })
}

let issued: Certificates | undefined
/** One authority for all labs of a file: issuing takes longer than many a test. */
export function certificates(): Certificates {
  issued ??= issueCertificates()
  return issued
}

export async function openLab(id: ProtocolId, given: LabOptions = {}): Promise<Lab> {
  const facts = factsOf(id)
  const { protocol } = await registry[id]()
  const style = given.style ?? facts.defaultStyle
  const legs = legsOf({ protocol: id, style })
  const options: Options = { ...defaultsOf(facts.options), ...given.options }
  const env: Env = {
    scope: `contract-${process.pid}-${labs++}`,
    external: given.external ?? {},
    style,
    seed: 1,
    lane: 'lane',
    ...(facts.options.tls ? { tls: certificates() } : {}),
  }
  const executed: PlaceOrder[] = []
  const executions: Lab['executions'] = []
  const deliveries: string[] = []
  const write =
    (what: string) =>
    (orderId: string, subscriber = 0) =>
      void deliveries.push(`${what} ${orderId} ${subscriber}`)
  const service: Service = {
    async execute(order, by) {
      const subscriber = by?.subscriber ?? 0
      executions.push({ orderId: order.orderId, subscriber })
      if (subscriber === 0) executed.push(order)
      return given.execute ? given.execute(order, by) : receiptFor(order)
    },
    deliveries: {
      received: (orderId, { subscriber = 0, delivery }) =>
        void deliveries.push(`received ${orderId} ${subscriber} ${delivery}`),
      settled: write('settled'),
      returned: write('returned'),
      deadLettered: write('dead-lettered'),
      crashed: write('crashed'),
    },
  }
  const named = protocol.externalEngine?.(env) ?? null
  const engine = named ? { address: named, close: async () => {} } : await protocol.engine?.(options, env)
  const links = new Map<Leg, Link>()
  const open = async (leg: Leg, upstream = engine?.address) => {
    if (!upstream) throw new Error(`${id} has no address for the leg ${leg}`)
    links.set(leg, await openLink({ upstream, seed: 1, filter: await protocol.linkFilter?.() }))
  }
  const addresses = () => {
    const at: Addresses = engine ? { engine: engine.address } : {}
    for (const [leg, link] of links) at[leg] = link.address
    return at
  }
  if (engine) for (const leg of legs) await open(leg)
  const running = await protocol.serve(service, options, env, addresses())
  if (!engine) for (const leg of legs) await open(leg, running.address ?? undefined)
  await running.attach?.(addresses())
  const client = await protocol.connect(options, env, addresses())
  const clients = [client]
  const close = async () => {
    for (const each of clients) await each.close()
    await running.close()
    for (const link of links.values()) await link.close()
    await engine?.close()
  }
  return {
    client,
    running,
    links,
    engine: engine?.address,
    scope: env.scope,
    executed,
    executions,
    deliveries,
    firstLink() {
      const [link] = links.values()
      if (!link) throw new Error(`${id} crosses no link`)
      return link
    },
    async connectDirectly(other = {}) {
      const backend = engine?.address ?? running.address
      const at: Addresses = { ...addresses() }
      if (backend) for (const leg of legs) at[leg] = backend
      const otherEnv = other.tls ? { ...env, tls: other.tls } : env
      const direct = await protocol.connect({ ...options, ...other.options }, otherEnv, at)
      clients.push(direct)
      return direct
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

export const never = new AbortController().signal

export function orderOf(seq: number, note = ''): PlaceOrder {
  return {
    orderId: `contract.lane.${seq}`,
    customerId: `customer-${seq}`,
    items: [
      { sku: `sku-${seq}`, quantity: 1 + (seq % 5), unitPriceCents: 100 + seq },
      { sku: '주문 "품목" \\ 7', quantity: 2, unitPriceCents: 0 },
    ],
    note,
  }
}
