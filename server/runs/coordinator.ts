/**
 * Joins what callers and services wrote in their journals, order by order, and cuts a frame from it each tick.
 * Raw counters of different threads are never subtracted from each other: all that is counted is counted here.
 */
import { addBytes } from '#core/frames.ts'
import type { JournalReader, JournalRecord } from '#core/journal.ts'
import type { Leg } from '#core/protocols.ts'
import type { Frame, LabHealth, LegBytes } from '#core/run.ts'
import type { Trail } from '#core/trail.ts'
import { type BytesByEdge, type CoordinatedLane, LaneJoin } from './lane-join.ts'

export interface CoordinatorOptions {
  lanes: CoordinatedLane[]
  /** Lanes take turns: each has a time of its own, which runs while it is its turn. */
  interleaved: boolean
  /** Callers first: an order must be known as sent before its execution is read. */
  journals: JournalReader[]
  /** Reads the counters of one wire, monotonic since it was opened. */
  links: { lane: string; edge: string; leg: Leg; read: () => LegBytes }[]
  health: () => LabHealth
  /** Wants to see every record. */
  onRecord?: (record: JournalRecord) => void
}

/** Of all lanes together: 84 MB of memory. */
const MAX_TRAIL_RECORDS = 4_000_000

export class Coordinator {
  readonly #o: CoordinatorOptions
  readonly #lanes: LaneJoin[]
  readonly #wires: { lane: string; edge: string; leg: Leg; read: () => LegBytes; last: LegBytes }[]
  #originUs = 0
  #seq = 0
  #cutUs = 0
  /** Load time counted so far, and since when it has been on; null while it is off. */
  #activeUs = 0
  #activeSinceUs: number | null = null
  /** Whose turn it is, where lanes take turns; null between turns. */
  #turn: { lane: LaneJoin; sinceUs: number } | null = null
  readonly #takesTurns: boolean

  constructor(options: CoordinatorOptions) {
    this.#o = options
    this.#lanes = options.lanes.map((lane) => new LaneJoin(lane, Math.floor(MAX_TRAIL_RECORDS / options.lanes.length)))
    this.#takesTurns = options.interleaved
    this.#wires = options.links.map((wire) => ({ ...wire, last: wire.read() }))
  }

  /** The load begins: all times of frames count from here. */
  begin(atUs: number): void {
    this.#originUs = atUs
    this.#cutUs = atUs
    this.#activeSinceUs = atUs
    for (const lane of this.#lanes) lane.begin(atUs)
    for (const wire of this.#wires) wire.last = wire.read()
  }

  /** The load goes off (pause, drain) or on again at `atUs`, run-relative µs of the threads' clock. */
  setActive(active: boolean, atUs: number): void {
    if (active === (this.#activeSinceUs !== null)) return
    if (this.#activeSinceUs !== null) this.#activeUs += atUs - this.#activeSinceUs
    this.#activeSinceUs = active ? atUs : null
  }

  /** It is this lane's turn from `atUs` on, or nobody's. */
  setTurn(turn: { lane: string; warmUp: boolean } | null, atUs: number): void {
    const lane = turn && this.#lanes.find(({ id }) => id === turn.lane)
    if (lane) lane.warmUp = turn.warmUp
    this.#turn = lane ? { lane, sinceUs: atUs } : null
  }

  /** For how long, to the end of the last frame, no record of `lane` has been stamped; of what came since, nothing is known. */
  quietUs(laneId: string): number {
    return this.#cutUs - (this.#lanes.find((lane) => lane.id === laneId)?.lastRecordUs ?? 0)
  }

  get overrun(): boolean {
    return this.#o.journals.some((journal) => journal.overrun)
  }

  /** The frame of all that was stamped before `untilUs` and not yet told. */
  cut(untilUs: number, partial: boolean): Frame {
    for (const journal of this.#o.journals) {
      journal.read(untilUs, (record) => {
        this.#lanes[record.lane]?.take(record)
        this.#o.onRecord?.(record)
      })
    }
    const fromUs = this.#cutUs
    this.#cutUs = untilUs
    const running = this.#activeSinceUs === null ? 0 : Math.max(0, untilUs - this.#activeSinceUs)
    return {
      seq: ++this.#seq,
      fromUs: fromUs - this.#originUs,
      toUs: untilUs - this.#originUs,
      activeUs: this.#activeUs + running,
      partial,
      lab: this.#o.health(),
      lanes: Object.fromEntries(
        this.#lanes.map((lane) => {
          const frame = lane.frame(untilUs, this.#bytesByEdge(lane.id))
          const active = this.#takesTurns ? { active: lane.spend(this.#turnOf(lane, fromUs, untilUs)) } : {}
          return [lane.id, { ...frame, ...active }] as const
        }),
      ),
    }
  }

  /** How much of a stretch was this lane's turn, µs. */
  #turnOf(lane: LaneJoin, fromUs: number, untilUs: number): number {
    if (this.#turn?.lane !== lane || this.#activeSinceUs === null) return 0
    return Math.max(0, untilUs - Math.max(fromUs, this.#turn.sinceUs, this.#activeSinceUs))
  }

  /** Orders of `lane` whose fate is still open. */
  backlog(laneId: string): number {
    return this.#lanes.find((lane) => lane.id === laneId)?.ledger.backlog ?? 0
  }

  /** Nothing of these lanes is under way any more: what was never executed is lost. */
  settle(laneIds: string[], atUs: number): void {
    for (const lane of this.#lanes) if (laneIds.includes(lane.id)) lane.settle(atUs)
  }

  /** What is known of single orders, by lane. */
  get trails(): ReadonlyMap<string, Trail> {
    return new Map(this.#lanes.map(({ id, trail }) => [id, trail]))
  }

  #bytesByEdge(laneId: string): BytesByEdge {
    const bytes: BytesByEdge = new Map()
    for (const wire of this.#wires) {
      if (wire.lane !== laneId) continue
      const now = wire.read()
      const added = {
        up: now.up - wire.last.up,
        down: now.down - wire.last.down,
        connections: now.connections - wire.last.connections,
      }
      // Replicas have a wire each.
      bytes.set(wire.edge, addBytes(bytes.get(wire.edge) ?? {}, { [wire.leg]: added }))
      wire.last = now
    }
    return bytes
  }
}
