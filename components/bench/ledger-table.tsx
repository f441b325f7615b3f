'use client'
import { Fragment, useState } from 'react'
import { formatCount, NOTHING } from '#components/run/format.ts'
import { type LaneLook, lookOf } from '#components/run/lane-look.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Marker } from '#components/ui/marker.tsx'
import type { Experiment, Lane } from '#core/experiment.ts'
import { verdictLabel, workLabel } from '#core/labels.ts'
import {
  acknowledgedOf,
  backlogOf,
  cell,
  completedOf,
  doneThoughToldFailed,
  emptyCounts,
  promisedButLost,
  sentOf,
  works,
} from '#core/ledger.ts'
import { verdicts } from '#core/outcome.ts'
import { isOver, type LedgerCounts } from '#core/run.ts'
import type { RunView } from '#core/run-view.ts'
import { laneSentence } from '#core/sentence.ts'

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

function toneOf(column: Column, count: number): string {
  if (count === 0) return 'text-off'
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

/** For every lane: what was sent, what the callers were told, what became of it. A lane's name opens its full table. */
export function LedgerTable({ experiment, view }: { experiment: Experiment; view: RunView | null }) {
  const { words, locale } = useWords()
  const [opened, setOpened] = useState<string | null>(null)
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
                <abbr title={words.ledger.why[column]} className="cursor-help whitespace-pre no-underline">
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
                onOpen={() => setOpened(opened === row.lane.id ? null : row.lane.id)}
              />
              {opened === row.lane.id && (
                <tr>
                  <td colSpan={columns.length + 1} className="pb-3">
                    <FullTable counts={row.counts} />
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
    </>
  )
}

interface RowProps {
  row: LedgerRow
  columns: Column[]
  sentence: string
  opened: boolean
  onOpen: () => void
}

function Row({ row, columns, sentence, opened, onOpen }: RowProps) {
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
        const unsettled = (column === 'lost' || column === 'committedButLost') && open && count === 0
        const unsaid = count === null ? words.ledger.noDatabase : unsettled ? words.ledger.notSettled : null
        return (
          <td
            key={column}
            data-testid={`ledger-${lane.id}-${column}`}
            className={`num whitespace-nowrap pr-1.5 text-right text-12 ${unsaid === null ? toneOf(column, count ?? 0) : 'text-ink-3'}`}
          >
            {unsaid !== null ? (
              <abbr title={unsaid} className="no-underline">
                {NOTHING}
              </abbr>
            ) : (
              formatCount(count ?? 0)
            )}
          </td>
        )
      })}
    </tr>
  )
}

/** The ledger itself: what callers were told, by what became of the work. The cells add up to what was sent. */
function FullTable({ counts }: { counts: LedgerCounts }) {
  const { locale } = useWords()
  const used = works.filter((work) => verdicts.some((verdict) => cell(counts, verdict, work) > 0))
  if (used.length === 0) return null
  return (
    <table className="w-full border-collapse bg-sunken text-12">
      <thead>
        <tr>
          <td />
          {used.map((work) => (
            <th key={work} scope="col" className="h-7 pr-2 text-right font-regular text-ink-3">
              {workLabel(work, locale)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {verdicts.map((verdict) => (
          <tr key={verdict} className="border-line border-t">
            <th scope="row" className="h-7 pl-2 text-left font-regular text-ink-2">
              {verdictLabel(verdict, locale)}
            </th>
            {used.map((work) => {
              const count = cell(counts, verdict, work)
              return (
                <td key={work} className={`num pr-2 text-right ${count === 0 ? 'text-off' : ''}`}>
                  {formatCount(count)}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
