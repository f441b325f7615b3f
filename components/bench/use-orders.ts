'use client'
import { type Dispatch, type SetStateAction, useCallback, useEffect, useRef, useState } from 'react'
import { orderOf, ordersOf, type Problem, problemOf } from '#components/run/api.ts'
import type { Life } from '#core/life.ts'
import type { OrderPage } from '#core/order-query.ts'
import type { OrderRef } from './order-address.ts'

/** While the run is on, what is shown is asked for again this often. */
const AGAIN_MS = 2000

interface Asked<T> {
  found: T | null
  problem: Problem | null
}

const nothingAsked = { found: null, problem: null }

/** The orders that `asked` asks for, a page at first; null asks for none. */
export function useOrders(runId: string, asked: string | null, live: boolean) {
  const [{ found, problem }, set] = useState<Asked<OrderPage>>(nothingAsked)
  const pages = useRef(1)
  const read = useCallback(async () => {
    if (asked === null) return null
    let whole = await ordersOf(runId, asked)
    for (let page = 1; page < pages.current && whole.next !== null; page++) {
      const further = await ordersOf(runId, `${asked}&after=${encodeURIComponent(whole.next)}`)
      whole = { ...further, orders: [...whole.orders, ...further.orders] }
    }
    return whole
  }, [runId, asked])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question begins at its first page
  useEffect(() => {
    pages.current = 1
    set(nothingAsked)
  }, [asked])
  const again = useAgain(read, set, live)
  const more = useCallback(() => {
    pages.current++
    void again()
  }, [again])
  return { page: found, problem, more }
}

/** The life of one order; null asks for none. */
export function useLife(runId: string, order: OrderRef | null, live: boolean) {
  const [{ found, problem }, set] = useState<Asked<Life>>(nothingAsked)
  const { lane, seq } = order ?? {}
  const read = useCallback(
    async () => (lane === undefined || seq === undefined ? null : orderOf(runId, { lane, seq })),
    [runId, lane, seq],
  )
  useAgain(read, set, live)
  const isThis = found !== null && found.lane === lane && found.seq === seq
  return { life: isThis ? found : null, problem }
}

/** Asks at once and, while the run is on, again and again; an answer to an older question is dropped, what was found stays. */
function useAgain<T>(read: () => Promise<T | null>, set: Dispatch<SetStateAction<Asked<T>>>, live: boolean) {
  const latest = useRef(read)
  latest.current = read
  const ask = useCallback(async () => {
    const answer = await read().then(
      (found) => ({ found, problem: null }),
      (error: unknown) => ({ problem: problemOf(error) }),
    )
    if (latest.current === read) set((before) => ({ ...before, ...answer }))
  }, [read, set])
  useEffect(() => {
    void ask()
    if (!live) return
    const timer = setInterval(() => void ask(), AGAIN_MS)
    return () => clearInterval(timer)
  }, [ask, live])
  return ask
}
