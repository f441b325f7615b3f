/** The faults of a run: where each of them acts, and which are on. */
import { edgesOf, type PlacedEdge } from '#core/call-path.ts'
import type { Experiment, Fault, Lane } from '#core/experiment.ts'
import { hasPart, linkFaultsOf, losesMemory, losesPower, meansReplica } from '#core/fault-places.ts'
import { factsOf } from '#core/protocols.ts'
import type { Cause, RunEventBody } from '#core/run.ts'
import type { Thread } from './thread.ts'
import type { EngineApi } from './threads/engine.ts'
import type { HostApi } from './threads/hosted.ts'
import { serviceKey } from './threads/hosted.ts'
import { linkKey, replicasOf, type Threads } from './threads.ts'

export interface RunFaultsOptions {
  experiment: Experiment
  threads: Threads
  say: (event: RunEventBody) => void
}

export class RunFaults {
  readonly #o: RunFaultsOptions
  /** By id and lane: where lanes take turns, each has its own time in which a fault is on. */
  readonly #active = new Map<string, Fault>()
  /** Those that are about to be on. */
  readonly #setting = new Map<string, Promise<void>>()

  constructor(options: RunFaultsOptions) {
    this.#o = options
  }

  async set(fault: Fault, by: Cause): Promise<void> {
    if (this.#active.has(keyOf(fault))) return
    this.#active.set(keyOf(fault), fault)
    const setting = this.#bringOn(fault, by)
    this.#setting.set(keyOf(fault), setting)
    await setting.finally(() => this.#setting.delete(keyOf(fault)))
  }

  async clear(fault: Fault, by: Cause): Promise<void> {
    // Stopping consumers takes longer than some a fault lasts: it is on before it is lifted.
    await this.#setting.get(keyOf(fault))?.catch(() => {})
    if (!this.#active.delete(keyOf(fault))) return
    if (losesPower(fault)) await Promise.all(this.#enginesUnder(fault).map((engine) => engine.call('comeBack')))
    await this.#eachPlace(fault, {
      link: (key) => this.#o.threads.links.call('clearFault', key, fault.id),
      host: (key, host) => host.call('clearFault', key, fault.id),
    })
    const { mode } = this.#o.experiment
    const where = mode === 'interleaved' && fault.target.lane !== '*' ? { lane: fault.target.lane } : {}
    this.#o.say({ type: 'fault-cleared', faultId: fault.id, ...where, by })
  }

  /** Whether it was on. */
  async clearById(faultId: string, by: Cause): Promise<boolean> {
    const found = [...this.#active.values()].filter(({ id }) => id === faultId)
    for (const fault of found) await this.clear(fault, by)
    return found.length > 0
  }

  /** The load is over: what is left is drained without them. */
  async clearAll(by: Cause): Promise<void> {
    for (const fault of [...this.#active.values()]) await this.clear(fault, by)
  }

  /** What an operator's own broker holds is not ours to lose. */
  notPossible(fault: Fault): string | null {
    if (!losesMemory(fault) && !losesPower(fault)) return null
    const outside = this.#placesOf(fault).find(
      ({ lane, placed: { edge } }) => factsOf(edge.protocol).engine && !this.#o.threads.engineOf(lane.id, edge.id),
    )
    if (!outside) return null
    const [field, what] = losesPower(fault) ? ['type: power_loss', 'power'] : ['attributes.loses', 'its memory']
    return `${field}: the broker of lane '${outside.lane.id}' is the operator's own: only an embedded one can lose ${what}`
  }

  async #bringOn(fault: Fault, by: Cause): Promise<void> {
    await this.#eachPlace(fault, {
      link: (key, on) => this.#o.threads.links.call('setFault', key, on),
      host: (key, host) => host.call('setFault', key, fault),
    })
    if (losesMemory(fault)) await this.#loseMemory(fault)
    if (losesPower(fault)) await Promise.all(this.#enginesUnder(fault).map((engine) => engine.call('losePower')))
    this.#o.say({ type: 'fault-set', fault, by })
  }

  /** Nobody reaches the broker by now: what is gone is what it held when it died. */
  async #loseMemory(fault: Fault): Promise<void> {
    await Promise.all(
      this.#placesOf(fault).flatMap(({ lane, placed }) =>
        replicasOf(placed).map(async (replica) => {
          const engine = this.#o.threads.engineOf(lane.id, placed.edge.id, replica)
          if (!engine) return
          await engine.call('loseMemory')
          const key = serviceKey(lane.id, placed.edge.id, replica)
          await this.#o.threads.hostOf(lane, placed.index).call('forget', key)
        }),
      ),
    )
  }

  #enginesUnder(fault: Fault): Thread<EngineApi>[] {
    return this.#placesOf(fault).flatMap(({ lane, placed }) =>
      replicasOf(placed).flatMap((replica) => this.#o.threads.engineOf(lane.id, placed.edge.id, replica) ?? []),
    )
  }

  #placesOf({ target }: Fault): { lane: Lane; placed: PlacedEdge }[] {
    const lanes = this.#o.experiment.lanes.filter(({ id }) => target.lane === '*' || target.lane === id)
    return lanes.flatMap((lane) => {
      if (this.#o.threads.failed.has(lane.id)) return []
      const placed = edgesOf(lane.call).find(({ edge }) => edge.id === target.edge)
      return placed ? [{ lane, placed }] : []
    })
  }

  async #eachPlace(
    fault: Fault,
    act: {
      link: (key: string, fault: Fault) => Promise<void>
      host: (key: string, host: Thread<HostApi>) => Promise<void>
    },
  ): Promise<void> {
    await Promise.all(
      this.#placesOf(fault).map(async ({ lane, placed }) => {
        const edge = placed.edge.id
        const onLinks = linkFaultsOf(fault, placed.edge)
        for (const replica of replicasOf(placed).filter((index) => meansReplica(fault, index))) {
          for (const { leg, fault: on } of onLinks ?? [])
            await act.link(linkKey({ lane: lane.id, edge, leg, replica }), on)
          if (!onLinks && hasPart(fault, placed.edge))
            await act.host(serviceKey(lane.id, edge, replica), this.#o.threads.hostOf(lane, placed.index))
        }
      }),
    )
  }
}

function keyOf({ id, target }: Fault): string {
  return `${id}/${target.lane}`
}
