/** What a recording measured, chosen for what a section claims. Every number of the article comes from here. */
import { ENOUGH_FOR_P99 } from '#components/charts/series.ts'
import type { Cell, Table } from '#components/report/tables.ts'
import { formatCount, formatMs, NOTHING } from '#components/run/format.ts'
import type { LatencySummary } from '#core/measures.ts'
import type { RunView } from '#core/run-view.ts'
import { type LaneSummary, summarize } from '#core/summary.ts'
import type { Locale, Text } from '#core/text.ts'

interface Figure {
  head: Text
  of: (lane: LaneSummary) => Cell
}

const count = (value: number | null): Cell => ({ text: value === null ? NOTHING : formatCount(value) })
const harm = (value: number | null): Cell => ({ ...count(value), harm: (value ?? 0) > 0 })
const ms = (value: number | null): Cell => ({ text: value === null ? NOTHING : formatMs(value) })
const p99 = ({ n, p99: value }: LatencySummary): Cell => ({ ...ms(value), few: n < ENOUGH_FOR_P99 })

const figures = {
  n: { head: { ko: '보낸 주문 n', en: 'sent, n' }, of: ({ sent }) => count(sent) },
  rejected: { head: { ko: '자리 없어 못 보냄', en: 'no slot, not sent' }, of: ({ rejected }) => harm(rejected) },
  failed: { head: { ko: '실패라고 들음', en: 'told: failed' }, of: ({ failed }) => harm(failed) },
  held: { head: { ko: '붙잡힘 p50, ms', en: 'held p50, ms' }, of: ({ heldMs }) => ms(heldMs.p50) },
  caller: {
    head: { ko: '호출자 p50, ms', en: 'caller p50, ms' },
    of: ({ callerLatencyMs }) => ms(callerLatencyMs.p50),
  },
  callerP99: {
    head: { ko: '호출자 p99, ms', en: 'caller p99, ms' },
    of: ({ callerLatencyMs }) => p99(callerLatencyMs),
  },
  done: {
    head: { ko: '완료 p50, ms', en: 'done p50, ms' },
    of: ({ completionLatencyMs }) => ms(completionLatencyMs.p50),
  },
  perOp: { head: { ko: '주문당 바이트', en: 'bytes per order' }, of: ({ bytes }) => count(bytes.perOp) },
  backlog: { head: { ko: '최대 밀린 주문', en: 'most behind' }, of: ({ backlogMax }) => count(backlogMax) },
  lost: {
    head: { ko: '성공이라 했는데 유실', en: 'told yes, lost' },
    of: ({ ledger }) => harm(ledger.promisedButLost),
  },
  duplicated: { head: { ko: '또 처리함', en: 'done again' }, of: ({ ledger }) => harm(ledger.duplicated) },
  toldFailed: {
    head: { ko: '실패라 했는데 처리됨', en: 'told failed, done' },
    of: ({ ledger }) => harm(ledger.doneThoughToldFailed),
  },
  ghosts: { head: { ko: '유령', en: 'ghosts' }, of: ({ ledger }) => harm(ledger.ghosts) },
  committedButLost: {
    head: { ko: '커밋됐는데 유실', en: 'committed, lost' },
    of: ({ ledger }) => harm(ledger.committedButLost),
  },
} satisfies Record<string, Figure>

export type FigureName = keyof typeof figures

export function figureTable(view: RunView, names: readonly FigureName[], { locale, lanes }: FiguresOf): Table {
  const chosen = names.map((name): Figure => figures[name])
  const { experiment } = view
  return {
    head: chosen.map(({ head }) => head[locale]),
    rows: summarize(view, { locale })
      .lanes.map((lane, order) => ({ lane, order }))
      .filter(({ lane }) => !lanes || lanes.includes(lane.id))
      .map(({ lane, order }) => ({
        id: `${experiment.id}-${lane.id}`,
        order,
        name: lane.name,
        cells: chosen.map(({ of }) => of(lane)),
      })),
  }
}

export interface FiguresOf {
  locale: Locale
  /** All of them unless given. */
  lanes?: readonly string[] | undefined
}
