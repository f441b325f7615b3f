import { describe, expect, test } from 'vitest'
import { faultTypes } from '#core/faults.ts'
import { experimentSchema } from '#core/json-schema.ts'
import { protocolIds } from '#core/protocols.ts'
import { suggestionsAt } from './yaml-completion.ts'
import { writingAt } from './yaml-path.ts'

const schema = experimentSchema()

/** `|` is the cursor. */
function at(marked: string) {
  const offset = marked.indexOf('|')
  const text = marked.replace('|', '')
  const found = suggestionsAt(text, offset, schema)
  return found && { labels: found.options.map(({ label }) => label), replaced: text.slice(found.from, offset) }
}

describe('where somebody writes', () => {
  test.each([
    ['seed: 1\n|', { path: [], key: null }],
    ['lanes:\n  - id: a\n    pro|', { path: ['lanes', 0], key: null, word: 'pro' }],
    ['lanes:\n  - id: a\n  - id: b\n    protocol: ht|', { path: ['lanes', 1], key: 'protocol', word: 'ht' }],
    ['lanes:\n- id: a\n- id: b\n  x|', { path: ['lanes', 1], key: null }],
    ['lanes:\n  - id: a\n    options:\n      connections: 3\n    sty|', { path: ['lanes', 0], key: null }],
    ['lanes:\n  - id: a\nfaults:\n  - type: |', { path: ['faults', 0], key: 'type', word: '' }],
    [
      'lanes:\n  - service:\n      calls:\n        - parallel:\n            - p|',
      { path: ['lanes', 0, 'service', 'calls', 0, 'parallel', 0], key: null },
    ],
    ['on:\n  - timeout\n  - re|', { path: ['on', 1], key: null, word: 're' }],
  ])('%j', (marked, expected) => {
    expect(writingAt(marked.replace('|', ''), marked.indexOf('|'))).toMatchObject(expected)
  })

  test('nothing is said in a comment or in flow style', () => {
    expect(at('# see|')).toBeNull()
    expect(at('lanes: [{ id: |')).toBeNull()
  })
})

describe('what is suggested', () => {
  test('keys of the experiment that are not there yet', () => {
    const keys = at('seed: 1\n|\nlanes: []\n')?.labels
    expect(keys).toContain('durationS')
    expect(keys).not.toContain('seed')
    expect(keys).not.toContain('lanes')
  })

  test('protocols, and then the options of the one that was chosen', () => {
    expect(at('lanes:\n  - id: a\n    protocol: |')?.labels).toEqual([...protocolIds])
    const options = at('lanes:\n  - id: a\n    protocol: sqs\n    options:\n      |')?.labels
    expect(options).toContain('visibilityTimeoutS')
    expect(at('lanes:\n  - id: a\n    protocol: sqs\n    style: |')?.labels).not.toContain('stream')
    expect(at('lanes:\n  - protocol: sqs\n    options:\n      acknowledge: |')?.labels).toContain('before')
  })

  test('faults, and the attributes of each', () => {
    expect(at('faults:\n  - type: |')?.labels.sort()).toEqual([...faultTypes].sort())
    expect(at('faults:\n  - type: latency\n    attributes:\n      |')?.labels).toContain('jitter')
  })

  test('what services call, however deep', () => {
    const deep =
      'lanes:\n  - id: a\n    protocol: http\n    service:\n      calls:\n        - protocol: grpc\n          to:\n            calls:\n              - |'
    expect(at(deep)?.labels).toEqual(expect.arrayContaining(['protocol', 'count', 'parallel', 'to']))
  })

  test('replaces what is half written', () => {
    expect(at('lanes:\n  - id: a\n    protocol: gr|')?.replaced).toBe('gr')
    expect(at('dur|')?.replaced).toBe('dur')
  })
})
