/** The faults of one hosted service: what ends its process, what befalls its orders, what befalls its messages. */
import type { Fault } from '#core/experiment.ts'
import { faultFactsOf } from '#core/faults.ts'
import type { Cancel, Timers } from '#core/timers.ts'
import type { MessageFaults } from '#server/protocols/message-faults.ts'
import type { Running } from '#server/protocols/protocol.ts'
import type { FaultyService } from '#server/service/faulty-service.ts'

const US_PER_MS = 1000
const MS_PER_S = 1000

export interface HostedFaultsOptions {
  running: Running
  faulty: FaultyService
  messageFaults: MessageFaults
  timers: Timers
}

export class HostedFaults {
  readonly #o: HostedFaultsOptions
  /** What keeps the process down, by fault. It is up again when the last of them lets go. */
  readonly #down = new Map<string, Cancel>()

  constructor(options: HostedFaultsOptions) {
    this.#o = options
  }

  /** Orders that have come and are not answered. */
  get inHand(): number {
    return this.#o.faulty.inHand
  }

  async set(fault: Fault): Promise<void> {
    const { messageFaults, faulty } = this.#o
    if (fault.type === 'stop' || fault.type === 'crash') await this.#bringDown(fault)
    else if (fault.type === 'rewind_group')
      await this.#o.running.rewind?.(Number(fault.attributes.back ?? 0) * MS_PER_S)
    else if (faultFactsOf(fault.type).on === 'consumer') messageFaults.set(fault)
    else faulty.set(fault)
  }

  async clear(faultId: string): Promise<void> {
    this.#o.faulty.clear(faultId)
    this.#o.messageFaults.clear(faultId)
    await this.#letGo(faultId)
  }

  close(): void {
    for (const cancel of this.#down.values()) cancel()
    this.#down.clear()
    this.#o.faulty.close()
  }

  async #bringDown({ id, type, attributes }: Fault): Promise<void> {
    const { running, faulty, timers } = this.#o
    this.#down.get(id)?.()
    this.#down.set(id, () => {})
    if (type === 'crash') {
      // First the sockets: an order that ends undone must not be answered any more.
      running.crash?.()
      const stopped = running.stop()
      faulty.crash()
      await stopped
    } else await running.stop()
    const restartMs = type === 'crash' ? Number(attributes.restart ?? 0) : 0
    if (restartMs > 0 && this.#down.has(id)) {
      const restart = () => void this.#letGo(id).catch(() => {})
      this.#down.set(id, timers.at(timers.nowUs() + restartMs * US_PER_MS, restart))
    }
  }

  async #letGo(id: string): Promise<void> {
    this.#down.get(id)?.()
    if (this.#down.delete(id) && this.#down.size === 0) await this.#o.running.start()
  }
}
