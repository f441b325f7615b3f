/** The path of a lane as a picture: what stands on it, and where. Positions are in px; whoever draws may zoom. */
import { callsOf } from '#core/call-path.ts'
import type { Edge, Experiment, Lane, Target } from '#core/experiment.ts'
import { factsOf, type Leg, legsOf } from '#core/protocols.ts'
import { actsAt } from './edit-calls.ts'

export type Piece = { id: string; x: number; y: number; faults: number } & (
  | { is: 'caller' }
  | { is: 'link'; edge: string; leg: Leg }
  | { is: 'broker'; edge: string; protocol: string }
  | { is: 'service'; edge: string; name: string; times: number }
)

export interface Wire {
  id: string
  from: string
  to: string
}

export interface Picture {
  pieces: Piece[]
  wires: Wire[]
}

const COLUMN_PX = 150
const ROW_PX = 84
/** A reply has a link of its own, below the way there. */
const REPLY_PX = 56

export function pictureOf(lane: Lane, experiment: Pick<Experiment, 'faults'>): Picture {
  const picture: Picture = { pieces: [], wires: [] }
  const faultsAt = (target: Target) => experiment.faults.filter((fault) => actsAt(fault, target)).length
  let rows = 0

  /** @returns the row of its middle */
  const place = (edge: Edge, from: string, column: number): number => {
    const legs = legsOf(edge)
    const { engine, name: protocol } = factsOf(edge.protocol)
    const service = `${edge.id}/service`
    const columns = engine ? 4 : legs.length === 0 ? 1 : 2
    const calls = callsOf(edge.to)
    const below = calls.map((call) => place(call, service, column + columns))
    const row = below.length > 0 ? ((below[0] as number) + (below.at(-1) as number)) / 2 : rows++
    const y = row * ROW_PX
    // A reply's link reaches into the row below.
    if (legs.includes('reply') && below.length === 0) rows += REPLY_PX / ROW_PX

    const add = (piece: Piece) => picture.pieces.push(piece)
    const wire = (a: string, b: string) => picture.wires.push({ id: `${a}>${b}`, from: a, to: b })
    const link = (leg: Leg, at: number, dy = 0) => {
      const faults = faultsAt({ lane: lane.id, edge: edge.id, leg })
      add({ is: 'link', id: `${edge.id}/${leg}`, edge: edge.id, leg, x: at * COLUMN_PX, y: y + dy, faults })
      return `${edge.id}/${leg}`
    }
    let last = from
    if (engine) {
      const broker = `${edge.id}/broker`
      const target: Target = { lane: lane.id, edge: edge.id, part: 'engine' }
      const produce = link('produce', column)
      add({
        is: 'broker',
        id: broker,
        edge: edge.id,
        protocol,
        x: (column + 1) * COLUMN_PX,
        y,
        faults: faultsAt(target),
      })
      const consume = link('consume', column + 2)
      wire(from, produce)
      wire(produce, broker)
      wire(broker, consume)
      if (legs.includes('reply')) {
        const reply = link('reply', column, REPLY_PX)
        wire(broker, reply)
        wire(reply, from)
      }
      last = consume
    } else if (legs[0]) {
      const call = link(legs[0], column)
      wire(from, call)
      last = call
    }
    const parts = (['service', 'consumer'] as const).map((part) => faultsAt({ lane: lane.id, edge: edge.id, part }))
    add({
      ...{ is: 'service', id: service, edge: edge.id, name: edge.to.name, times: edge.count ?? 1 },
      x: (column + columns - 1) * COLUMN_PX,
      y,
      faults: parts.reduce((sum, count) => sum + count, 0),
    })
    wire(last, service)
    return row
  }

  const row = place(lane.call, 'caller', 1)
  picture.pieces.unshift({ is: 'caller', id: 'caller', x: 0, y: row * ROW_PX, faults: 0 })
  return picture
}
