/** The edges of chains as a table of a report: how each hop went, and how often an order arrived there. */
import { ENOUGH_FOR_P99 } from '#components/charts/series.ts'
import { formatCount, formatMs, formatTimes, NOTHING } from '#components/run/format.ts'
import { callWords } from '#components/text/call-words.ts'
import { edgesOf } from '#core/call-path.ts'
import type { RunView } from '#core/run-view.ts'
import { type LaneSummary, summarize } from '#core/summary.ts'
import type { Cell, Speech, Table } from './tables.ts'

/** Null where no service calls another. */
export function hopTable(view: RunView, { locale, report }: Pick<Speech, 'locale' | 'report'>): Table | null {
  const words = callWords[locale]
  const { lanes } = summarize(view, { locale })
  const rows = lanes.flatMap((lane, order) => {
    const { call } = view.experiment.lanes[order] as (typeof view.experiment.lanes)[number]
    return edgesOf(call).flatMap(({ edge }) => {
      const hop = lane.edges[edge.id]
      if (!hop) return []
      return {
        id: `${lane.id}-${edge.id}`,
        order,
        name: `${lane.name} · ${edge.id} ${edge.to.name}`,
        cells: cellsOf(hop),
      }
    })
  })
  if (rows.length === 0) return null
  const { attempts, most, rejected, hedges, breaker, p50, p99 } = words
  return { head: [attempts, most, report.failed, rejected, hedges, breaker, p50, p99], rows }
}

function cellsOf(hop: LaneSummary['edges'][string]): Cell[] {
  const { attemptsPerOrder, mostAttemptsPerOrder, failed, rejected, hedges, breaker, callMs } = hop
  const ms = (value: number | null) => (value === null ? NOTHING : formatMs(value))
  return [
    { text: attemptsPerOrder === null ? NOTHING : formatTimes(attemptsPerOrder) },
    { text: formatTimes(mostAttemptsPerOrder) },
    { text: formatCount(failed), harm: failed > 0 },
    ...[rejected, hedges, breaker.opened].map((count) => ({ text: formatCount(count) })),
    { text: ms(callMs.p50) },
    { text: ms(callMs.p99), few: callMs.n < ENOUGH_FOR_P99 },
  ]
}
