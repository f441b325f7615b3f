import { expect, test } from 'vitest'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { Schedule } from './schedule.ts'

function scheduled(...dues: number[]) {
  const timers = new VirtualTimers()
  const came: [number, number][] = []
  const schedule = new Schedule(
    timers,
    dues.map((dueUs) => ({ dueUs, act: () => void came.push([dueUs, timers.nowUs()]) })),
  )
  return { timers, schedule, came }
}

test('what is late already when the clock is let go comes at once, in its order', async () => {
  const { timers, schedule, came } = scheduled(300, 100, 200)
  await timers.advanceTo(1000)
  schedule.arm(250)
  await timers.advanceTo(1000)
  expect(came).toEqual([
    [100, 1000],
    [200, 1000],
  ])
  await timers.advanceTo(2000)
  expect(came.at(-1)).toEqual([300, 1050])
})

test('while the clock stands still nothing comes, and nothing comes twice', async () => {
  const { timers, schedule, came } = scheduled(100, 200)
  schedule.arm(0)
  await timers.advanceTo(150)
  schedule.disarm()
  await timers.advanceTo(1000)
  expect(came).toEqual([[100, 100]])
  schedule.arm(150)
  await timers.advanceTo(2000)
  expect(came).toEqual([
    [100, 100],
    [200, 1050],
  ])
})

test('what was due when the clock was stopped, and whose timer was late, comes when it goes on', async () => {
  const { timers, schedule, came } = scheduled(100)
  schedule.arm(0)
  schedule.disarm()
  await timers.advanceTo(120)
  schedule.arm(120)
  await timers.advanceTo(120)
  expect(came).toEqual([[100, 120]])
})
