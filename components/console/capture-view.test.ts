import { describe, expect, test } from 'vitest'
import { hexLines, streamsOf, totalBytes } from './capture-view.ts'
import type { Capture, CapturedChunk } from './console-api.ts'

const chunk = (stream: CapturedChunk['stream'], offset: number, text: string): CapturedChunk => ({
  stream,
  offset,
  atUs: offset * 10,
  base64: btoa(text),
})

function captureOf(chunks: CapturedChunk[], bytes = { up: 0, down: 0 }): Capture {
  return {
    id: 'one',
    protocol: 'http',
    leg: 'call',
    exact: true,
    connections: [{ ordinal: 3, openedUs: 0, closedUs: null, bytes, truncated: false, chunks }],
  }
}

const REQUEST = 'GET /orders HTTP/1.1\r\nhost: a\r\n\r\n'

describe('streamsOf', () => {
  test('puts the chunks of each direction together and names their bytes', () => {
    const capture = captureOf(
      [
        chunk('upstream', 0, REQUEST.slice(0, 9)),
        chunk('downstream', 0, 'HTTP/1.1 204 No Content\r\n\r\n'),
        chunk('upstream', 9, REQUEST.slice(9)),
      ],
      { up: REQUEST.length, down: 27 },
    )
    const [up, down] = streamsOf(capture)
    expect(up?.fields[0]).toMatchObject({ name: 'request line', value: 'GET /orders HTTP/1.1' })
    expect(up?.parts.map(({ offset, atUs }) => [offset, atUs])).toEqual([
      [0, 0],
      [9, 90],
    ])
    expect(down?.fields[0]?.name).toBe('status line')
    expect(totalBytes(capture)).toEqual({ up: REQUEST.length, down: 27 })
  })

  test('shows what stands before a gap, and says how much is not shown', () => {
    const capture = captureOf([chunk('upstream', 0, REQUEST), chunk('upstream', 500, 'tail')], { up: 504, down: 0 })
    const views = streamsOf(capture)
    expect(views).toHaveLength(1)
    expect(views[0]).toMatchObject({ carried: 504, notShown: 504 - REQUEST.length })
  })
})

describe('hexLines', () => {
  test('cuts lines of sixteen into runs of the innermost field', () => {
    const fields = [
      { from: 0, to: 20, depth: 0, name: 'frame', value: '' },
      { from: 0, to: 4, depth: 1, name: 'length', value: '' },
    ]
    expect(hexLines(24, fields, { upTo: 100, lineBytes: 16 })).toEqual([
      {
        offset: 0,
        runs: [
          { from: 0, to: 4, field: 1 },
          { from: 4, to: 16, field: 0 },
        ],
      },
      {
        offset: 16,
        runs: [
          { from: 16, to: 20, field: 0 },
          { from: 20, to: 24, field: null },
        ],
      },
    ])
  })

  test('lays out no more than was asked for', () => {
    expect(hexLines(1000, [], { upTo: 32, lineBytes: 16 })).toHaveLength(2)
    expect(hexLines(1000, [], { upTo: 32, lineBytes: 8 }).map(({ offset }) => offset)).toEqual([0, 8, 16, 24])
  })
})
