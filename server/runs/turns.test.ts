import { expect, test } from 'vitest'
import { slicesOf } from '#core/slices.ts'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { type Due, Turns } from './turns.ts'

const SECOND_US = 1e6

function turns({ durationS = 4, due = () => [] as Due[], rests = async (_lane: string) => true } = {}) {
  const timers = new VirtualTimers()
  const log: string[] = []
  const say = (what: string) => log.push(`${(timers.nowUs() / SECOND_US).toFixed(1)} ${what}`)
  const driver = new Turns({
    slices: slicesOf(['a', 'b'], durationS),
    timers,
    begin: async ({ lane, fromS }, contaminated) =>
      void say(`${lane} from ${fromS}${contaminated ? ', contaminated' : ''}`),
    end: async ({ lane }) => void say(`${lane} ends`),
    isAtRest: rests,
    due,
    onOver: () => say('over'),
    onError: (error) => say(error.message),
  })
  return { driver, timers, log, say }
}

test('lanes take turns in ABBA order, each for all of its time', async () => {
  const { driver, timers, log } = turns()
  driver.start()
  await timers.advanceTo(0)
  await timers.advanceTo(20 * SECOND_US)
  expect(log).toEqual([
    '0.0 a from 0',
    '2.0 a ends',
    '2.0 b from 0',
    '4.0 b ends',
    '4.0 b from 2',
    '6.0 b ends',
    '6.0 a from 2',
    '8.0 a ends',
    '8.0 over',
  ])
  expect(driver.activeUs).toBe(4 * SECOND_US)
})

test('a lane that does not come to rest is waited for five seconds, and the next turn is contaminated', async () => {
  const { driver, timers, log } = turns({ rests: async (lane) => lane !== 'a' })
  driver.start()
  await timers.advanceTo(0)
  await timers.advanceTo(7.5 * SECOND_US)
  expect(log).toEqual(['0.0 a from 0', '2.0 a ends', '7.0 b from 0, contaminated'])
})

test('what is due comes at its lane-active time in each turn that has it, at the end of a slice as well', async () => {
  const { driver, timers, log, say } = turns({
    due: () => [
      { atS: 1.5, act: async () => void say('on') },
      { atS: 4, act: async () => void say('off') },
    ],
  })
  driver.start()
  await timers.advanceTo(0)
  await timers.advanceTo(20 * SECOND_US)
  expect(log.filter((line) => /on$|off$/.test(line))).toEqual(['1.5 on', '3.5 on', '6.0 off', '8.0 off'])
})

test('paused, a turn keeps what is left of it; lane-active time stands still', async () => {
  const { driver, timers, log } = turns()
  driver.start()
  await timers.advanceTo(0)
  await timers.advanceTo(0.5 * SECOND_US)
  driver.pause()
  await timers.advanceTo(10 * SECOND_US)
  expect(driver.activeUs).toBe(0.5 * SECOND_US)
  expect(driver.turn?.lane).toBe('a')
  driver.resume()
  await timers.advanceTo(timers.nowUs())
  await timers.advanceTo(11.6 * SECOND_US)
  expect(log).toEqual(['0.0 a from 0', '11.5 a ends', '11.5 b from 0'])
})

test('paused between turns, the next one waits; stopped, nothing comes any more', async () => {
  const { driver, timers, log } = turns({ rests: async () => timers.nowUs() > 3 * SECOND_US })
  driver.start()
  await timers.advanceTo(0)
  await timers.advanceTo(2.5 * SECOND_US)
  driver.pause()
  await timers.advanceTo(6 * SECOND_US)
  expect(log).toEqual(['0.0 a from 0', '2.0 a ends'])
  driver.resume()
  await timers.advanceTo(timers.nowUs())
  await timers.advanceTo(6.2 * SECOND_US)
  expect(log.at(-1)).toBe('6.0 b from 0')
  driver.stop()
  await timers.advanceTo(60 * SECOND_US)
  expect(log.at(-1)).toBe('6.0 b from 0')
})
