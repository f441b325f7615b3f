import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { builtIns } from '#experiments/built-in.ts'
import { builtInPage } from './built-in-page.ts'

describe('docs/built-in-experiments.md', () => {
  const page = builtInPage()

  test('is what the sources say', () => {
    const file = new URL('../../docs/built-in-experiments.md', import.meta.url)
    expect(readFileSync(file, 'utf8')).toBe(page)
  })

  test.each(builtIns.map((experiment) => [experiment.id, experiment] as const))('tells of %s', (id, experiment) => {
    expect(page).toContain(`| [\`${id}\`](#${id}) |`)
    const own = page.slice(page.indexOf(`\n## ${id}\n`))
    const section = own.slice(0, own.indexOf('\n## ', 1) === -1 ? own.length : own.indexOf('\n## ', 1))
    expect(section).toContain(experiment.summary.en)
    for (const text of [experiment.title.ko, experiment.title.en, ...experiment.thresholds]) {
      expect(section).toContain(text)
    }
    for (const lane of experiment.lanes) expect(section).toContain(`\`${lane.id}\` (`)
  })
})
