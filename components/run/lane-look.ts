/** How a lane is told apart: a colour, and always a dash and a marker as well. The order of the lanes decides. */

export type MarkerShape = 'circle' | 'square' | 'triangle' | 'diamond' | 'cross' | 'bar'

export interface LaneLook {
  /** CSS custom properties of app/tokens.css. */
  lineToken: string
  textToken: string
  /** CSS px; empty for a solid line. */
  dash: number[]
  marker: MarkerShape
}

const looks: readonly LaneLook[] = (
  [
    [[], 'circle'],
    [[7, 2], 'square'],
    [[4, 2], 'triangle'],
    [[2, 2], 'diamond'],
    [[9, 2, 2, 2], 'cross'],
    [[9, 2, 2, 2, 2, 2], 'bar'],
  ] as const
).map(([dash, marker], index) => ({
  lineToken: `--lane-${index + 1}`,
  textToken: `--lane-${index + 1}-text`,
  dash: [...dash],
  marker,
}))

/**
 * From the seventh lane on a colour comes again, with another dash and another marker.
 * @param order 0-based place of the lane in its experiment
 */
export function lookOf(order: number): LaneLook {
  const colour = looks[order % looks.length] as LaneLook
  const shape = looks[(order + Math.floor(order / looks.length)) % looks.length] as LaneLook
  return { ...colour, dash: shape.dash, marker: shape.marker }
}

/** An SVG path of the marker around 0,0; `r` is about half its width, px. */
export function markerPath(shape: MarkerShape, r: number): string {
  const n = (value: number) => Math.round(value * r * 100) / 100
  switch (shape) {
    case 'circle':
      return `M${n(-1)} 0A${n(1)} ${n(1)} 0 1 0 ${n(1)} 0A${n(1)} ${n(1)} 0 1 0 ${n(-1)} 0Z`
    case 'square':
      return `M${n(-0.9)} ${n(-0.9)}H${n(0.9)}V${n(0.9)}H${n(-0.9)}Z`
    case 'triangle':
      return `M0 ${n(-1.1)}L${n(1.1)} ${n(0.9)}H${n(-1.1)}Z`
    case 'diamond':
      return `M0 ${n(-1.25)}L${n(1.25)} 0L0 ${n(1.25)}L${n(-1.25)} 0Z`
    case 'cross':
      return `M${n(-0.42)} ${n(-1.15)}H${n(0.42)}V${n(-0.42)}H${n(1.15)}V${n(0.42)}H${n(0.42)}V${n(1.15)}H${n(-0.42)}V${n(0.42)}H${n(-1.15)}V${n(-0.42)}H${n(-0.42)}Z`
    case 'bar':
      return `M${n(-0.55)} ${n(-1.2)}H${n(0.55)}V${n(1.2)}H${n(-0.55)}Z`
  }
}
