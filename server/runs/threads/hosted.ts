/** Services as a thread hosts them: started, stopped and started again by a fault, asked for their depth; and whom they call. */
import { join } from 'node:path'
import { edgesOf, type PlacedEdge } from '#core/call-path.ts'
import type { Fault, Lane } from '#core/experiment.ts'
import type { PlaceOrder } from '#core/order.ts'
import type { ProtocolId } from '#core/protocols.ts'
import type { Timers } from '#core/timers.ts'
import { registry } from '#server/protocols/index.ts'
import { MessageFaults } from '#server/protocols/message-faults.ts'
import type {
  Address,
  Addresses,
  Deliveries,
  Depth,
  Env,
  ReadLog,
  Running,
  Service,
} from '#server/protocols/protocol.ts'
import { FaultyService } from '#server/service/faulty-service.ts'
import { createIdempotentService } from '#server/service/idempotent.ts'
import { createOrderService, type OrderService, type ServiceJournal } from '#server/service/order-service.ts'
import { openReceipts, type Receipts } from '#server/service/receipts.ts'
import { HostedFaults } from './hosted-faults.ts'
import type { Calls, Onward } from './onward.ts'

const US_PER_MS = 1000

export interface HostedLane {
  index: number
  lane: Lane
  env: Env
  /** Where the service stands in the tree; without it, behind the caller's own edge. */
  placed?: PlacedEdge
  /** Of several of it, which one. */
  replica?: number
}

/** What a service and its consumers write down. */
export type HostJournal = ServiceJournal & {
  deliveries?: Deliveries
  /** An execution of its own, where services call services. */
  begin?(order: PlaceOrder): { journal: ServiceJournal; span: number }
}

export interface HostOptions {
  seed: number
  timers: Timers
  journalOf: (hosted: HostedLane) => HostJournal
  /** For the database files of this thread's services; absent where none of them has one. */
  folder?: string
  /** What services here need to call others; absent where none does. */
  onward?: (hosted: HostedLane) => Onward
}

export type HostApi = ReturnType<typeof createHost>

/** As the thread that hosts it knows a service: by its lane, and behind others by its edge, too. */
export function serviceKey(laneId: string, edgeId = 'e1', replica = 0): string {
  const edge = edgeId === 'e1' ? laneId : `${laneId}/${edgeId}`
  return replica === 0 ? edge : `${edge}#${replica}`
}

export function placedOf({ lane, placed }: Pick<HostedLane, 'lane' | 'placed'>): PlacedEdge {
  return placed ?? (edgesOf(lane.call)[0] as PlacedEdge)
}

function keyOf(hosted: HostedLane): string {
  return serviceKey(hosted.lane.id, placedOf(hosted).edge.id, hosted.replica)
}

interface Hosted {
  lane: string
  running: Running
  service: OrderService
  receipts: Receipts | null
  onward: Onward | null
  faults: HostedFaults
}

export function createHost({ seed, timers, journalOf, folder, onward: onwardOf }: HostOptions) {
  const hosted = new Map<string, Hosted>()
  const at = (key: string) => {
    const found = hosted.get(key)
    if (!found) throw new Error(`${key} has no service here`)
    return found
  }
  const fileFor = (key: string) => {
    if (folder === undefined) throw new Error(`${key} has no folder for its database`)
    return join(folder, `${key.replaceAll('/', '.')}.sqlite`)
  }
  return {
    /** The broker that the operator named for this protocol, or null for the embedded one. */
    async externalEngine(protocolId: ProtocolId, env: Env): Promise<Address | null> {
      const { protocol } = await registry[protocolId]()
      return protocol.externalEngine?.(env) ?? null
    },
    async serve(given: HostedLane, addresses: Addresses): Promise<Address | null> {
      const { lane, env } = given
      const { edge } = placedOf(given)
      const key = keyOf(given)
      const journal = journalOf(given)
      const options = { spec: edge.to, seed, lane: lane.id, timers, journal }
      const receipts = edge.to.idempotent ? openReceipts(fileFor(key)) : null
      const service = receipts ? createIdempotentService({ ...options, receipts }) : createOrderService(options)
      const { protocol } = await registry[edge.protocol]()
      const onward = onwardOf && (edge.to.calls ?? []).length > 0 ? onwardOf(given) : null
      const padding = 'x'.repeat(edge.responseBytes ?? 0)
      // What is drawn does not depend on which of the replicas was asked.
      const drawnFor = serviceKey(lane.id, edge.id)
      const messageFaults = new MessageFaults(seed, drawnFor)
      const faulty = new FaultyService({ service, seed, lane: drawnFor, timers })
      const asked: Service = {
        async execute(order, by) {
          const own = journal.begin?.(order)
          const untilUs = by?.leftMs === undefined ? Number.POSITIVE_INFINITY : timers.nowUs() + by.leftMs * US_PER_MS
          const receipt = await faulty.execute(order, {
            ...by,
            ...(own ? { journal: own.journal } : {}),
            ...(onward ? { onward: (signal) => onward.callAll(order, { span: own?.span ?? 0, signal, untilUs }) } : {}),
          })
          // A fault may have padded it already.
          return padding === '' || receipt.note !== undefined ? receipt : { ...receipt, note: padding }
        },
        deliveries: journal.deliveries,
        messageFaults,
      }
      const running = await protocol.serve(asked, edge.options, env, addresses)
      const faults = new HostedFaults({ running, faulty, messageFaults, timers })
      hosted.set(key, { lane: lane.id, running, service, receipts, onward, faults })
      return running.address
    },
    /** The service at `key` calls over this edge from now on: one of these addresses a replica. */
    async connectOnward(key: string, calls: Calls): Promise<void> {
      const { onward } = at(key)
      if (!onward) throw new Error(`the service at ${key} calls nobody`)
      await onward.connect(calls)
    },
    async attach(key: string, addresses: Addresses): Promise<void> {
      await at(key).running.attach?.(addresses)
    },
    /** On at once. @throws TypeError where the fault is not one of services or messages */
    async setFault(key: string, fault: Fault): Promise<void> {
      await at(key).faults.set(fault)
    },
    /** Undone when this resolves. */
    async clearFault(key: string, faultId: string): Promise<void> {
      await at(key).faults.clear(faultId)
    },
    /** Orders being worked on or waiting for a place, over all services of this lane here. */
    busy(laneId: string): number {
      let busy = 0
      for (const { lane, faults } of hosted.values()) if (lane === laneId) busy += faults.inHand
      return busy
    },
    async depth(key: string): Promise<Depth | null> {
      return (await at(key).running.depth?.()) ?? null
    },
    /** Its broker has lost its memory. */
    async forget(key: string): Promise<void> {
      at(key).running.forget?.()
    },
    async log(key: string): Promise<ReadLog[] | null> {
      return (await at(key).running.log?.()) ?? null
    },
    /** Dead letters that went back to their queue. */
    async redrive(key: string): Promise<number> {
      return (await at(key).running.redrive?.()) ?? 0
    },
    async close(): Promise<void> {
      // Whoever calls goes first: what it waits for is given up, and not told as a service that broke.
      await Promise.all([...hosted.values()].map(({ onward }) => onward?.close()))
      await Promise.all(
        [...hosted.values()].map(async ({ running, service, receipts, faults }) => {
          faults.close()
          await running.close()
          await service.close()
          receipts?.close()
        }),
      )
      hosted.clear()
    },
  }
}
