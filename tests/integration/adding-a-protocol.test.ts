/** The experiment on the page that says how to add a protocol works as copied. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseExperimentText } from '#core/parse-experiment.ts'

test('docs/adding-a-protocol.md: its experiment is one', () => {
  const page = readFileSync(new URL('../../docs/adding-a-protocol.md', import.meta.url), 'utf8')
  const yaml = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? ''
  expect(parseExperimentText(yaml)).toMatchObject({ ok: true, experiment: { id: 'try-mqtt' } })
})
