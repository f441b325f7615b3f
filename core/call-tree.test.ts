import { describe, expect, test } from 'vitest'
import { rowsOf } from './call-rows.ts'
import type { Hop } from './journal.ts'
import { lifeOf } from './life.ts'
import type { PathEdge } from './pieces.ts'
import { Trail, type TrailKind, type TrailRecord } from './trail.ts'
import { decodeTrail, encodeTrail } from './trail-code.ts'

const edge = (id: string, service: string, parent: number | null, perOrder = 1, subscribers = 1): PathEdge => ({
  ...{ id, service, parent, perOrder, subscribers },
  protocol: 'http',
  consumed: false,
})
const path = [edge('e1', 'gateway', null), edge('e1.1', '재고', 0, 2), edge('e1.2', 'mail', 0)]

type Said = [kind: TrailKind, tUs: number, hop?: Partial<Hop>, more?: Partial<TrailRecord>]

function trailOf(...said: Said[]): Trail {
  const trail = new Trail({ subscribers: 1, consumed: false, path, originUs: 50 })
  for (const [kind, tUs, hop, more] of said) {
    trail.add({
      ...{ seq: 0, kind, tUs: 1000 + tUs, intendedUs: 1000, outcome: 'ok', n: 0, subscriber: 0 },
      hop: { edge: 0, call: 0, span: 0, parent: 0, ...hop },
      ...more,
    })
  }
  return trail
}

/** One call each of stock, of which the second is tried twice, and a mail of which nobody hears. */
const whole: Said[] = [
  ['sent', 1],
  ['called', 2, { span: 1 }],
  ['waiting', 3, { span: 11, parent: 1 }],
  ['started', 5, { span: 11, parent: 1 }],
  ['sent', 6, { edge: 1, call: 0, parent: 11 }],
  ['called', 6, { edge: 1, call: 0, span: 2, parent: 11 }],
  ['started', 7, { edge: 1, call: 0, span: 12, parent: 2 }],
  ['executed', 8, { edge: 1, call: 0, span: 12, parent: 2 }],
  ['call-ended', 9, { edge: 1, call: 0, span: 2, parent: 11 }],
  ['verdict', 9, { edge: 1, call: 0, parent: 11 }],
  ['sent', 10, { edge: 1, call: 1, parent: 11 }],
  ['called', 10, { edge: 1, call: 1, span: 3, parent: 11 }],
  ['started', 12, { edge: 1, call: 1, span: 13, parent: 3 }],
  ['call-ended', 20, { edge: 1, call: 1, span: 3, parent: 11 }, { outcome: 'timeout' }],
  ['called', 20, { edge: 1, call: 1, span: 4, parent: 11 }],
  ['executed', 25, { edge: 1, call: 1, span: 13, parent: 3 }],
  ['started', 26, { edge: 1, call: 1, span: 14, parent: 4 }],
  ['executed', 27, { edge: 1, call: 1, span: 14, parent: 4 }],
  ['call-ended', 28, { edge: 1, call: 1, span: 4, parent: 11 }],
  ['verdict', 28, { edge: 1, call: 1, parent: 11 }],
  ['sent', 29, { edge: 2, parent: 11 }],
  ['called', 29, { edge: 2, span: 5, parent: 11 }],
  ['call-ended', 30, { edge: 2, span: 5, parent: 11 }],
  ['verdict', 30, { edge: 2, parent: 11 }],
  ['executed', 31, { span: 11, parent: 1 }],
  ['call-ended', 32, { span: 1 }],
  ['verdict', 32],
]

describe('the tree of an order', () => {
  const rows = (trail: Trail) =>
    rowsOf(lifeOf(trail, 'a', 0)?.tree as NonNullable<NonNullable<ReturnType<typeof lifeOf>>['tree']>).map(
      ({ is, depth, edge: id, call, attempt, fromUs, queuedUs, toUs, fate }) =>
        `${'  '.repeat(depth)}${is} ${id} ${call ?? ''} ${attempt ?? ''} ${fromUs}–${toUs} ${queuedUs ?? ''} ${fate}`
          .replace(/ +/g, ' ')
          .trim(),
    )

  test('holds each call inside the execution that made it, and each execution inside the attempt that led to it', () => {
    expect(rows(trailOf(...whole))).toEqual([
      'call e1 1–32 ok',
      'work e1 3–31 3 ok',
      'call e1.1 0 6–9 ok',
      'work e1.1 0 7–8 ok',
      'call e1.1 1 10–28 ok',
      'attempt e1.1 1 1 10–20 failed',
      'work e1.1 1 12–25 late',
      'attempt e1.1 1 2 20–28 ok',
      'work e1.1 1 26–27 ok',
      'call e1.2 29–30 lost',
    ])
  })

  test('is completed when every piece is done, done again where one was done twice', () => {
    const life = lifeOf(trailOf(...whole), 'a', 0)
    expect(life).toMatchObject({ work: 'backlog', executions: 4, duplicates: 1, ended: 'services-behind-yet-to' })
    expect(lifeOf(trailOf(...whole, ['lost', 99]), 'a', 0)).toMatchObject({
      ...{ verdict: 'acknowledged', work: 'lost', ended: 'services-behind-never' },
    })
    const done: Said[] = [...whole, ['executed', 40, { edge: 2, span: 15, parent: 5 }]]
    expect(lifeOf(trailOf(...done), 'a', 0)).toMatchObject({ work: 'completed', ended: 'done-again-on-the-path' })
  })

  test('comes back from the bytes that are kept, names and all', () => {
    const trail = trailOf(...whole)
    const again = decodeTrail(encodeTrail(trail))
    expect(again.path).toEqual(path)
    expect([...again.all()]).toEqual([...trail.all()])
    expect(lifeOf(again, 'a', 0)).toEqual(lifeOf(trail, 'a', 0))
  })

  test('begins wherever the records begin', () => {
    for (let first = 1; first < whole.length; first++) {
      const some = [whole[0] as Said, ...whole.slice(first)]
      expect(() => rows(trailOf(...some))).not.toThrow()
    }
  })
})
