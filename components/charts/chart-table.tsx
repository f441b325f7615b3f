'use client'
import { formatMs, NOTHING } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import { useCursor, useWhere } from './cursor.ts'
import type { Values } from './series.ts'
import { useStretch } from './zoom.ts'

export interface TableColumn {
  id: string
  name: string
  /** CSS colour of the head. */
  colour: string
  values: Values
}

/** In the order in which they stand; a column's values are in the same. */
export interface TableRows {
  head: string
  names: string[]
}

/** A chart's data, newest second first: of the stretch that the charts show, with the cursor's second marked. */
export function ChartTable({
  title,
  columns,
  seconds,
  rows: given,
  height,
}: {
  title: string
  columns: TableColumn[]
  seconds: number
  rows?: TableRows | undefined
  height: number
}) {
  const { words } = useWords()
  const cursor = useCursor()
  const pointed = useWhere(cursor).second
  const stretch = useStretch()
  const rows = given ? given.names.map((name, at) => ({ name, at })) : secondsShown()
  const isPointed = (at: number) => given === undefined && at === pointed
  return (
    <ScrollRegion label={title} className="px-2" heightPx={height}>
      <table className="num w-full border-collapse text-12">
        <thead className="sticky top-0 bg-surface text-left">
          <tr>
            <th scope="col" className="h-7 font-regular font-sans text-ink-3">
              {given?.head ?? words.charts.second}
            </th>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className="text-right font-sans font-strong"
                style={{ color: column.colour }}
              >
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, at }) => (
            <tr
              key={name}
              aria-current={isPointed(at) ? 'time' : undefined}
              className="border-grid border-t aria-[current=time]:bg-selected"
              onPointerEnter={() => !given && cursor.hover(at)}
              onPointerLeave={() => !given && cursor.hover(null)}
            >
              <th scope="row" className="h-6 text-left font-regular text-ink-3">
                {name}
              </th>
              {columns.map((column) => {
                const value = column.values[at]
                return (
                  <td key={column.id} className="text-right">
                    {value === null || value === undefined
                      ? NOTHING
                      : Number.isInteger(value)
                        ? value
                        : formatMs(value)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p className="pt-6 text-center text-12 text-ink-3">{words.charts.empty}</p>}
    </ScrollRegion>
  )

  function secondsShown() {
    const from = stretch?.fromS ?? 0
    const to = Math.min(stretch?.toS ?? seconds, seconds)
    return Array.from({ length: Math.max(0, to - from) }, (_, i) => ({ name: String(to - 1 - i), at: to - 1 - i }))
  }
}
