'use client'
/** Dots on the wires, drawn on one canvas over all tracks: nothing is added to the page or taken from it. */
import { useEffect, useLayoutEffect, useRef } from 'react'
import { ink } from '#components/charts/ink.ts'
import { DotStream, type Flow } from './track-flow.ts'

export interface TrackFlows {
  lane: string
  /** Of the lane's colour. */
  token: string
  /** The middle of its track, px. */
  y: number
  dimmed: boolean
  flows: Flow[]
}

export interface TrackDotsProps {
  tracks: TrackFlows[]
  /** Passings that one dot stands for. */
  unit: number
  /** `still`: as they stood; `none`: nothing is under way. */
  motion: 'moving' | 'still' | 'none'
  width: number
  height: number
}

const DOT_PX = 2
const DIMMED = 0.35
/** After a tab was hidden: what passed meanwhile is not made up for. */
const LONGEST_STEP_MS = 100

export function TrackDots(props: TrackDotsProps) {
  const { motion, width, height } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  const streams = useRef(new Map<string, DotStream>())
  const latest = useRef(props)
  latest.current = props

  useLayoutEffect(() => {
    const node = canvas.current
    if (!node) return
    node.width = width * devicePixelRatio
    node.height = height * devicePixelRatio
    draw(node, latest.current, streams.current)
  }, [width, height])

  useEffect(() => {
    const node = canvas.current
    if (!node || motion === 'still') return
    if (motion === 'none') {
      streams.current.clear()
      draw(node, latest.current, streams.current)
      return
    }
    let last = performance.now()
    let next = requestAnimationFrame(function step(now) {
      advance(latest.current, streams.current, Math.min(Math.max(0, now - last), LONGEST_STEP_MS))
      draw(node, latest.current, streams.current)
      last = now
      next = requestAnimationFrame(step)
    })
    return () => cancelAnimationFrame(next)
  }, [motion])

  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0">
      <canvas ref={canvas} data-testid="dots" data-motion={motion} style={{ width, height }} />
    </div>
  )
}

type Streams = Map<string, DotStream>

function keyOf({ lane }: TrackFlows, { dy, fromX }: Flow): string {
  return `${lane}/${dy}/${fromX}`
}

function advance({ tracks, unit }: TrackDotsProps, streams: Streams, dtMs: number): void {
  const seen = new Set<string>()
  for (const track of tracks) {
    for (const flow of track.flows) {
      const key = keyOf(track, flow)
      seen.add(key)
      const stream = streams.get(key) ?? new DotStream()
      streams.set(key, stream)
      stream.advance(dtMs, { perS: flow.perS / unit, lengthPx: Math.abs(flow.toX - flow.fromX) })
    }
  }
  // Of a wire that is cut, or of another width: what was on it is gone.
  for (const key of streams.keys()) if (!seen.has(key)) streams.delete(key)
}

function draw(node: HTMLCanvasElement, { tracks, width, height }: TrackDotsProps, streams: Streams): void {
  const ctx = node.getContext('2d')
  if (!ctx) return
  ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
  ctx.clearRect(0, 0, width, height)
  for (const track of tracks) {
    ctx.globalAlpha = track.dimmed ? DIMMED : 1
    ctx.fillStyle = ink(track.token)
    ctx.beginPath()
    for (const flow of track.flows) {
      const direction = Math.sign(flow.toX - flow.fromX)
      const y = track.y + flow.dy
      for (const px of streams.get(keyOf(track, flow))?.at ?? []) {
        const x = flow.fromX + direction * px
        ctx.moveTo(x + DOT_PX, y)
        ctx.arc(x, y, DOT_PX, 0, 2 * Math.PI)
      }
    }
    ctx.fill()
  }
}
