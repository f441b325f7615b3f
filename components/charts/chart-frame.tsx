'use client'
import { type ReactNode, useId, useState } from 'react'
import { ChartTable, type TableColumn, type TableRows } from './chart-table.tsx'
import { ChartCaption, type CursorValue } from './cursor-values.tsx'
import { TableButton } from './table-button.tsx'

export interface ChartFrameProps {
  title: string
  note: string
  height: number
  /** The same data as numbers, one row a second. */
  columns: TableColumn[]
  seconds: number
  /** What the rows are, where they are not seconds. */
  rows?: TableRows
  /** What the lines say at a second, where the chart is over time. */
  valuesAt?: (second: number) => CursorValue[]
  testId: string
  children: ReactNode
}

/** A chart with its name, its scale in a line, and a button that swaps it for its numbers. */
export function ChartFrame({
  title,
  note,
  height,
  columns,
  seconds,
  rows,
  valuesAt,
  testId,
  children,
}: ChartFrameProps) {
  const [asTable, setAsTable] = useState(false)
  const id = useId()
  return (
    <figure className="min-w-0" data-testid={testId} aria-labelledby={id}>
      <figcaption className="flex h-7 items-center gap-1.5 pl-2 text-12 text-ink-3">
        <ChartCaption {...{ id, title, note, seconds, valuesAt }} />
        <TableButton {...{ title, asTable }} onToggle={() => setAsTable(!asTable)} />
      </figcaption>
      {asTable ? <ChartTable {...{ title, columns, seconds, rows, height }} /> : children}
    </figure>
  )
}
