import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { wholeRun } from '#components/report/whole-run.ts'
import { parseExperiment } from '#core/parse-experiment.ts'
import { readRecordingText } from '#core/recording.ts'
import { locales } from '#core/text.ts'
import { writtenFormOf } from '#core/written-form.ts'
import { builtIns } from '#experiments/built-in.ts'
import { figureTable } from './figures.ts'
import { articleLead, sections } from './sections.ts'

const shown = sections.flatMap(({ shown }) => shown ?? [])

function recorded(name: string) {
  const file = join(import.meta.dirname, '../../public/recordings', `${name}.json`)
  return wholeRun(name, readRecordingText(readFileSync(file, 'utf8')))
}

test.each(shown.map((one) => [one.experiment, one] as const))(
  '%s was really run, and showed what it claims',
  (experiment, { recording = experiment, figures, lanes }) => {
    const { run, view } = recorded(recording)
    // What “run it here” runs. What has been added to the schema since stands at its default.
    expect(parseExperiment(writtenFormOf(run.experiment))).toMatchObject({
      ok: true,
      experiment: builtIns.find(({ id }) => id === experiment),
    })
    expect(view.state.is).toBe('finished')
    expect(view.thresholds?.filter(({ passed }) => !passed)).toEqual([])
    expect(view.thresholds?.length).toBe(run.experiment.thresholds.length)
    expect(run.experiment.lanes.map(({ id }) => id)).toEqual(expect.arrayContaining([...(lanes ?? [])]))
    for (const locale of locales) {
      const { head, rows } = figureTable(view, figures, { locale, lanes })
      expect(head).toHaveLength(figures.length)
      expect(rows.map(({ cells }) => cells[0]?.text)).not.toContain('0')
    }
  },
)

describe('the text', () => {
  const texts = [articleLead, ...sections.flatMap(({ title, paragraphs }) => [title, ...paragraphs])]

  test('prints no number of its own: those are the recordings’', () => {
    // Names that hold a figure, and no measured one.
    const names = /HTTP\/(?:1\.1|2)|QoS 0(?:·1·2|, 1 and 2)?|QoS 1(?:·2| and 2)|\b202\b|p99/g
    for (const text of texts) for (const locale of locales) expect(text[locale].replace(names, '')).not.toMatch(/\d/)
  })

  test('has a heading of its own for every section', () => {
    expect(new Set(sections.map(({ id }) => id)).size).toBe(sections.length)
    expect(sections[0]?.level).toBe(2)
  })
})
