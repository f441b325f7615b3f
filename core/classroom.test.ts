import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Classroom, MOST_VIEWERS } from './classroom.ts'

const open = () =>
  new Classroom({
    id: 'c',
    title: { ko: '', en: '' },
    ask: { question: { ko: '', en: '' }, metric: 'http.callerLatencyMs.p50' },
  })

describe('a class', () => {
  test('counts who is there and what they guess, changed or not, until the run begins', () => {
    const room = open()
    for (const viewer of ['a', 'b', 'c']) room.join(viewer)
    expect(room.guess('a', 10)).toBe('taken')
    expect(room.guess('a', 30)).toBe('taken')
    expect(room.guess('b', 300)).toBe('taken')
    expect(room.view('host')).toMatchObject({ viewers: 3, guesses: 2, spread: { n: 2, medianMs: 30 } })
    expect(room.begin('r')).toBe(true)
    expect(room.guess('c', 10)).toBe('late')
    expect(room.begin('again')).toBe(false)
    expect(room.view('host')).toMatchObject({ state: { is: 'running', runId: 'r' }, guesses: 2 })
  })

  test('a guess goes with its connection before the run, and stays after it', () => {
    const room = open()
    for (const viewer of ['a', 'b']) {
      room.join(viewer)
      room.guess(viewer, 10)
    }
    room.leave('a')
    expect(room.view('host')).toMatchObject({ viewers: 1, guesses: 1 })
    room.begin('r')
    room.leave('b')
    expect(room.view('host')).toMatchObject({ viewers: 0, guesses: 1, spread: { n: 1 } })
  })

  test.each([0, -1, 60_001, Number.NaN, '10', null, undefined, {}])('%j is no guess', (ms) => {
    const room = open()
    room.join('a')
    expect(room.guess('a', ms)).toBe('no-guess')
    expect(room.guess('stranger', 10)).toBe('not-here')
    expect(room.view('host').guesses).toBe(0)
  })

  test('has room for so many, and for who is in it already', () => {
    const room = open()
    for (let i = 0; i < MOST_VIEWERS; i++) expect(room.join(`v${i}`)).toBe('joined')
    expect(room.join('one more')).toBe('full')
    expect(room.join('v0')).toBe('joined')
    room.leave('v0')
    expect(room.join('one more')).toBe('joined')
  })

  test('tells its result to nobody before it is revealed, and the spread to its host alone', () => {
    const room = open()
    room.join('a')
    room.guess('a', 10)
    expect(room.reveal()).toBe(false)
    room.begin('r')
    expect(room.reveal()).toBe(false)
    room.end({ ms: 146, n: 470 })
    for (const to of ['viewer', 'host'] as const) expect(JSON.stringify(room.view(to))).not.toMatch(/146|470/)
    expect(room.view('viewer')).not.toHaveProperty('spread')
    expect(room.reveal()).toBe(true)
    for (const to of ['viewer', 'host'] as const) {
      expect(room.view(to)).toMatchObject({ result: { ms: 146, n: 470 }, spread: { n: 1, medianMs: 10 } })
    }
    expect(room.reveal()).toBe(false)
  })

  test('is left by everybody when it closes', () => {
    const room = open()
    room.join('a')
    room.close()
    expect(room.view('host')).toMatchObject({ state: { is: 'closed' }, viewers: 0, guesses: 0 })
    expect(room.join('b')).toBe('closed')
    room.end({ ms: 1, n: 1 })
    expect(room.state.is).toBe('closed')
  })
})

test('whatever people do, there is at most one guess for each who is there, and no viewer hears of the others’', () => {
  const viewer = fc.constantFrom('a', 'b', 'c', 'd')
  const step = fc.oneof(
    fc.record({ do: fc.constant('join' as const), viewer }),
    fc.record({ do: fc.constant('leave' as const), viewer }),
    fc.record({ do: fc.constant('guess' as const), viewer, ms: fc.double({ min: -1, max: 100 }) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const room = open()
      const guesses = new Map<string, number>()
      const there = new Set<string>()
      for (const one of steps) {
        if (one.do === 'join') {
          room.join(one.viewer)
          there.add(one.viewer)
        } else if (one.do === 'leave') {
          room.leave(one.viewer)
          there.delete(one.viewer)
          guesses.delete(one.viewer)
        } else if (room.guess(one.viewer, one.ms) === 'taken') guesses.set(one.viewer, one.ms)
        expect(room.view('host')).toMatchObject({ viewers: there.size, guesses: guesses.size })
        expect(Object.keys(room.view('viewer')).sort()).toEqual([
          ...['guesses', 'id', 'metric', 'question', 'state', 'title', 'viewers'],
        ])
      }
      room.begin('r')
      expect(room.view('host').spread?.n).toBe(guesses.size)
    }),
  )
})
