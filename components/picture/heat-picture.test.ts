import { expect, test } from 'vitest'
import { exampleExperiment } from '#core/example.fixture.ts'
import { createRunView } from '#core/run-view.ts'
import { chartOf } from './chart.ts'
import { heatMarkup } from './heat-picture.ts'

const view = createRunView(exampleExperiment)
const chart = chartOf('caller', { view, whole: view, locale: 'en' })
const size = { width: 460, height: 230 }
const lane = { id: 'queue', name: 'SQS', order: 1, table: [], p50: [] }

test('a cell for each second and band, the darker the more orders', () => {
  const svg = heatMarkup(
    {
      ...lane,
      columns: [
        [
          [0, 1],
          [8, 1000],
        ],
        [],
        [[8, 1]],
      ],
    },
    chart,
    size,
    'en',
  )
  const cells = [...svg.matchAll(/<path d="([^"]+)" class="cell l2" opacity="([\d.]+)"/g)].map(([, d = '', shade]) => ({
    corners: d.split('Z').filter(Boolean),
    shade: Number(shade),
  }))
  expect(cells.map(({ corners, shade }) => [corners.length, shade])).toEqual([
    [2, 0.25],
    [1, 1],
  ])
  const [once, often] = cells
  const top = (corner = '') => Number(/^M[\d.]+ ([\d.]+)/.exec(corner)?.[1])
  expect(top(once?.corners[1]), 'one band, two seconds').toBe(top(often?.corners[0]))
  expect(top(once?.corners[0]), 'quick ones lie below').toBeGreaterThan(top(often?.corners[0]))
})

test('only the line of its own lane is drawn over it', () => {
  const svg = heatMarkup({ ...lane, columns: [] }, chart, size, 'en')
  expect(svg.match(/class="line l\d"/g)).toEqual(['class="line l2"'])
  expect(svg).not.toContain('cell')
})
