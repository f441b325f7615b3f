'use client'
/**
 * uPlot in an element. It is fetched once the page has been painted, and the first charts are made one after the other in
 * the browser's spare time: a page's first picture waits for none of it. From then on a chart is made as it is mounted.
 */
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react'
import type uPlot from 'uplot'
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

/** The chart in the holder; null before it is there, and what lies over it is rendered again when it is. */
export function useDrawing(holder: RefObject<HTMLElement | null>, props: DrawingProps): uPlot | null {
  const { shape, height, options, data, alphas } = props
  const drawing = useFetched()
  const [chart, setChart] = useState<uPlot | null>(null)
  const width = useWidth(holder)

  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` says when the chart must be built anew
  useLayoutEffect(() => {
    const node = holder.current
    if (!node || !drawing || width === 0) return
    const made = new drawing({ ...options(drawing), width, height }, data(), node)
    setChart(made)
    const forget = onInkChange(() => made.redraw(false, true))
    return () => {
      forget()
      setChart(null)
      made.destroy()
    }
  }, [shape, drawing, width === 0])

  useLayoutEffect(() => {
    if (width > 0) chart?.setSize({ width, height })
  }, [chart, width, height])

  useEffect(() => {
    if (!chart) return
    for (const [index, alpha] of alphas.entries()) {
      const series = chart.series[index + 1]
      if (series) series.alpha = alpha
    }
    chart.setData(data())
  })

  return chart
}

function useFetched(): Drawing | null {
  const [drawing, take] = useState(() => fetched)
  useEffect(() => {
    if (drawing) return
    let gone = false
    // One that could not be fetched does not keep the next from trying again.
    last = last
      .catch(() => {})
      .then(async () => {
        if (!gone) await painted()
        fetched ??= (await import('uplot')).default
        if (!gone) await spareTime()
        if (!gone) take(() => fetched)
      })
    return () => {
      gone = true
    }
  }, [drawing])
  return drawing
}

function painted(): Promise<void> {
  return new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
}

function spareTime(): Promise<void> {
  // Safari has none.
  if (!('requestIdleCallback' in window)) return Promise.resolve()
  return new Promise((done) => requestIdleCallback(() => done(), { timeout: LONGEST_WAIT_MS }))
}
