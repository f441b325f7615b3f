import { describe, expect, test } from 'vitest'
import type { ClassView } from '#core/classroom.ts'
import { exampleExperiment, frameAt, laneFrame } from '#core/example.fixture.ts'
import { Histogram } from '#core/histogram.ts'
import type { RunState } from '#core/run.ts'
import { createRunView, foldEvents } from '#core/run-view.ts'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { TooMany } from '../runs/errors.ts'
import type { Lab } from '../runs/lab.ts'
import { createClasses, MOST_CLASSES } from './classes.ts'

const ask = { metric: 'http.callerLatencyMs.p50', question: 'how long?' }
const HOUR_US = 3_600_000_000

/** A lab whose run is over when the test says so, having measured 40 ms five times. */
function fakeLab(refusal?: Error) {
  const view = createRunView(exampleExperiment)
  const caller = new Histogram()
  caller.record(40_000, 5)
  let end = (_state: RunState) => {}
  const over = new Promise<void>((resolve) => {
    end = (state) => {
      foldEvents(view, [
        {
          seq: 1,
          atUs: 0,
          type: 'frame',
          frame: frameAt(0, { http: laneFrame({ hist: { caller: caller.encode() } }) }),
        },
        { seq: 2, atUs: 0, type: 'state', state },
      ])
      resolve()
    }
  })
  const run = {
    view,
    over,
    get state() {
      return view.state
    },
  }
  const awaited: number[] = []
  const lab = {
    parse: () => exampleExperiment,
    start: async (...[, , audience]: Parameters<Lab['start']>) => {
      if (refusal) throw refusal
      awaited.push(audience?.watchers ?? 0)
      return { id: 'r1', token: 'steer', run }
    },
  } as unknown as Pick<Lab, 'parse' | 'start'>
  return { lab, awaited, end: (state: RunState) => end(state) }
}

function openHouse(refusal?: Error) {
  const timers = new VirtualTimers()
  const { lab, awaited, end } = fakeLab(refusal)
  const classes = createClasses({ lab, timers })
  const told: { host: boolean; view: ClassView }[] = []
  const dismissed: string[] = []
  classes.tells({
    tell: ({ host }, view) => told.push({ host, view }),
    dismiss: (id) => dismissed.push(id),
  })
  return { timers, classes, told, dismissed, awaited, end }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('classes', () => {
  test('from the first guess to the reveal', async () => {
    const { classes, end, told, awaited } = openHouse()
    const { id, token } = classes.open({ experiment: 'x', ask })
    classes.join(id, 'a')
    expect(classes.guess(id, 'a', 35)).toBe('taken')
    expect(await classes.start(id, token)).toEqual({ id: 'r1', token: 'steer' })
    expect(awaited, 'who is there').toEqual([1])
    await expect(classes.start(id, token)).rejects.toThrow('started already')
    expect(() => classes.reveal(id, token)).toThrow('nothing to reveal')
    end({ is: 'finished', stoppedByHand: false })
    await settled()
    expect(classes.view(id).state).toEqual({ is: 'over', runId: 'r1' })
    expect(JSON.stringify(told)).not.toContain('result')
    const revealed = classes.reveal(id, token)
    expect(revealed.result?.n).toBe(5)
    expect(revealed.result?.ms).toBeCloseTo(40, 0)
    expect(told.at(-1)?.view).toMatchObject({ state: { is: 'revealed' }, result: revealed.result })
  })

  test('a run that did not get to its end has measured nothing', async () => {
    const { classes, end } = openHouse()
    const { id, token } = classes.open({ experiment: 'x', ask })
    await classes.start(id, token)
    end({ is: 'failed', reason: 'lab-error', detail: '' })
    await settled()
    expect(classes.reveal(id, token).result).toEqual({ ms: null, n: 5 })
  })

  test('only its host leads it', async () => {
    const { classes } = openHouse()
    const { id } = classes.open({ experiment: 'x', ask })
    await expect(classes.start(id, 'guessed')).rejects.toThrow('only who opened the class')
    expect(() => classes.reveal(id, '')).toThrow('only who opened the class')
    expect(() => classes.close(id, '')).toThrow('only who opened the class')
    expect(classes.lead(id, 'guessed')).toBeNull()
    expect(() => classes.view('nowhere')).toThrow("there is no class 'nowhere'")
  })

  test('where the lab has no room, the class waits on', async () => {
    const { classes } = openHouse(new TooMany('full'))
    const { id, token } = classes.open({ experiment: 'x', ask })
    classes.join(id, 'a')
    for (const _again of [1, 2]) await expect(classes.start(id, token)).rejects.toThrow('full')
    expect(classes.guess(id, 'a', 10)).toBe('taken')
  })

  test('tells of two hundred who join at once in one message to each', async () => {
    const { classes, timers, told } = openHouse()
    const { id } = classes.open({ experiment: 'x', ask })
    for (let i = 0; i < 200; i++) classes.join(id, `v${i}`)
    expect(told).toEqual([])
    await timers.advanceTo(timers.nowUs() + 250_000)
    expect(told.map(({ host, view }) => [host, view.viewers])).toEqual([
      [true, 200],
      [false, 200],
    ])
  })

  test('is over after an hour, and nothing of it is left', async () => {
    const { classes, timers, told, dismissed } = openHouse()
    const { id } = classes.open({ experiment: 'x', ask })
    classes.join(id, 'a')
    await timers.advanceTo(HOUR_US)
    expect(told.at(-1)?.view.state).toEqual({ is: 'closed' })
    expect(dismissed).toEqual([id])
    expect(classes.join(id, 'b')).toBeNull()
    expect(() => classes.view(id)).toThrow('there is no class')
  })

  test('there are only so many: an empty one makes room, one with people in it does not', () => {
    const { classes } = openHouse()
    const ids = Array.from({ length: MOST_CLASSES }, () => classes.open({ experiment: 'x', ask }).id)
    for (const id of ids.slice(1)) classes.join(id, 'someone')
    const next = classes.open({ experiment: 'x', ask })
    expect(() => classes.view(ids[0] as string)).toThrow('there is no class')
    classes.join(next.id, 'someone')
    expect(() => classes.open({ experiment: 'x', ask })).toThrow(`${MOST_CLASSES} classes are open already`)
  })

  test.each([
    ['no question', { metric: ask.metric }, 'ask.question'],
    ['half a question', { ...ask, question: { ko: '얼마나?' } }, 'ask.question'],
    ['too long a question', { ...ask, question: 'x'.repeat(401) }, 'ask.question'],
    ['no metric', { question: 'how long?' }, 'ask.metric'],
    ['a lane that is not there', { ...ask, metric: 'tcp.callerLatencyMs.p50' }, 'ask.metric'],
    ['what is no latency', { ...ask, metric: 'http.sent' }, 'ask.metric'],
    ['nothing', undefined, 'ask.metric'],
  ])('%s is refused, naming the field', (_what, written, path) => {
    expect(() => openHouse().classes.open({ experiment: 'x', ask: written })).toThrow(`${path}: `)
  })
})
