/** The bytes around single orders: while the threads of the run are there, and what is kept of them. */
import type { Experiment, Lane } from '#core/experiment.ts'
import { formatOrderId } from '#core/order.ts'
import { type Leg, legsOf } from '#core/protocols.ts'
import { linkKey, replicasOf, type Threads } from './threads.ts'
import { bytesIn, KEPT_BYTES, KEPT_LANE_BYTES, type OrderWire, windowOf, wireOf } from './wire.ts'

export interface RunWiresOptions {
  run: string
  experiment: Experiment
  threads: Threads
  /** When the load began, on the clock of its threads, µs. */
  beginUs: () => number
}

export class RunWires {
  readonly #o: RunWiresOptions
  readonly #kept: OrderWire[] = []

  constructor(options: RunWiresOptions) {
    this.#o = options
  }

  /** Of orders of a run that is over. */
  get kept(): readonly OrderWire[] {
    return this.#kept
  }

  /** Null where the threads are not there yet. */
  async of(laneId: string, seq: number, mostBytes = Infinity): Promise<OrderWire | null> {
    const { run, experiment, threads, beginUs } = this.#o
    const { coordinator } = threads
    const lane = experiment.lanes.find(({ id }) => id === laneId)
    const life = coordinator && lane ? await coordinator.call('life', laneId, seq) : null
    if (!lane || !life) return null
    const dueUs = beginUs() + life.dueUs
    const { fromUs, toUs } = windowOf(life)
    const window = { fromUs: dueUs + fromUs, toUs: dueUs + toUs }
    const captured = await Promise.all(
      legsOf(lane.call).map(async (leg) => ({
        leg,
        connections: await this.#captured(lane, leg, window),
      })),
    )
    return wireOf(life, captured, { orderId: formatOrderId({ run, lane: laneId, seq }), dueUs, mostBytes })
  }

  /** Of all replicas that the caller's own edge leads to. */
  async #captured(lane: Lane, leg: Leg, window: { fromUs: number; toUs: number }) {
    const { call: edge, id } = lane
    const keys = replicasOf({ edge }).map((replica) => linkKey({ lane: id, edge: edge.id, leg, replica }))
    return (await Promise.all(keys.map((key) => this.#o.threads.links.call('captured', key, window)))).flat()
  }

  /** Before the links go: some orders behind every number of each lane's ledger. */
  async keep(): Promise<void> {
    const { experiment, threads } = this.#o
    for (const { id, call } of experiment.lanes) {
      const legs = Math.max(1, legsOf(call).length)
      let room = KEPT_LANE_BYTES * legs
      for (const seq of await threads.coordinator.call('keptOrders', id)) {
        const wire = await this.of(id, seq, Math.min(KEPT_BYTES, Math.floor(room / legs)))
        if (!wire) continue
        this.#kept.push(wire)
        room -= bytesIn(wire)
      }
    }
  }
}
