'use client'
/**
 * uPlot in an element. It is fetched once the page has been painted, and the first charts are made one after the other in
 * the browser's spare time: a page's first picture waits for none of it. From then on a chart is made as it is mounted.
 */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type uPlot from 'uplot'
import { afterPaint } from '#components/ui/after-paint.ts'
import { untilLoaded } from '#components/ui/until-loaded.ts'
import { useWidth } from '#components/ui/use-width.ts'
import { onInkChange } from './ink.ts'

export type Drawing = typeof uPlot

export interface DrawingProps {
  /** Says when the chart must be made anew. */
  shape: string
  /** CSS px. */
  height: number
  options: (drawing: Drawing) => Omit<uPlot.Options, 'width' | 'height'>
  data: () => uPlot.AlignedData
  /** How opaque each line is, 0 to 1. */
  alphas: number[]
}

/** Where no spare time comes, as beside a run at full load. */
const LONGEST_WAIT_MS = 200

let fetched: Drawing | null = null
/** The last of those who wait to make their first chart. */
let last: Promise<unknown> = Promise.resolve()

/** The chart in the holder; null before it is drawn, and what lies over it is rendered again when it is. */
export function useDrawing(holder: RefObject<HTMLElement | null>, props: DrawingProps): uPlot | null {
  const { shape, height, options, data, alphas } = props
  const drawing = useFetched()
  /** A chart that was made anew in this very rendering is not yet the one that is returned. */
  const current = useRef<uPlot | null>(null)
  const [chart, setChart] = useState<uPlot | null>(null)
  const width = useWidth(holder)

  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` says when the chart must be built anew
  useLayoutEffect(() => {
    const node = holder.current
    if (!node || !drawing || width === 0) return
    const wanted = options(drawing)
    // Its scales stand when it says so, and not when it is made.
    const ready = (drawn: uPlot) => drawn === current.current && setChart(drawn)
    const made = new drawing({ ...wanted, width, height, hooks: { ...wanted.hooks, ready: [ready] } }, data(), node)
    current.current = made
    const forget = onInkChange(() => made.redraw(false, true))
    return () => {
      forget()
      current.current = null
      setChart(null)
      made.destroy()
    }
  }, [shape, drawing, width === 0])

  useLayoutEffect(() => {
    if (width > 0) current.current?.setSize({ width, height })
  }, [width, height])

  useEffect(() => {
    const made = current.current
    if (!made) return
    for (const [index, alpha] of alphas.entries()) {
      const series = made.series[index + 1]
      if (series) series.alpha = alpha
    }
    made.setData(data())
  })

  return chart
}

function useFetched(): Drawing | null {
  const [drawing, take] = useState(() => fetched)
  useEffect(() => {
    if (drawing) return
    const left = new AbortController()
    last = last.then(async () => {
      if (!left.signal.aborted) await new Promise<void>((done) => afterPaint(done))
      fetched ??= (await untilLoaded(() => import('uplot'), left.signal))?.default ?? null
      if (!left.signal.aborted) await spareTime()
      if (!left.signal.aborted) take(() => fetched)
    })
    return () => left.abort()
  }, [drawing])
  return drawing
}

function spareTime(): Promise<void> {
  // Safari has none.
  if (!('requestIdleCallback' in window)) return Promise.resolve()
  return new Promise((done) => requestIdleCallback(() => done(), { timeout: LONGEST_WAIT_MS }))
}
