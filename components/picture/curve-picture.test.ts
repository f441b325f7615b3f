import { expect, test } from 'vitest'
import { curveOf } from '#components/charts/curve.ts'
import { Histogram } from '#core/histogram.ts'
import { curveMarkup } from './curve-picture.ts'

const size = { width: 400, height: 200 }
const line = (n: number, order = 0) => {
  const histogram = new Histogram()
  for (let i = 1; i <= n; i++) histogram.record(i * 100)
  return { id: `l${order}`, name: `<b>${n}</b>`, order, points: curveOf(histogram), n }
}
const ticks = (svg: string) => [...svg.matchAll(/class="tick(?: \w+)?">(p[\d.]+|0)</g)].map(([, label]) => label)

test('the axis reaches the nine that the largest sample has', () => {
  expect(ticks(curveMarkup([line(50), line(20_000, 1)], size)).filter((label) => label !== '0')).toEqual([
    ...['p50', 'p90', 'p99', 'p99.9', 'p99.99', 'p99.999'],
  ])
  expect(ticks(curveMarkup([line(50)], size)).at(-1)).toBe('p99')
})

test('faint where fewer than ten samples lie above', () => {
  const paths = [...curveMarkup([line(1000)], size).matchAll(/(<g opacity="\.4">)?<path d="([^"]+)" class="line l1"/g)]
  const [sure, faint] = paths.map(([, isFaint, d = '']) => ({ isFaint: isFaint !== undefined, d }))
  expect([sure?.isFaint, faint?.isFaint]).toEqual([false, true])
  // They meet at p99, where a thousand samples have ten above it.
  const at = (d: string | undefined, which: 0 | -1) => d?.split(/[ML]/).slice(1).at(which)
  expect(at(faint?.d, 0)).toBe(at(sure?.d, -1))
  const x99 = 44 + (2 / 3) * (400 - 44 - 14)
  expect(Number(at(sure?.d, -1)?.split(' ')[0])).toBeCloseTo(x99, 0)
})

test('says each name as text, and its p99; a lane without samples has none', () => {
  const svg = curveMarkup([line(1000), { ...line(0, 1), name: 'none' }], size)
  expect(svg).toContain('&#60;b&#62;1000')
  expect(svg).toContain('>p99 99<')
  expect(svg).toContain('>p99 –<')
  expect(svg).not.toContain('NaN')
})
