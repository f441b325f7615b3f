/** Single orders of a run that is on, asked of the server that runs it: they are kept only when it is over. */
import type { Life } from '#core/life.ts'
import type { OrderPage } from '#core/order-query.ts'
import type { OrderWire } from './runs/wire.ts'

const ANSWER_WITHIN_MS = 5000

export interface Listening {
  host: string
  port: number
}

export interface AskedRun {
  page(filters: [string, string][]): Promise<OrderPage>
  life(ref: { lane: string; seq: string }): Promise<Life>
  wire(ref: { lane: string; seq: string }): Promise<OrderWire>
}

/** Null where no server is there, or one that does not know the run. */
export async function askServer(runId: string, listening: Listening): Promise<AskedRun | null> {
  const run = `${originOf(listening)}/api/runs/${encodeURIComponent(runId)}`
  const knows = await get(run).catch(() => null)
  await knows?.body?.cancel()
  if (!knows?.ok) return null
  const orders = `${run}/orders`
  const order = ({ lane, seq }: { lane: string; seq: string }) =>
    `${orders}/${encodeURIComponent(lane)}/${encodeURIComponent(seq)}`
  return {
    page: (filters) => read<OrderPage>(`${orders}?${new URLSearchParams(filters)}`),
    life: (ref) => read<Life>(order(ref)),
    wire: (ref) => read<OrderWire>(`${order(ref)}/wire`),
  }
}

/** Who listens on every address is asked on loopback. */
export function originOf({ host, port }: Listening): string {
  const asked = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host
  return `http://${asked.includes(':') ? `[${asked}]` : asked}:${port}`
}

function get(url: string): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
}

async function read<Answer>(url: string): Promise<Answer> {
  const response = await get(url)
  const answer: unknown = await response.json()
  if (!response.ok) throw new Error((answer as { detail?: string }).detail ?? `${response.status} from ${url}`)
  return answer as Answer
}
