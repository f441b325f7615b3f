'use client'
import { Fragment } from 'react'
import { formatCount, NOTHING } from '#components/run/format.ts'
import { lookOf } from '#components/run/lane-look.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Marker } from '#components/ui/marker.tsx'
import type { Experiment } from '#core/experiment.ts'
import {
  acknowledgedOf,
  backlogOf,
  completedOf,
  doneThoughToldFailed,
  emptyCounts,
  promisedButLost,
  sentOf,
} from '#core/ledger.ts'
import type { LedgerCounts } from '#core/run.ts'
import { isOver } from '#core/run.ts'
import type { RunView } from '#core/run-view.ts'

export const ledgerColumns = ['sent', 'acknowledged', 'completed', 'duplicated', 'lost', 'toldFailed'] as const
export type LedgerColumn = (typeof ledgerColumns)[number]

function read(counts: LedgerCounts, column: LedgerColumn): number {
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
  }
}

function toneOf(column: LedgerColumn, count: number): string {
  if (count === 0) return 'text-off'
  if (column === 'duplicated') return 'font-medium text-warn'
  if (column === 'lost' || column === 'toldFailed') return 'font-strong text-danger'
  return ''
}

/** For every lane: what was sent, what the callers were told, what became of it. */
export function LedgerTable({ experiment, view }: { experiment: Experiment; view: RunView | null }) {
  const { words, locale } = useWords()
  const settled = view !== null && isOver(view.state)
  const lanes = experiment.lanes.map((lane, order) => {
    const counts = view?.lanes[lane.id]?.ledger ?? emptyCounts()
    const notSent = view?.lanes[lane.id]?.notSent ?? 0
    return { lane, look: lookOf(order), counts, notSent, open: !settled || backlogOf(counts) > 0 }
  })
  const list = (items: { name: string; count: number }[]) =>
    items
      .filter(({ count }) => count > 0)
      .map(({ name, count }) => `${name} ${formatCount(count)}`)
      .join(' · ')
  const outstanding = list(lanes.map(({ lane, counts }) => ({ name: lane.name[locale], count: backlogOf(counts) })))
  const notSent = list(lanes.map((entry) => ({ name: entry.lane.name[locale], count: entry.notSent })))
  return (
    <>
      <table className="mr-2 ml-4 w-[calc(100%-24px)] border-collapse" data-testid="ledger">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">{words.ledger.lane}</span>
            </th>
            {ledgerColumns.map((column) => (
              <th
                key={column}
                scope="col"
                className="h-9 pr-1.5 pb-1 text-right align-bottom font-regular text-12 text-ink-3 leading-tight"
              >
                <abbr title={words.ledger.why[column]} className="cursor-help whitespace-pre no-underline">
                  {words.ledger[column]}
                </abbr>
                <span className="sr-only">: {words.ledger.why[column]}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lanes.map(({ lane, look, counts, open }) => (
            <tr key={lane.id} className="border-grid border-t">
              <th scope="row" className="h-[30px] max-w-24 truncate text-left font-strong text-12">
                <Marker look={look} /> <span style={{ color: `var(${look.textToken})` }}>{lane.name[locale]}</span>
              </th>
              {ledgerColumns.map((column) => {
                const count = read(counts, column)
                const unsettled = column === 'lost' && open && count === 0
                return (
                  <td
                    key={column}
                    data-testid={`ledger-${lane.id}-${column}`}
                    className={`num pr-1.5 text-right text-12 ${unsettled ? 'text-ink-3' : toneOf(column, count)}`}
                  >
                    {unsettled ? <abbr title={words.ledger.notSettled}>{NOTHING}</abbr> : formatCount(count)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="px-4 pt-2 text-12 text-ink-3">
        {[outstanding && words.ledger.outstanding(outstanding), notSent && words.ledger.notSent(notSent)]
          .filter(Boolean)
          .map((sentence, index) => (
            <Fragment key={sentence}>
              {index > 0 && ' '}
              {sentence}
            </Fragment>
          ))}
      </p>
    </>
  )
}
