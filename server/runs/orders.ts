/** Asking for single orders: what is not there is said in words. */
import { notOneOf, show } from '#core/issue.ts'
import type { Life } from '#core/life.ts'
import type { OrderPage, OrderQuery } from '#core/order-query.ts'
import { NotFound, NotPossible } from './errors.ts'
import type { OrderSource } from './kept-trails.ts'

const NO_TRAIL =
  'single orders of this run were not kept: it has not begun, it ended with the server, or it is of an older version'

export const everyOrder: OrderQuery = {
  lanes: null,
  verdicts: null,
  works: null,
  duplicated: false,
  committed: null,
  limit: 1,
  after: null,
}

/** @param source null where the run's threads are not there and nothing of it was kept */
export async function findPage(source: OrderSource | null, query: OrderQuery): Promise<OrderPage> {
  const page = await source?.find(query)
  if (!page) throw new NotFound(NO_TRAIL)
  return page
}

export async function findLife(
  source: OrderSource | null,
  { lane, seq }: { lane: string; seq: string },
  lanes: readonly string[],
): Promise<Life> {
  if (!lanes.includes(lane)) throw new NotFound(`lane: ${notOneOf(lane, 'a lane of this run', lanes)}`)
  if (!/^\d{1,9}$/.test(seq)) {
    const message = `${show(seq)} is not the number of an order; they count from 0`
    throw new NotPossible(`seq: ${message}`, [{ path: 'seq', message }])
  }
  const found = await source?.life(lane, Number(seq))
  if (!found) throw new NotFound(NO_TRAIL)
  if (found.life) return found.life
  const { matched, endsAt } = await findPage(source, { ...everyOrder, lanes: [lane] })
  const end = endsAt[lane]
  if (end !== undefined && Number(seq) >= end) {
    throw new NotFound(`order ${seq} is not in the trail of lane ${lane}, which had room for orders below ${end}`)
  }
  throw new NotFound(`lane ${lane} sent no order ${seq}; ${matched === 0 ? 'it has sent none' : `it sent ${matched}`}`)
}
