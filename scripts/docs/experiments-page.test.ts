import { describe, expect, test } from 'vitest'
import { edgeMetrics } from '#core/edge-metrics.ts'
import { faultFactsOf, faultTypes } from '#core/faults.ts'
import { parseExperimentText } from '#core/parse-experiment.ts'
import { factsOf, protocolIds } from '#core/protocols.ts'
import { metricPaths } from '#core/threshold.ts'
import {
  examplePolicy,
  exampleShapes,
  exampleThresholds,
  exampleYaml,
  experimentsPage,
  treeYaml,
} from './experiments-page.ts'

describe('docs/experiments.md', () => {
  const page = experimentsPage()

  test('begins with an experiment that can be run', () => {
    expect(page).toContain(exampleYaml.trimEnd())
    for (const yaml of [exampleYaml, treeYaml]) expect(parseExperimentText(yaml)).toMatchObject({ ok: true })
  })

  test('shows loads that can be run', () => {
    for (const load of exampleShapes.trimEnd().split('\n')) {
      expect(parseExperimentText(`${load}\nlanes: [{ id: a, protocol: http }]`), load).toMatchObject({ ok: true })
    }
  })

  test('shows a policy that can be had', () => {
    const indented = examplePolicy.trimEnd().replaceAll('\n', '\n    ')
    expect(parseExperimentText(`lanes:\n  - id: a\n    protocol: http\n    ${indented}`)).toMatchObject({ ok: true })
  })

  test('shows thresholds that can be held', () => {
    expect(parseExperimentText(`lanes: [{ id: a, protocol: http }]\n${exampleThresholds}`)).toMatchObject({ ok: true })
  })

  test('names every option, attribute and metric', () => {
    for (const id of protocolIds) {
      const part = page.slice(page.indexOf(`: \`${id}\`\n`))
      for (const name of Object.keys(factsOf(id).options)) expect(part).toContain(`| \`options.${name}\` |`)
    }
    for (const type of faultTypes) {
      const part = page.slice(page.indexOf(`: \`${type}\`\n`))
      for (const name of Object.keys(faultFactsOf(type).attributes))
        expect(part).toContain(`| \`attributes.${name}\` |`)
    }
    for (const path of [...metricPaths, ...edgeMetrics]) expect(page).toContain(`\`${path}\``)
  })

  test('is made of whole tables', () => {
    const lines = page.split('\n')
    const cells = (line: string) => line.replaceAll('\\|', '').split('|').length
    lines.forEach((line, i) => {
      if (line.startsWith('|') && lines[i - 1]?.startsWith('|'))
        expect(cells(line), line).toBe(cells(lines[i - 1] as string))
    })
    expect(page).not.toContain('undefined')
  })
})
