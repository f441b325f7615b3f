'use client'
import { memo, useRef } from 'react'
import { msText } from '#components/lesson/figures.ts'
import { formatCount } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import { useWidth } from '#components/ui/use-width.ts'
import type { ClassResult } from '#core/classroom.ts'
import { binOf, SPREAD_EDGES_MS, type Spread } from '#core/spread.ts'

const HEIGHT_PX = 260
const TOP_PX = 52
const BOTTOM_PX = 26
const LEFT_PX = 24
const GAP_PX = 2
const LEAST_TOP = 4

interface SpreadChartProps {
  spread: Spread
  /** Only once it is revealed. */
  result: ClassResult | undefined
  guessMs: number | null
}

/** How many guessed what, in bins; the result is a line through them. A run that draws beside it does not draw it again. */
export const SpreadChart = memo(function SpreadChart({ spread, result, guessMs }: SpreadChartProps) {
  const { words } = useWords()
  const holder = useRef<HTMLDivElement>(null)
  const width = useWidth(holder)
  const most = Math.max(...spread.counts)
  const top = Math.max(LEAST_TOP, most)
  const bins = SPREAD_EDGES_MS.length
  const binPx = Math.max(0, width - LEFT_PX) / bins
  const plotPx = HEIGHT_PX - TOP_PX - BOTTOM_PX
  const y = (count: number) => TOP_PX + plotPx * (1 - count / top)
  const resultMs = result?.ms ?? null
  const resultX = resultMs === null ? 0 : LEFT_PX + placeOf(resultMs) * binPx
  const summary = words.class.spreadSummary({ n: formatCount(spread.n), median: msText(spread.medianMs) })
  return (
    <figure className="min-w-0" data-testid="spread" aria-label={words.class.spread}>
      <figcaption className="text-12 text-ink-3">
        <b className="text-13 text-ink">{words.class.spread}</b> {words.class.spreadUnit} · n {formatCount(spread.n)}
      </figcaption>
      <div ref={holder} className="relative" style={{ height: HEIGHT_PX }}>
        <svg width={width} height={HEIGHT_PX} role="img" aria-label={summary}>
          {[0, top / 2, top].filter(Number.isInteger).map((count) => (
            <g key={count}>
              <line x1={LEFT_PX} x2={width} y1={y(count)} y2={y(count)} stroke="var(--grid)" />
              <text x={LEFT_PX - 6} y={y(count) + 4} textAnchor="end" {...TICK}>
                {count}
              </text>
            </g>
          ))}
          {spread.counts.map((count, bin) => (
            <rect
              key={SPREAD_EDGES_MS[bin]}
              x={LEFT_PX + bin * binPx + GAP_PX / 2}
              width={Math.max(0, binPx - GAP_PX)}
              y={y(count)}
              height={y(0) - y(count)}
              fill={resultMs !== null && binOf(resultMs) === bin ? 'var(--text)' : 'var(--wire)'}
            />
          ))}
          <line x1={LEFT_PX} x2={width} y1={y(0)} y2={y(0)} stroke="var(--line-2)" />
          {[1, 10, 100, 1000, 10_000].map((ms) => (
            <text key={ms} x={LEFT_PX + placeOf(ms) * binPx} y={HEIGHT_PX - 8} textAnchor="middle" {...TICK}>
              {ms >= 1000 ? `${ms / 1000} s` : ms}
            </text>
          ))}
          {guessMs !== null && (
            <Mark x={LEFT_PX + placeOf(guessMs) * binPx} text={words.lesson.guess} row={14} width={width} dotted />
          )}
          {resultMs !== null && (
            <g data-testid="result-line">
              <Mark x={resultX} text={words.class.result(msText(resultMs))} row={34} width={width} />
            </g>
          )}
        </svg>
        {spread.n === 0 && (
          <p className="pointer-events-none absolute inset-0 grid place-items-center text-12 text-ink-3">
            <span className="bg-surface px-2">{words.class.noGuesses}</span>
          </p>
        )}
      </div>
      <details className="mt-1 text-12 text-ink-3">
        <summary className="inline-block min-h-8 py-1.5 max-mid:min-h-10">{words.class.table}</summary>
        <SpreadTable counts={spread.counts} />
      </details>
    </figure>
  )
})

const TICK = { fontSize: 10.5, fontFamily: 'var(--mono)', fill: 'var(--text-3)' } as const

/** Where a duration stands among the bins; within one, by its logarithm. */
function placeOf(ms: number): number {
  const bin = binOf(ms)
  const from = Math.max(SPREAD_EDGES_MS[bin] as number, 0.1)
  const to = SPREAD_EDGES_MS[bin + 1] ?? from * 2
  return bin + Math.min(1, Math.max(0, Math.log(ms / from) / Math.log(to / from)))
}

const MARK_TEXT_PX = 90

function Mark({
  x,
  text,
  row,
  width,
  dotted = false,
}: {
  x: number
  text: string
  row: number
  width: number
  dotted?: boolean
}) {
  const right = x > width - MARK_TEXT_PX
  return (
    <>
      <line
        x1={x}
        x2={x}
        y1={row}
        y2={HEIGHT_PX - BOTTOM_PX}
        stroke="var(--text)"
        strokeWidth={1.75}
        strokeDasharray={dotted ? '1.75 3.5' : undefined}
      />
      <circle
        cx={x}
        cy={row}
        r={3.5}
        stroke="var(--text)"
        strokeWidth={1.75}
        fill={dotted ? 'var(--surface)' : 'var(--text)'}
      />
      <text
        x={right ? x - 8 : x + 8}
        y={row + 4}
        textAnchor={right ? 'end' : 'start'}
        fontSize={12}
        fontWeight={640}
        fill="var(--text)"
        stroke="var(--surface)"
        strokeWidth={4}
        paintOrder="stroke"
      >
        {text}
      </text>
    </>
  )
}

function SpreadTable({ counts }: { counts: number[] }) {
  const { words } = useWords()
  return (
    <table className="w-full max-w-sm border-collapse">
      <thead>
        <tr className="text-right">
          {[words.class.from, words.class.upTo, words.class.count].map((head) => (
            <th key={head} scope="col" className="font-regular">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="num text-right">
        {counts.map((count, bin) => (
          <tr key={SPREAD_EDGES_MS[bin]} className="border-grid border-t">
            <td>{SPREAD_EDGES_MS[bin]}</td>
            <td>{SPREAD_EDGES_MS[bin + 1]}</td>
            <td data-testid={`spread-${bin}`}>{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
