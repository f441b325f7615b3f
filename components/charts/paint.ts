/** What uPlot does not draw: the hatch, the markers, the labels at line ends. Coordinates are CSS px on the canvas. */
import { type LaneLook, markerPath } from '#components/run/lane-look.ts'
import { canvasFont, ink } from './ink.ts'
import { namesApart } from './names.ts'
import { spread } from './scale.ts'

export interface Plot {
  left: number
  top: number
  width: number
  height: number
}

export interface Span {
  left: number
  right: number
  label: string
  planned: boolean
}

const STRIP_PX = 10
const LABEL_GAP_PX = 15
const LABEL_APART_PX = 8
const INSIDE_LABEL_PX = 14
const HATCH_STEP_PX = 6

/** A fault window: wash, edges, hatch (as a strip where it would cover much of the data), and its name above. */
export function paintSpans(ctx: CanvasRenderingContext2D, plot: Plot, spans: Span[]): void {
  // How far each row of labels is taken: one above the plot, one just inside for those that find no room there.
  const takenTo = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const span of spans) {
    const left = Math.max(span.left, plot.left)
    const right = Math.min(span.right, plot.left + plot.width)
    if (right <= left) continue
    const width = right - left
    if (!span.planned) {
      ctx.fillStyle = ink('--fault-wash')
      ctx.fillRect(left, plot.top, width, plot.height)
    }
    const strip = span.planned || width > plot.width / 3
    paintHatch(ctx, { left, top: plot.top, width, height: strip ? STRIP_PX : plot.height })
    ctx.strokeStyle = ink('--fault-line')
    ctx.lineWidth = 1
    ctx.setLineDash(span.planned ? [2, 3] : [])
    for (const x of [left, right]) line(ctx, Math.round(x) + 0.5, plot.top, Math.round(x) + 0.5, plot.top + plot.height)
    ctx.setLineDash([])
    ctx.font = canvasFont(11.5, '--sans', 620)
    ctx.fillStyle = ink('--fault')
    ctx.textAlign = 'left'
    ctx.textBaseline = 'alphabetic'
    const textWidth = ctx.measureText(span.label).width
    const x = Math.min(left, plot.left + plot.width - textWidth)
    const row = takenTo.findIndex((taken) => x >= taken + LABEL_APART_PX)
    if (row < 0) continue
    ctx.strokeStyle = ink('--surface')
    ctx.lineWidth = 4
    const y = row === 0 ? plot.top - 6 : plot.top + INSIDE_LABEL_PX
    if (row > 0) ctx.strokeText(span.label, x, y)
    ctx.fillText(span.label, x, y)
    takenTo[row] = x + textWidth
  }
}

function paintHatch(ctx: CanvasRenderingContext2D, box: Plot): void {
  ctx.save()
  ctx.beginPath()
  ctx.rect(box.left, box.top, box.width, box.height)
  ctx.clip()
  ctx.strokeStyle = ink('--fault-hatch')
  ctx.lineWidth = 1.5
  ctx.beginPath()
  // Anchored to the canvas, so that hatches side by side run on into each other.
  const first = Math.floor((box.left - box.height) / HATCH_STEP_PX) * HATCH_STEP_PX
  for (let x = first; x < box.left + box.width; x += HATCH_STEP_PX) {
    ctx.moveTo(x, box.top + box.height)
    ctx.lineTo(x + box.height, box.top)
  }
  ctx.stroke()
  ctx.restore()
}

export function paintMarker(ctx: CanvasRenderingContext2D, look: LaneLook, at: { x: number; y: number }): void {
  ctx.save()
  ctx.translate(at.x, at.y)
  const path = new Path2D(markerPath(look.marker, 3))
  ctx.fillStyle = ink(look.lineToken)
  ctx.strokeStyle = ink('--surface')
  ctx.lineWidth = 1
  ctx.fill(path)
  ctx.stroke(path)
  ctx.restore()
}

const CIRCUIT_ROW_PX = 7
const CIRCUIT_PX = 4

export interface CircuitSpan {
  left: number
  right: number
  is: 'open' | 'half-open'
}

/** When a lane's circuit was open (a bar) or half-open (its outline), in the lane's colour, along the axis of time. */
export function paintBreaker(
  ctx: CanvasRenderingContext2D,
  { plot, look, row, spans }: { plot: Plot; look: LaneLook; row: number; spans: readonly CircuitSpan[] },
): void {
  const bottom = plot.top + plot.height - 3 - row * CIRCUIT_ROW_PX
  ctx.fillStyle = ink(look.lineToken)
  ctx.strokeStyle = ink(look.lineToken)
  ctx.lineWidth = 1
  for (const { left, right, is } of spans) {
    const from = Math.max(left, plot.left)
    // A moment is still a mark.
    const width = Math.max(2, Math.min(right, plot.left + plot.width) - from)
    if (is === 'open') ctx.fillRect(from, bottom - CIRCUIT_PX, width, CIRCUIT_PX)
    else ctx.strokeRect(from + 0.5, bottom - CIRCUIT_PX + 0.5, Math.max(1, width - 1), CIRCUIT_PX - 1)
    line(ctx, from, bottom - CIRCUIT_PX - 3, from, bottom)
  }
}

const GUESS_END_PX = 3.5

/** A dotted line in ink with open ends, from edge to edge. */
export function paintGuess(ctx: CanvasRenderingContext2D, plot: Plot, y: number): void {
  const [left, right] = [plot.left, plot.left + plot.width]
  ctx.strokeStyle = ink('--text')
  ctx.lineWidth = 1.75
  ctx.setLineDash([1.75, 3.5])
  line(ctx, left, y, right, y)
  ctx.setLineDash([])
  ctx.fillStyle = ink('--surface')
  for (const x of [left, right]) {
    ctx.beginPath()
    ctx.arc(x, y, GUESS_END_PX, 0, 2 * Math.PI)
    ctx.fill()
    ctx.stroke()
  }
}

export interface EndLabel {
  id: string
  look: LaneLook
  name: string
  value: string
  x: number
  y: number
  dimmed: boolean
}

/** Names at the right of the plot, spread apart, each tied to its line's end. */
export function paintGutterLabels(
  ctx: CanvasRenderingContext2D,
  plot: Plot,
  labels: EndLabel[],
  rightEdge: number,
): void {
  const edge = plot.left + plot.width
  const ys = spread(
    labels.map((label) => label.y),
    { gap: LABEL_GAP_PX, top: plot.top + 2, bottom: plot.top + plot.height - 2 },
  )
  ctx.font = canvasFont(11, '--mono', 420)
  const roomOf = ({ value }: EndLabel) => rightEdge - ctx.measureText(value).width - 5 - (edge + 15)
  const rooms = labels.map(roomOf)
  const names = namesApart(labels.map(({ id, name }, i) => ({ id, name, room: rooms[i] as number })))
  for (const [index, label] of labels.entries()) {
    const y = ys[index] as number
    ctx.globalAlpha = label.dimmed ? 0.3 : 1
    ctx.strokeStyle = ink(label.look.lineToken)
    ctx.lineWidth = 1
    ctx.beginPath()
    ctx.moveTo(Math.max(label.x, edge) + 2, label.y)
    ctx.lineTo(edge + 9, y)
    ctx.lineTo(edge + 12, y)
    ctx.globalAlpha *= 0.55
    ctx.stroke()
    ctx.globalAlpha = label.dimmed ? 0.3 : 1
    ctx.textBaseline = 'middle'
    ctx.textAlign = 'right'
    ctx.font = canvasFont(11, '--mono', 420)
    ctx.fillStyle = ink('--text-2')
    ctx.fillText(label.value, rightEdge, y)
    ctx.textAlign = 'left'
    ctx.font = canvasFont(11.5, '--sans', 620)
    ctx.fillStyle = ink(label.look.textToken)
    ctx.fillText(elided(ctx, names[index] as string, rooms[index] as number), edge + 15, y)
  }
  ctx.globalAlpha = 1
}

/** A name and number beside a line's end, inside the plot, on a halo of paper. */
export function paintInsideLabels(ctx: CanvasRenderingContext2D, plot: Plot, labels: EndLabel[]): void {
  const right = plot.left + plot.width
  const ys = spread(
    labels.map((label) => label.y - 11),
    { gap: LABEL_GAP_PX, top: plot.top + 7, bottom: plot.top + plot.height - 8 },
  )
  for (const [index, label] of labels.entries()) {
    const text = `${label.name} ${label.value}`
    ctx.globalAlpha = label.dimmed ? 0.3 : 1
    ctx.font = canvasFont(11.5, '--sans', 620)
    ctx.textBaseline = 'middle'
    const width = ctx.measureText(text).width
    ctx.textAlign = 'left'
    const x = Math.max(plot.left + 4, Math.min(label.x - width - 8, right - width - 4))
    const y = ys[index] as number
    ctx.strokeStyle = ink('--surface')
    ctx.lineWidth = 4
    ctx.lineJoin = 'round'
    ctx.strokeText(text, x, y)
    ctx.fillStyle = ink(label.look.textToken)
    ctx.fillText(text, x, y)
  }
  ctx.globalAlpha = 1
}

export function line(ctx: CanvasRenderingContext2D, ...[x1, y1, x2, y2]: [number, number, number, number]): void {
  ctx.beginPath()
  ctx.moveTo(x1, y1)
  ctx.lineTo(x2, y2)
  ctx.stroke()
}

/** Where the letters are wider than they were taken for. */
function elided(ctx: CanvasRenderingContext2D, text: string, room: number): string {
  if (ctx.measureText(text).width <= room) return text
  let end = text.length
  while (end > 1 && ctx.measureText(`${text.slice(0, end)}…`).width > room) end--
  return `${text.slice(0, end)}…`
}
