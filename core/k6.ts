/**
 * The words of k6's thresholds and what they measure here: a method of a metric, where the metric decides which methods
 * there are (a Trend has percentiles, a Rate a share, a Counter a count).
 */
export const k6Methods = ['p', 'avg', 'min', 'med', 'max', 'rate', 'count'] as const
export type K6Method = (typeof k6Methods)[number]

export const latencySeries = [
  'callerLatencyMs',
  'completionLatencyMs',
  'heldMs',
  'okLatencyMs',
  'queuedMs',
  'handshakeMs',
  'resumedMs',
] as const

/** k6's own names, and what they are called here. */
const trends: Readonly<Record<string, string>> = {
  http_req_duration: 'callerLatencyMs',
  iteration_duration: 'callerLatencyMs',
  grpc_req_duration: 'callerLatencyMs',
  http_req_waiting: 'heldMs',
  http_req_blocked: 'queuedMs',
  http_req_tls_handshaking: 'handshakeMs',
  ...Object.fromEntries(latencySeries.map((name) => [name, name])),
}
const rates: Readonly<Record<string, { rate: string; count: string }>> = {
  http_req_failed: { rate: 'failedShare', count: 'failed' },
  failed: { rate: 'failedShare', count: 'failed' },
}
const counters: Readonly<Record<string, { count: string; rate?: string }>> = {
  http_reqs: { count: 'attempts' },
  iterations: { count: 'sent', rate: 'throughputRps' },
  dropped_iterations: { count: 'notSent' },
}

export const k6Series: readonly string[] = [...Object.keys(trends), ...Object.keys(rates), ...Object.keys(counters)]

/** Where a threshold names no metric: how long callers were held, and how many failed. */
export function seriesOf(method: K6Method): string {
  return method === 'rate' || method === 'count' ? 'http_req_failed' : 'http_req_duration'
}

/** The path of that number in a lane of the summary; null where the metric has no such method. */
export function pathOf(series: string, method: K6Method, percentile: number | null): string | null {
  const counted =
    (Object.hasOwn(rates, series) && rates[series]) || (Object.hasOwn(counters, series) && counters[series])
  if (counted) return method === 'count' ? counted.count : method === 'rate' ? (counted.rate ?? null) : null
  const latency = Object.hasOwn(trends, series) ? trends[series] : undefined
  if (latency === undefined) return null
  switch (method) {
    case 'p':
      return percentile === null ? null : `${latency}.p(${percentile})`
    case 'med':
      return `${latency}.p50`
    case 'avg':
      return `${latency}.mean`
    case 'min':
      return `${latency}.min`
    case 'max':
      return `${latency}.max`
    case 'count':
      return `${latency}.n`
    case 'rate':
      return null
  }
}
