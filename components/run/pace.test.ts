import { expect, test } from 'vitest'
import { notDrawn, untilNextDrawing } from './pace.ts'

const EVERY_MS = 250

test('the first picture waits for the lanes to speak of one moment, and for nothing else', () => {
  expect(untilNextDrawing(5_000, notDrawn, EVERY_MS)).toBe(30)
})

test('what comes long after the last picture is drawn as soon, what comes just after it waits for its turn', () => {
  expect(untilNextDrawing(5_000, { atMs: 4_000, tookMs: 10 }, EVERY_MS)).toBe(30)
  expect(untilNextDrawing(5_000, { atMs: 4_900, tookMs: 10 }, EVERY_MS)).toBe(150)
})

test('where drawing takes long it is done less often, a quarter of the time, and never later than 600 ms', () => {
  expect(untilNextDrawing(5_000, { atMs: 5_000, tookMs: 100 }, EVERY_MS)).toBe(400)
  expect(untilNextDrawing(5_000, { atMs: 5_000, tookMs: 2_000 }, EVERY_MS)).toBe(600)
})

test('who asked for less motion is not shown more because drawing is fast', () => {
  expect(untilNextDrawing(5_000, { atMs: 5_000, tookMs: 1 }, 1_000)).toBe(1_000)
  expect(untilNextDrawing(5_000, { atMs: 5_000, tookMs: 200 }, 1_000)).toBe(1_000)
})
