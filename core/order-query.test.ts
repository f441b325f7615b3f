import { expect, test } from 'vitest'
import { findOrders, type OrderQuery, parseOrderQuery, parseOrderRef } from './order-query.ts'
import { Trail } from './trail.ts'

const lanes = ['http', 'queue']
const parsed = (text: string) => parseOrderQuery(new URLSearchParams(text), lanes)

function query(text: string): OrderQuery {
  const result = parsed(text)
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.query
}

/** Five orders a lane: told yes and done, except number 2, which is done twice, and number 4, which is not done. */
function trails() {
  return new Map(
    lanes.map((lane) => {
      const trail = new Trail({ subscribers: 1, consumed: lane === 'queue' })
      const add = (kind: 'sent' | 'verdict' | 'executed', seq: number) =>
        trail.add({ kind, seq, tUs: 10 * seq, intendedUs: 10 * seq, outcome: 'ok', n: 0, subscriber: 0 })
      for (let seq = 0; seq < 5; seq++) {
        add('sent', seq)
        add('verdict', seq)
        if (seq !== 4) add('executed', seq)
        if (seq === 2) add('executed', seq)
      }
      return [lane, trail]
    }),
  )
}

const found = (text: string) => findOrders(trails(), query(text)).orders.map(({ lane, seq }) => `${lane}.${seq}`)

test('by lane, verdict, work and how often it was done', () => {
  expect(found('')).toHaveLength(10)
  expect(found('lane=queue')).toEqual(['queue.0', 'queue.1', 'queue.2', 'queue.3', 'queue.4'])
  expect(found('lane=http&duplicated=true')).toEqual(['http.2'])
  expect(found('work=backlog')).toEqual(['http.4', 'queue.4'])
  expect(found('verdict=refused,unknown')).toEqual([])
  expect(found('verdict=acknowledged,unknown&work=backlog&lane=http')).toEqual(['http.4'])
})

test('page by page, none twice and none left out', () => {
  const seen: string[] = []
  let after: string | null = ''
  let pages = 0
  while (after !== null && pages++ < 10) {
    const page = findOrders(trails(), query(`limit=3${after && `&after=${after}`}`))
    expect(page.matched).toBe(10)
    expect(page.orders.length).toBeLessThanOrEqual(3)
    seen.push(...page.orders.map(({ lane, seq }) => `${lane}.${seq}`))
    after = page.next
  }
  expect(pages).toBe(4)
  expect(seen).toEqual(found(''))
})

test('a page says where a trail ends', () => {
  const bounded = trails()
  bounded.get('queue')?.endAt(3)
  expect(findOrders(bounded, query(''))).toMatchObject({ matched: 8, endsAt: { queue: 3 } })
})

test.each([
  ['lane=htp', 'lane', /^'htp' is not a lane of this run; did you mean 'http'\? It may be http or queue$/],
  ['verdict=yes', 'verdict', "'yes' is not a verdict; it may be pending, acknowledged, refused or unknown"],
  ['work=lots', 'work', /'lots' is not a state of the work; did you mean 'lost'\? It may be backlog,/],
  ['duplicated=1', 'duplicated', /'1' is not a yes or no; it may be true or false/],
  ['limit=0', 'limit', "'0' is not a whole number from 1 to 1000"],
  ['limit=1e2', 'limit', "'1e2' is not a whole number from 1 to 1000"],
  ['after=7', 'after', /'7' is not an order/],
  ['after=htpp.7', 'after', /did you mean 'http'/],
  ['verdcit=ok', 'verdcit', /'verdcit' is not a parameter; did you mean 'verdict'\?/],
])('%s is refused, by name', (text, path, message) => {
  expect(parsed(text)).toEqual({ ok: false, issues: [{ path, message: expect.stringMatching(message) }] })
})

test('an order is a lane and a number', () => {
  expect(parseOrderRef('http.7')).toEqual({ lane: 'http', seq: 7 })
  for (const text of ['http', '.7', 'http.', 'http.-1', 'a.b.7']) expect(parseOrderRef(text), text).toBeNull()
})
