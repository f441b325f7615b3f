'use client'
import { useSearchParams } from 'next/navigation'
import { Fragment, lazy, Suspense, useState } from 'react'
import { formatCount, NOTHING } from '#components/run/format.ts'
import { type LaneLook, lookOf } from '#components/run/lane-look.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Marker } from '#components/ui/marker.tsx'
import type { Experiment, Lane } from '#core/experiment.ts'
import {
  acknowledgedOf,
  backlogOf,
  completedOf,
  doneThoughToldFailed,
  emptyCounts,
  promisedButLost,
  sentOf,
} from '#core/ledger.ts'
import { isOver, type LedgerCounts } from '#core/run.ts'
import type { RunView } from '#core/run-view.ts'
import { laneSentence } from '#core/sentence.ts'
import { LaneLedger } from './lane-ledger.tsx'
import { addressOf, type OrdersShown, shownIn } from './order-address.ts'
import { OrderCount } from './order-count.tsx'

// The orders themselves come when somebody asks for them.
const OrdersDialog = lazy(() => import('./orders-dialog.tsx'))

const always = ['sent', 'acknowledged', 'completed', 'duplicated', 'lost', 'toldFailed'] as const
/** Only where a service publishes from a database. */
const ofDatabase = ['ghosts', 'committedButLost'] as const
type Column = (typeof always)[number] | (typeof ofDatabase)[number]

/** null where it cannot be counted on this lane. */
function read(counts: LedgerCounts, column: Column): number | null {
  switch (column) {
    case 'sent':
      return sentOf(counts)
    case 'acknowledged':
      return acknowledgedOf(counts)
    case 'completed':
      return completedOf(counts)
    case 'duplicated':
      return counts.duplicated
    case 'lost':
      return promisedButLost(counts)
    case 'toldFailed':
      return doneThoughToldFailed(counts)
    case 'ghosts':
    case 'committedButLost':
      // Runs that were kept from before these were counted have neither.
      return counts[column] ?? null
  }
}

/** The orders behind a number, as the API is asked for them. */
const askedFor: Record<Column, string> = {
  sent: '',
  acknowledged: 'verdict=acknowledged',
  completed: 'work=completed',
  duplicated: 'duplicated=true',
  lost: 'verdict=acknowledged&work=lost',
  toldFailed: 'verdict=refused,unknown&work=completed',
  ghosts: 'verdict=acknowledged,refused,unknown&work=completed&committed=false',
  committedButLost: 'work=lost,discarded&committed=true',
}

function toneOf(column: Column, count: number): string {
  if (count === 0) return 'text-ink-3'
  if (column === 'duplicated') return 'font-medium text-warn'
  return column === 'sent' || column === 'acknowledged' || column === 'completed' ? '' : 'font-strong text-danger'
}

interface LedgerRow {
  lane: Lane
  look: LaneLook
  counts: LedgerCounts
  notSent: number
  /** Something is still under way, so that nothing can be called lost. */
  open: boolean
}

export interface LedgerTableProps {
  experiment: Experiment
  view: RunView | null
  runId: string | null
}

/**
 * For every lane: what was sent, what the callers were told, what became of it. A lane's name opens its full table,
 * a number the orders behind it.
 */
export function LedgerTable({ experiment, view, runId }: LedgerTableProps) {
  const { words, locale } = useWords()
  const [opened, setOpened] = useState<string | null>(null)
  const shown = shownIn(new URLSearchParams(useSearchParams()))
  const show = (next: OrdersShown) => history.pushState(null, '', addressOf(location.href, next))
  const ask = (asked: string) => show({ asked, order: null })
  const settled = view !== null && isOver(view.state)
  const rows: LedgerRow[] = experiment.lanes.map((lane, order) => {
    const counts = view?.lanes[lane.id]?.ledger ?? emptyCounts()
    const notSent = view?.lanes[lane.id]?.notSent ?? 0
    return { lane, look: lookOf(order), counts, notSent, open: !settled || backlogOf(counts) > 0 }
  })
  const columns: Column[] = [
    ...always,
    ...ofDatabase.filter((column) => rows.some(({ counts }) => read(counts, column) !== null)),
  ]
  const list = (countOf: (row: LedgerRow) => number) =>
    rows
      .filter((row) => countOf(row) > 0)
      .map((row) => `${row.lane.name[locale]} ${formatCount(countOf(row))}`)
      .join(' · ')
  const outstanding = list(({ counts }) => backlogOf(counts))
  const notSent = list((row) => row.notSent)
  return (
    <>
      <table className="mr-2 ml-4 w-[calc(100%-24px)] border-collapse" data-testid="ledger">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">{words.ledger.lane}</span>
            </th>
            {columns.map((column) => (
              <th
                key={column}
                scope="col"
                className="h-9 pr-1.5 pb-1 text-right align-bottom font-regular text-12 text-ink-3 leading-tight"
              >
                <abbr
                  title={words.ledger.why[column]}
                  className={`cursor-help no-underline [overflow-wrap:normal] ${columns.length > always.length ? 'whitespace-pre-line' : 'whitespace-pre'}`}
                >
                  {words.ledger[column]}
                </abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Fragment key={row.lane.id}>
              <Row
                row={row}
                columns={columns}
                sentence={view ? laneSentence(view, row.lane.id, locale) : ''}
                opened={opened === row.lane.id}
                onAsk={ask}
                onOpen={() => setOpened(opened === row.lane.id ? null : row.lane.id)}
              />
              {opened === row.lane.id && (
                <tr>
                  <td colSpan={columns.length + 1} className="pb-3">
                    <LaneLedger
                      lane={row.lane}
                      counts={row.counts}
                      sentence={view ? laneSentence(view, row.lane.id, locale) : ''}
                      onAsk={ask}
                    />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
      <p className="px-4 pt-2 text-12 text-ink-3">
        {outstanding && words.ledger.outstanding(outstanding)} {notSent && words.ledger.notSent(notSent)}
      </p>
      {runId !== null && view !== null && (shown.asked !== null || shown.order !== null) && (
        <Suspense>
          <OrdersDialog {...{ experiment, runId, shown }} live={!settled} onShow={show} />
        </Suspense>
      )}
    </>
  )
}

interface RowProps {
  row: LedgerRow
  columns: Column[]
  sentence: string
  opened: boolean
  onOpen: () => void
  onAsk: (asked: string) => void
}

function Row({ row, columns, sentence, opened, onOpen, onAsk }: RowProps) {
  const { words, locale } = useWords()
  const { lane, look, counts, open } = row
  return (
    <tr className="border-grid border-t">
      <th
        scope="row"
        className={`h-[30px] text-left font-strong text-12 ${columns.length > always.length ? 'max-w-16' : 'max-w-24'}`}
      >
        <button
          type="button"
          aria-expanded={opened}
          title={sentence}
          onClick={onOpen}
          className="flex w-full min-w-0 items-center gap-1.5 underline-offset-4 hover:underline max-mid:h-10"
          style={{ color: `var(${look.textToken})` }}
        >
          <Marker look={look} />
          <span className="truncate">{lane.name[locale]}</span>
        </button>
      </th>
      {columns.map((column) => {
        const count = read(counts, column)
        const orders = (column === 'duplicated' ? counts.repeated : count) ?? count ?? 0
        const isAnother = count !== null && orders !== count
        const unsettled = (column === 'lost' || column === 'committedButLost') && open && count === 0
        const unsaid = count === null ? words.ledger.noDatabase : unsettled ? words.ledger.notSettled : null
        return (
          <td
            key={column}
            data-testid={`ledger-${lane.id}-${column}`}
            className={`num whitespace-nowrap text-right text-12 ${unsaid === null ? toneOf(column, count ?? 0) : 'text-ink-3'}`}
          >
            {unsaid !== null ? (
              <abbr title={unsaid} className="pr-1.5 no-underline">
                {NOTHING}
              </abbr>
            ) : (
              <OrderCount
                count={count ?? 0}
                orders={isAnother ? words.ledger.inOrders(formatCount(orders)) : null}
                label={words.ledger.show({
                  lane: lane.name[locale],
                  what: words.ledger[column].replace('\n', ' '),
                  count: formatCount(orders),
                })}
                onShow={() => onAsk(`lane=${lane.id}${askedFor[column] && `&${askedFor[column]}`}`)}
              />
            )}
          </td>
        )
      })}
    </tr>
  )
}
