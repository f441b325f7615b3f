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

interface NoteProps {
  note: string
  /** Whole seconds with data. */
  seconds: number
  /** What the lines say at a second; none where the chart is not over time. */
  valuesAt?: ((second: number) => CursorValue[]) | undefined
}

/** A chart's small print; while the cursor stands somewhere, the moment and what each line says then. */
export function NoteOrValues({ note, seconds, valuesAt }: NoteProps) {
  const { second } = useCursorAt()
  if (valuesAt && second !== null && second < seconds) return <Values second={second} values={valuesAt(second)} />
  return <span className="min-w-0 flex-1 truncate">{note}</span>
}

function Values({ second, values }: { second: number; values: CursorValue[] }) {
  const { words } = useWords()
  const said = values.map(({ name, text }) => `${name} ${text}`).join(', ')
  return (
    <span className="num flex min-w-0 flex-1 gap-x-2 overflow-hidden whitespace-nowrap text-11 text-ink" title={said}>
      <b className="font-strong" data-testid="cursor-second">
        {words.charts.cursorAt(String(second))}
      </b>
      {values.map(({ id, name, look, text }) => (
        <span key={id} className="flex items-center gap-1" data-testid={`cursor-${id}`}>
          {look ? <Marker look={look} /> : <span className="font-sans text-ink-3">{name}</span>}
          {look && <span className="sr-only">{name}</span>}
          {text}
        </span>
      ))}
    </span>
  )
}
