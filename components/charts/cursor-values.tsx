'use client'
import type { LaneLook } from '#components/run/lane-look.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Marker } from '#components/ui/marker.tsx'
import { useCursorAt } from './cursor.ts'

/** One line's value at the cursor. */
export interface CursorValue {
  id: string
  name: string
  /** Null for a line that is no lane's: its name is written out. */
  look: LaneLook | null
  text: string
}

interface CaptionProps {
  /** Of the title, which names the chart. */
  id?: string
  title: string
  note: string
  /** Whole seconds with data. */
  seconds: number
  /** What the lines say at a second; none where the chart is not over time. */
  valuesAt?: ((second: number) => CursorValue[]) | undefined
}

/** A chart's name and small print; while the cursor stands somewhere, the moment and what each line says then. */
export function ChartCaption({ id, title, note, seconds, valuesAt }: CaptionProps) {
  const { second } = useCursorAt()
  const name = (
    <b id={id} className="flex-none text-ink">
      {title}
    </b>
  )
  if (valuesAt && second !== null && second < seconds) {
    return (
      // What needs a second line has it above the plot, where fault windows have their names.
      <span className="relative z-20 flex min-w-0 flex-1 flex-wrap items-center gap-x-2 self-start bg-surface pt-1 pb-1.5 leading-[18px]">
        {name}
        <Values second={second} values={valuesAt(second)} />
      </span>
    )
  }
  return (
    <span className="flex min-w-0 flex-1 items-center gap-1.5">
      {name}
      <span className="min-w-0 flex-1 truncate">{note}</span>
    </span>
  )
}

function Values({ second, values }: { second: number; values: CursorValue[] }) {
  const { words } = useWords()
  return (
    <>
      <b className="num font-strong text-11 text-ink" data-testid="cursor-second">
        {words.charts.cursorAt(String(second))}
      </b>
      {values.map(({ id, name, look, text }) => (
        <span
          key={id}
          className="num flex items-center gap-0.5 whitespace-nowrap text-11 text-ink"
          title={name}
          data-testid={`cursor-${id}`}
        >
          {look ? <Marker look={look} /> : <span className="pr-0.5 font-sans text-ink-3">{name}</span>}
          {look && <span className="sr-only">{name}</span>}
          {text}
        </span>
      ))}
    </>
  )
}
