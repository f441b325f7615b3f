/** What makes `npm run bench:physics` fail: a share that chance does not explain. */
import { expect, test } from 'vitest'
import type { Life, StepKind } from '#core/life.ts'
import { contradicted } from '../../bench/physics-run.ts'

const ORDERS = 1000
const NEARLY_CERTAIN = 0.9999

/** Of so many orders, a share is `odd`. */
function lives(lane: string, share: number, odd: Partial<Life>): Life[] {
  const whole = { lane, dueUs: 0, work: 'completed', steps: received(1) }
  return Array.from({ length: ORDERS }, (_, seq) => ({ ...whole, seq, ...(seq < share * ORDERS ? odd : {}) }) as Life)
}

function received(times: number): Life['steps'] {
  return Array.from({ length: times }, () => ({ atUs: 0, what: 'received' as StepKind, by: 'consumer' as const }))
}

const tail = (share: number) => lives('tail', share, { steps: received(2) })
const loss = (share: number) => lives('loss', share, { work: 'lost' })
const wrong = (told: Life[]) =>
  contradicted(told, { activeS: 60 }, NEARLY_CERTAIN).map((what) => what.slice(0, what.indexOf(':')))

test.each<[string, number, number, string[]]>([
  ['as the theory says', 0.082, 0.05, []],
  ['as far away as chance may lead', 0.105, 0.068, []],
  ['redelivered twice as often', 0.164, 0.05, ['redelivered']],
  ['never redelivered', 0, 0.05, ['redelivered']],
  ['lost twice as often', 0.082, 0.1, ['lost']],
  ['never lost', 0.082, 0, ['lost']],
])('%s', (_, again, gone, what) => {
  expect(wrong([...tail(again), ...loss(gone)])).toEqual(what)
})

test('a run without such orders shows nothing', () => {
  expect(wrong([])).toEqual(['redelivered', 'lost'])
})
