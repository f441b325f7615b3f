'use client'
import { useRef } from 'react'
import { formatUsAsMs } from '#components/run/format.ts'
import { callWords } from '#components/text/call-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import { useWidth } from '#components/ui/use-width.ts'
import { type Message, type Sequence, sequenceOf } from '#core/call-sequence.ts'
import type { CallNode } from '#core/call-tree.ts'
import { fateColor } from './call-colors.ts'

const HEAD_PX = 40
const MOMENT_PX = 15
const LEFT_PX = 52
const MOST_MESSAGES = 120
const NARROWEST_COLUMN_PX = 66

/** Time runs downwards, a line for each moment at which something happened, so that what is short can be read as well. */
export function CallSequence({ tree }: { tree: CallNode }) {
  const holder = useRef<HTMLDivElement>(null)
  const width = useWidth(holder)
  const { locale } = useWords()
  const words = callWords[locale]
  const whole = sequenceOf(tree)
  const messages = whole.messages.slice(0, MOST_MESSAGES)
  const left = whole.messages.length - messages.length
  const columns = whole.participants.length + 1
  const columnPx = Math.max(NARROWEST_COLUMN_PX, (Math.max(width, 320) - LEFT_PX - 30) / Math.max(1, columns - 1))
  const widthPx = LEFT_PX + columnPx * (columns - 1) + 40
  const moments = momentsOf(messages, whole)
  const y = (us: number) => HEAD_PX + 14 + moments.indexOf(us) * MOMENT_PX
  const x = (column: number) => LEFT_PX + column * columnPx
  const heightPx = HEAD_PX + 30 + moments.length * MOMENT_PX
  return (
    <div ref={holder}>
      <ScrollRegion label={words.sequence}>
        <svg
          width={widthPx}
          height={heightPx}
          role="img"
          aria-label={`${words.diagram(messages.length, columns - 1)}. ${words.tableInstead}`}
          data-testid="sequence"
          className="font-sans"
        >
          <Heads sequence={whole} caller={words.caller} x={x} heightPx={heightPx} room={columnPx} />
          {whole.activities.map(({ at, fromUs, toUs }, i) => {
            const top = moments.includes(fromUs) ? y(fromUs) : null
            const bottom = toUs !== null && moments.includes(toUs) ? y(toUs) : heightPx - 10
            return (
              top !== null && (
                <rect
                  // biome-ignore lint/suspicious/noArrayIndexKey: never reordered
                  key={i}
                  {...{ x: x(at) - 3, y: top, width: 6, height: Math.max(3, bottom - top) }}
                  fill="var(--surface)"
                  stroke="var(--text-3)"
                />
              )
            )
          })}
          {messages.map((message, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: never reordered
            <Arrow key={i} message={message} x={x} y={y} mark={markOf(message, words.marks)} />
          ))}
          {messages.map(({ sentUs }, i) =>
            messages.findIndex((one) => one.sentUs === sentUs) === i ? (
              <text
                key={sentUs}
                {...{ x: LEFT_PX - 12, y: y(sentUs) + 4, textAnchor: 'end', fontSize: 11 }}
                fontFamily="var(--mono)"
                fill="var(--text-3)"
              >
                {formatUsAsMs(sentUs)}
              </text>
            ) : null,
          )}
        </svg>
      </ScrollRegion>
      {left > 0 && <p className="pt-1 text-12 text-ink-3">{words.more(left)}</p>}
    </div>
  )
}

/** Every moment that is drawn, in the order of time. */
function momentsOf(messages: readonly Message[], { activities }: Sequence): number[] {
  const latest = Math.max(0, ...messages.map(({ sentUs, arrivedUs }) => arrivedUs ?? sentUs))
  const moments = new Set(messages.flatMap(({ sentUs, arrivedUs }) => [sentUs, arrivedUs ?? sentUs]))
  for (const { fromUs, toUs } of activities)
    for (const us of [fromUs, toUs ?? fromUs]) if (us <= latest) moments.add(us)
  return [...moments].sort((a, b) => a - b)
}

function markOf({ fate }: Message, marks: Record<'lost' | 'late' | 'failed', string>): string {
  return fate === 'lost' || fate === 'late' || fate === 'failed' ? marks[fate] : ''
}

interface HeadsProps {
  sequence: Sequence
  caller: string
  x: (column: number) => number
  heightPx: number
  room: number
}

const PX_PER_CHARACTER = 7

function Heads({ sequence, caller, x, heightPx, room }: HeadsProps) {
  const names = [{ edge: '', service: caller }, ...sequence.participants]
  const most = Math.max(4, Math.floor(room / PX_PER_CHARACTER))
  return names.map(({ edge, service }, column) => (
    <g key={edge}>
      <line x1={x(column)} x2={x(column)} y1={HEAD_PX - 4} y2={heightPx - 6} stroke="var(--grid)" />
      <text x={x(column)} y={14} fontSize={12} fontWeight={600} textAnchor="middle" fill="var(--text)">
        {service.length > most ? `${service.slice(0, most - 1)}…` : service}
        <title>{service}</title>
      </text>
      <text x={x(column)} y={29} fontSize={11} textAnchor="middle" fontFamily="var(--mono)" fill="var(--text-3)">
        {edge}
      </text>
    </g>
  ))
}

interface ArrowProps {
  message: Message
  x: (column: number) => number
  y: (us: number) => number
  mark: string
}

/** A slope is a time on the way; what does not arrive ends in a cross before it is there. */
function Arrow({ message, x, y, mark }: ArrowProps) {
  const { is, from, to, sentUs, arrivedUs, fate } = message
  const toward = Math.sign(to - from)
  const [x1, y1] = [x(from) + 3 * toward, y(sentUs)]
  const arrives = arrivedUs !== null
  const x2 = arrives ? x(to) - 3 * toward : x1 + (x(to) - x1) * 0.6
  const y2 = arrives ? y(arrivedUs) : y1 + 6
  const color = fateColor[fate]
  return (
    <g stroke={color} fill="none" strokeWidth="1.2">
      <path d={`M${x1} ${y1}L${x2} ${y2}`} strokeDasharray={is === 'reply' ? '4 3' : undefined} />
      {arrives ? (
        <path d={`M${x2} ${y2}l${-6 * toward} -4m${6 * toward} 4l${-6 * toward} 3`} />
      ) : (
        <path d={`M${x2 - 4} ${y2 - 4}l8 8m0 -8l-8 8`} strokeWidth="1.6" />
      )}
      {mark !== '' && (
        <text
          x={x2 + 7 * toward}
          y={y2 + 4}
          fontSize={11}
          stroke="none"
          fill={color}
          textAnchor={toward > 0 ? 'start' : 'end'}
        >
          {mark}
        </text>
      )}
    </g>
  )
}
