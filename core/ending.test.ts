import { expect, test } from 'vitest'
import type { Ending } from './ending.ts'
import { lifeOf } from './life.ts'
import type { OutcomeKind } from './outcome.ts'
import { Trail, type TrailKind } from './trail.ts'

/** `received 2`, `verdict timeout`, `executed`: a kind, with its n or its outcome. */
function ended(story: string, { consumed = false, subscribers = 1 } = {}): Ending | undefined {
  const trail = new Trail({ subscribers, consumed })
  for (const [at, text] of `sent, ${story}`.split(', ').entries()) {
    const [kind, more = ''] = text.split(' ') as [TrailKind, string?]
    const n = Number(more)
    const outcome = (more === '' || !Number.isNaN(n) ? 'ok' : more) as OutcomeKind
    trail.add({ kind, seq: 0, tUs: 10 + at, intendedUs: 10, outcome, n: Number.isNaN(n) ? 0 : n, subscriber: 0 })
  }
  return lifeOf(trail, 'a', 0)?.ended
}

test.each<[Ending, string]>([
  ['done-then-told', 'started, executed, verdict ok'],
  ['done-not-told-yet', 'started, executed'],
  [
    'came-again-and-was-known',
    'attempt 1, started, executed, attempt-ended reset, attempt 2, deduplicated, verdict ok',
  ],
  ['answer-lost', 'started, executed, verdict timeout'],
  ['timed-out-while-working', 'started, verdict timeout, executed'],
  ['cut-off-while-working', 'started, verdict reset, executed'],
  ['given-up-before-begun', 'verdict timeout, started, executed'],
  ['done-though-told-no', 'started, verdict error, executed'],
  ['sent-again', 'attempt 1, started, attempt-ended timeout, attempt 2, executed, started, executed, verdict ok'],
  ['done-again', 'started, executed, verdict ok, started, executed'],
  ['refused-overloaded', 'verdict overloaded'],
  ['refused-invalid', 'verdict invalid'],
  ['refused-rejected', 'verdict rejected'],
  ['never-reached', 'verdict unreachable'],
  ['cancelled-unsent', 'verdict cancelled'],
  ['withheld-unsent', 'policy 4, verdict withheld'],
  ['expired-unbegun', 'attempt 1, waiting, verdict timeout, policy 11'],
  ['done-then-told', 'attempt 1, waiting, policy 11, attempt 2, started, executed, verdict ok'],
  ['failed-at-work', 'started, verdict error'],
  ['failed-before-work', 'verdict error'],
  ['begun-and-not-finished', 'started, verdict timeout, lost'],
  ['lost-on-the-way', 'verdict timeout, lost'],
  ['on-its-way', 'verdict timeout'],
  ['being-worked-on', 'waiting, started, verdict timeout'],
  ['waits-for-a-place', 'waiting'],
  ['committed-never-published', 'committed, publisher-crashed, verdict ok, lost'],
  ['not-published-yet', 'committed, verdict ok'],
  ['published-never-committed', 'published, publisher-crashed, verdict error'],
])('called: %s when %s', (ending, story) => {
  expect(ended(story)).toBe(ending)
})

test.each<[Ending, string]>([
  ['told-then-done', 'verdict ok, received 1, started, executed, settled'],
  [
    'crashed-before-acknowledging',
    'verdict ok, received 1, started, executed, crashed, received 2, started, executed, settled',
  ],
  ['handed-out-again', 'verdict ok, received 1, started, received 2, executed, started, executed, settled'],
  ['returned-after-the-work', 'verdict ok, received 1, started, executed, returned, received 2, started, executed'],
  ['published-again', 'committed, published, publisher-crashed, published, received 1, executed, received 1, executed'],
  ['dead-lettered', 'verdict ok, received 1, returned, received 2, returned, dead-lettered'],
  ['acknowledged-before-work-and-crashed', 'verdict ok, received 1, settled, started, crashed, lost'],
  ['acknowledged-and-not-done', 'verdict ok, received 1, settled, lost'],
  ['crashed-in-hand', 'verdict ok, received 1, started, crashed, lost'],
  ['received-and-not-done', 'verdict ok, received 1, lost'],
  ['accepted-and-never-handed-out', 'verdict ok, lost'],
  ['lost-on-the-way', 'verdict timeout, lost'],
  ['at-the-broker', 'verdict ok'],
  ['in-hand', 'verdict ok, received 1'],
  ['waits-for-another-delivery', 'verdict ok, received 1, started, crashed'],
])('through a broker: %s when %s', (ending, story) => {
  expect(ended(story, { consumed: true })).toBe(ending)
})

test('of several subscribers, those that have not done it yet are what it waits for', () => {
  expect(ended('verdict ok, executed', { consumed: true, subscribers: 2 })).toBe('some-subscribers-yet-to')
  expect(ended('verdict ok, executed, lost', { consumed: true, subscribers: 2 })).toBe('some-subscribers-never')
})
