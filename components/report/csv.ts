/** A run by the second, for a spreadsheet: numbers and ids only, so nothing in it can be taken for a formula. */
import { wholeSeconds } from '#components/charts/series.ts'
import type { Histogram } from '#core/histogram.ts'
import type { RunView } from '#core/run-view.ts'

const HEAD =
  'lane,second,offered,sent,ok,failed,completed,caller_n,caller_p50_ms,caller_p99_ms,done_p50_ms,done_p99_ms,in_flight,backlog'
const US_PER_MS = 1000

export function csvOf(view: RunView): string {
  const rows = view.experiment.lanes.flatMap(({ id }) =>
    Array.from({ length: wholeSeconds(view) }, (_, second) => {
      const bin = view.lanes[id]?.bins[second]
      if (!bin) return []
      const { offered, sent, ok, failed, completed, caller, completion, inFlight, backlog } = bin
      const latencies = [msOf(caller, 50), msOf(caller, 99), msOf(completion, 50), msOf(completion, 99)]
      return [[id, second, offered, sent, ok, failed, completed, caller.n, ...latencies, inFlight, backlog].join(',')]
    }).flat(),
  )
  return `${[HEAD, ...rows].join('\r\n')}\r\n`
}

function msOf(histogram: Histogram, p: number): string {
  const us = histogram.percentile(p)
  return us === null ? '' : String(us / US_PER_MS)
}
