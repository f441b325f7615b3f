/** The trails of a run that is over, as bytes: asked as those of a run that is on. */
import { type Life, lifeOf } from '#core/life.ts'
import { findOrders, type OrderPage, type OrderQuery, type Trails } from '#core/order-query.ts'
import { decodeTrail } from '#core/trail-code.ts'

export interface KeptTrail {
  lane: string
  bytes: Uint8Array<ArrayBuffer>
}

/** Where orders are asked for. Null where the run has no trails. */
export interface OrderSource {
  find(query: OrderQuery): Promise<OrderPage | null>
  /** `life` is null where the lane has no such order. */
  life(lane: string, seq: number): Promise<{ life: Life | null } | null>
}

/** In the order of the experiment's lanes, as they were kept. */
export function decodeTrails(kept: readonly KeptTrail[]): Trails {
  return new Map(kept.map(({ lane, bytes }) => [lane, decodeTrail(bytes)]))
}

/** Trails in this thread's own memory. */
export function sourceOf(trails: Trails): OrderSource {
  return {
    find: async (query) => findOrders(trails, query),
    life: async (lane, seq) => ({ life: lifeIn(trails, lane, seq) }),
  }
}

export function lifeIn(trails: Trails, lane: string, seq: number): Life | null {
  const trail = trails.get(lane)
  return trail ? lifeOf(trail, lane, seq) : null
}

export function* livesIn(trails: Trails): Generator<Life> {
  for (const [lane, trail] of trails) {
    for (let seq = 0; seq < trail.orders; seq++) {
      const life = lifeOf(trail, lane, seq)
      if (life) yield life
    }
  }
}
