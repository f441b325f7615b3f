'use client'
/**
 * What lies over every chart of time: the cursor that all of them share, and the drag and the keys that zoom all of
 * them. The chart itself is below, and is not drawn anew when the cursor moves.
 */
import { type KeyboardEvent, type PointerEvent, type ReactNode, type RefObject, useRef, useState } from 'react'
import { useWords } from '#components/text/use-words.tsx'
import { secondUnder, useCursor, useWhere } from './cursor.ts'
import type { Plot } from './paint.ts'
import { CLOSER, centreOf, FURTHER, isWithin } from './stretch.ts'
import { useBounds, useZoom } from './zoom.ts'

export interface TimeSurfaceProps {
  holder: RefObject<HTMLDivElement | null>
  label: string
  /** What is read out at the cursor. */
  spoken: (second: number) => string
  /** Whole seconds with data. */
  seconds: number
  endS: number
  height: number
  /** Where time is drawn, CSS px; null before the chart is there. */
  plot: () => Plot | null
  children?: ReactNode
}

/** Less is a click by a hand that is not quite still. */
const DRAG_PX = 5
const STEP_S = 1
const BIG_STEP_S = 10

interface Drag {
  fromS: number
  fromX: number
  toX: number
}

export function TimeSurface({ holder, label, spoken, seconds, endS, height, plot, children }: TimeSurfaceProps) {
  const cursor = useCursor()
  const zoom = useZoom()
  const at = useWhere(cursor)
  const bounds = useBounds(endS)
  const { words } = useWords()
  const [drag, setDrag] = useState<Drag | null>(null)
  /** Set between a drag and the click that ends it. */
  const hasDragged = useRef(false)
  const last = Math.max(0, seconds - 1)

  /** Null beside the plot, unless it is to be moved to its edge. */
  const timeOf = ({ clientX, currentTarget }: { clientX: number; currentTarget: Element }, clamp = false) => {
    const place = plot()
    if (!place) return null
    const x = clientX - currentTarget.getBoundingClientRect().left - place.left
    if (!clamp && (x < 0 || x > place.width)) return null
    const share = Math.min(Math.max(x / place.width, 0), 1)
    return bounds.fromS + share * (bounds.toS - bounds.fromS)
  }
  const isWide = ({ fromX, toX }: Drag) => Math.abs(toX - fromX) >= DRAG_PX

  const down = (event: PointerEvent<HTMLDivElement>) => {
    hasDragged.current = false
    const fromS = timeOf(event)
    // A finger that goes up or down scrolls the page, and two of them enlarge it: the browser then cancels the pointer.
    if (!zoom || !event.isPrimary || event.button !== 0 || fromS === null) return
    setDrag({ fromS, fromX: event.clientX, toX: event.clientX })
  }
  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (drag !== null) {
      const next = { ...drag, toX: event.clientX }
      if (isWide(next)) event.currentTarget.setPointerCapture(event.pointerId)
      setDrag(next)
      return
    }
    const atS = timeOf(event)
    cursor.hover(atS === null ? null : secondUnder(atS, seconds))
  }
  const up = (event: PointerEvent<HTMLDivElement>) => {
    if (drag === null) return
    setDrag(null)
    const toS = timeOf(event, true)
    if (!isWide({ ...drag, toX: event.clientX }) || toS === null) return
    hasDragged.current = true
    zoom?.drag(drag.fromS, toS, endS)
  }
  const click = (event: { clientX: number; currentTarget: Element }) => {
    const atS = hasDragged.current ? null : timeOf(event)
    const second = atS === null ? null : secondUnder(atS, seconds)
    if (second !== null) cursor.pin(second)
  }
  const press = (event: KeyboardEvent) => {
    // With these a key is the browser's.
    if (event.ctrlKey || event.metaKey || event.altKey || !act(event)) return
    event.preventDefault()
  }
  const act = ({ key, shiftKey }: KeyboardEvent): boolean => {
    const step = shiftKey ? BIG_STEP_S : STEP_S
    if (key === 'ArrowRight' || key === 'ArrowLeft') {
      cursor.step(key === 'ArrowRight' ? step : -step, seconds - 1)
      zoom?.follow(cursor.read().second)
      return true
    }
    if (!zoom) return false
    const atS = centreOf(bounds, cursor.read().second)
    if (key === '+' || key === '=') zoom.by(CLOSER, { atS, endS })
    else if (key === '-' || key === '_') zoom.by(FURTHER, { atS, endS })
    else if (key === '0') zoom.all()
    else return false
    return true
  }

  const place = plot()
  const second = at.second !== null && isWithin(at.second + 0.5, bounds) ? at.second : null
  const xOf = (atS: number, { left, width }: Plot) =>
    left + ((atS - bounds.fromS) / (bounds.toS - bounds.fromS)) * width
  return (
    <div
      ref={holder}
      role="slider"
      tabIndex={0}
      aria-label={`${label}. ${words.charts.keys}${zoom ? ` ${words.charts.zoomKeys}` : ''}`}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={at.second ?? last}
      aria-valuetext={seconds === 0 ? words.charts.empty : spoken(at.second ?? last)}
      className={`relative min-w-0 touch-pan-y touch-pinch-zoom ${zoom ? 'cursor-crosshair' : ''}`}
      style={{ height }}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={() => setDrag(null)}
      onPointerLeave={() => drag === null && cursor.hover(null)}
      onClick={click}
      onKeyDown={press}
    >
      {place && second !== null && <Hairline second={second} x={xOf(second + 0.5, place)} plot={place} />}
      {place && drag !== null && isWide(drag) && <Chosen drag={drag} holder={holder} plot={place} />}
      {children}
    </div>
  )
}

function Hairline({ second, x, plot: { top, height } }: { second: number; x: number; plot: Plot }) {
  return (
    <div
      aria-hidden="true"
      data-testid="cursor-line"
      className="pointer-events-none absolute z-10 w-px bg-ink"
      style={{ left: x, top, height }}
    >
      <span className="num -translate-x-1/2 absolute top-full whitespace-nowrap bg-surface px-1 font-strong text-11">
        {second}&#8239;s
      </span>
    </div>
  )
}

/** What a drag would zoom to. */
function Chosen({ drag, holder, plot }: { drag: Drag; holder: TimeSurfaceProps['holder']; plot: Plot }) {
  const edge = holder.current?.getBoundingClientRect().left ?? 0
  const within = (x: number) => Math.min(Math.max(x - edge, plot.left), plot.left + plot.width)
  const [left, right] = [within(Math.min(drag.fromX, drag.toX)), within(Math.max(drag.fromX, drag.toX))]
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute z-10 border-ink border-x bg-ink/10"
      style={{ left, width: right - left, top: plot.top, height: plot.height }}
    />
  )
}
