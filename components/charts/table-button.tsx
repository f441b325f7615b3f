'use client'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { ChartIcon, TableIcon } from '#components/ui/icons.tsx'

export interface TableButtonProps {
  title: string
  asTable: boolean
  onToggle: () => void
  className?: string
}

/** Swaps a picture for its numbers, and back. */
export function TableButton({ title, asTable, onToggle, className }: TableButtonProps) {
  const { words } = useWords()
  const other = asTable ? words.charts.chart : words.charts.table
  return (
    <Button
      look="ghost"
      size="smallIcon"
      className={className}
      aria-pressed={asTable}
      aria-label={`${title}: ${other}`}
      title={other}
      onClick={onToggle}
    >
      {asTable ? <ChartIcon /> : <TableIcon />}
    </Button>
  )
}
