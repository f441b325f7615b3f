import { expect, test } from 'vitest'
import { wordsFor } from '#components/text/locale.ts'
import { reportWords } from '#components/text/report-words.ts'
import { exampleExperiment } from '#core/example.fixture.ts'
import { createRunView } from '#core/run-view.ts'
import { settingsOf } from './tables.ts'

test.each([
  ['en', ['lanes run', 'in turns'], ['load lasts', '30 s']],
  ['ko', ['레인', '번갈아'], ['부하 시간', '30 s']],
] as const)('a configuration is said in words and units: %s', (locale, mode, duration) => {
  const view = createRunView({ ...exampleExperiment, mode: 'interleaved' })
  const said = settingsOf(view, { locale, words: wordsFor(locale), report: reportWords[locale] })
  expect(said).toContainEqual(mode)
  expect(said).toContainEqual(duration)
})
