'use client'
/** The captured bytes of a send: each direction as a dump and as named fields that light each other up. */
import { memo, useCallback, useMemo, useRef, useState } from 'react'
import { formatCount, formatUsAsMs } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import { SectionHead } from '#components/ui/section-head.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { useWidth } from '#components/ui/use-width.ts'
import type { ByteField } from '#core/bytes/field.ts'
import { legLabel } from '#core/labels.ts'
import type { Leg } from '#core/protocols.ts'
import { type HexLine, hexLines, printable, type StreamView } from './capture-view.ts'
import type { Sent } from './sent.ts'

const SHOWN_BYTES = 4096
const MORE_BYTES = 16_384
/** A line of sixteen bytes in hex and in text, with its offset, and the padding around it. */
const SIXTEEN_PX = 510
/** Wide enough for the fields to stand beside sixteen bytes a line. */
const BESIDE_PX = 740
const FIELDS_SHOWN = 400
const PARTS_NAMED = 12

export function BytesPanel({ sent }: { sent: Sent }) {
  const { words, locale } = useWords()
  const [wished, choose] = useState<Leg | null>(null)
  const { captures } = sent
  const capture = captures?.find(({ leg }) => leg === wished) ?? captures?.[0]
  return (
    <section aria-label={words.console.bytes} data-testid="bytes">
      <SectionHead title={words.console.bytes}>
        {captures && captures.length > 1 && capture && (
          <Segmented
            label={words.console.bytes}
            value={capture.leg}
            options={captures.map(({ leg }) => ({ value: leg, label: legLabel(leg, locale) }))}
            onChoose={choose}
          />
        )}
        <span className="text-12 text-ink-3">
          {capture && (capture.exact ? words.console.bytesExact : words.console.bytesShared)}
        </span>
      </SectionHead>
      {captures === null && <p className="px-4 pb-4 text-12 text-ink-3">…</p>}
      {captures !== null && (!capture || capture.streams.length === 0) && (
        <p className="px-4 pb-4 text-12 text-ink-3" data-testid="bytes-none">
          {words.console.bytesNone}
        </p>
      )}
      {capture?.streams.map((stream) => (
        <Direction key={`${sent.order.orderId}.${capture.leg}.${stream.key}`} view={stream} />
      ))}
    </section>
  )
}

/** One direction: the dump, the fields, and when what passed. */
export function Direction({ view }: { view: StreamView }) {
  const { words } = useWords()
  const [lit, light] = useState<number | null>(null)
  const [upTo, setUpTo] = useState(SHOWN_BYTES)
  const { bytes, fields, stream } = view
  const whole = useRef<HTMLElement>(null)
  const width = useWidth(whole)
  const lineBytes = width > 0 && width < SIXTEEN_PX ? 8 : 16
  const beside = width >= BESIDE_PX
  const lines = useMemo(() => hexLines(bytes.length, fields, { upTo, lineBytes }), [bytes, fields, upTo, lineBytes])
  const range = lit === null ? null : (fields[lit] ?? null)
  const pick = useCallback((event: { target: EventTarget }) => {
    const index = (event.target as HTMLElement).closest<HTMLElement>('[data-field]')?.dataset.field
    light(index === undefined ? null : Number(index))
  }, [])
  const title = stream === 'upstream' ? words.console.up : words.console.down
  return (
    <section ref={whole} className="border-line border-t" data-testid={`bytes-${stream}`}>
      <div className="flex flex-wrap items-center gap-x-4 px-4 pt-2 text-12">
        <h3 className="font-strong">
          <span aria-hidden="true" className="num pr-1.5 text-ink-3">
            {stream === 'upstream' ? '→' : '←'}
          </span>
          {title}
        </h3>
        <span className="num">{formatCount(view.carried)} B</span>
        <span className="num min-w-0 flex-1 truncate text-11 text-ink-3">
          {view.parts
            .slice(0, PARTS_NAMED)
            .map((part) => `${words.console.atMs(formatUsAsMs(part.atUs))} +${formatCount(part.length)}`)
            .join(' · ')}
        </span>
      </div>
      <div
        className={`grid gap-x-4 px-4 pt-1.5 pb-3 ${beside ? 'grid-cols-[max-content_minmax(0,1fr)]' : 'grid-cols-1'}`}
        onPointerOver={pick}
        onPointerLeave={() => light(null)}
      >
        <div className="min-w-0">
          <ScrollRegion label={words.console.hexLabel} className="max-h-80">
            {lines.map((line) => (
              <Line
                key={line.offset}
                line={line}
                lineBytes={lineBytes}
                bytes={bytes}
                from={range && range.to > line.offset ? range.from : -1}
                to={range && range.from < line.offset + lineBytes && range.to > line.offset ? range.to : -1}
              />
            ))}
          </ScrollRegion>
          {bytes.length > upTo && (
            <Button size="small" className="mt-1" onClick={() => setUpTo(upTo + MORE_BYTES)}>
              {words.console.more(formatCount(Math.min(MORE_BYTES, bytes.length - upTo)))}
            </Button>
          )}
          {view.notShown > 0 && (
            <p className="text-12 text-warn">{words.console.truncated(formatCount(view.notShown))}</p>
          )}
        </div>
        <FieldTable fields={fields} lit={lit} beside={beside} onLight={light} />
      </div>
    </section>
  )
}

/** Only lines that the lit range meets are drawn again. */
const Line = memo(function Line({
  line: { offset, runs },
  lineBytes,
  bytes,
  from,
  to,
}: {
  line: HexLine
  lineBytes: number
  bytes: Uint8Array
  from: number
  to: number
}) {
  const last = runs.at(-1)?.to ?? offset
  const cells = (of: (byte: number) => string, gap: string) =>
    runs.map((run) => {
      const lit = run.from < to && run.to > from && to >= 0
      const text = [...bytes.subarray(run.from, run.to)].map(of).join(gap)
      return (
        <span
          key={run.from}
          data-field={run.field ?? undefined}
          className={
            lit
              ? 'bg-selected text-ink shadow-[0_0_0_1px_var(--line-control)]'
              : (run.field ?? 0) % 2 === 0
                ? ''
                : 'text-ink-2'
          }
        >
          {text}
          {gap !== '' && run.to < last ? gap : ''}
        </span>
      )
    })
  const missing = lineBytes - (last - offset)
  return (
    <div className="flex h-[19px] items-center gap-3 whitespace-pre font-mono text-[11px] leading-[19px]">
      <span className="flex-none text-ink-3">{offset.toString(16).padStart(4, '0')}</span>
      <span className="flex-none" data-testid="dump-hex">
        {cells((byte) => byte.toString(16).padStart(2, '0'), ' ')}
        {'   '.repeat(missing)}
      </span>
      <span className="flex-none" data-testid="dump-text">
        {cells(printable, '')}
      </span>
    </div>
  )
})

interface FieldTableProps {
  fields: ByteField[]
  lit: number | null
  /** Of the dump; else below it. */
  beside: boolean
  onLight: (index: number | null) => void
}

function FieldTable({ fields, lit, beside, onLight }: FieldTableProps) {
  const { words } = useWords()
  const hpack = fields.some(({ name }) => name === 'header block')
  return (
    <div className={`min-w-0 ${beside ? '' : 'pt-2'}`}>
      <ol aria-label={words.console.fields} className="max-h-80 overflow-auto text-12" data-testid="fields">
        {fields.slice(0, FIELDS_SHOWN).map((field, index) => (
          <li key={`${field.from}.${field.to}.${field.depth}.${field.name}`}>
            <button
              type="button"
              data-field={index}
              onFocus={() => onLight(index)}
              onBlur={() => onLight(null)}
              style={{ paddingLeft: 6 + field.depth * 14 }}
              className={`focus-inset flex w-full items-baseline gap-2 py-px pr-1 text-left ${covers(fields[lit ?? -1], field) ? 'bg-selected' : ''}`}
            >
              <span className={`flex-none ${field.depth === 0 ? 'font-medium' : 'text-ink-2'}`}>{field.name}</span>
              <span className="num min-w-0 flex-1 truncate text-11 text-ink-2" title={field.value}>
                {field.value}
              </span>
              <span className="num flex-none text-11 text-ink-3">{field.to - field.from} B</span>
            </button>
          </li>
        ))}
      </ol>
      {hpack && <p className="pt-1 text-12 text-ink-3">{words.console.hpack}</p>}
    </div>
  )
}

/** The lit field itself, and what it lies in. */
function covers(lit: ByteField | undefined, field: ByteField): boolean {
  return (
    lit !== undefined && (lit === field || (field.depth < lit.depth && field.from <= lit.from && field.to >= lit.to))
  )
}
