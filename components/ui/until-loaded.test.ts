import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { untilLoaded } from './until-loaded.ts'

describe('untilLoaded', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('asks again every second until it comes', async () => {
    const load = vi.fn().mockRejectedValueOnce(new Error('no line')).mockRejectedValueOnce(new Error('no line'))
    load.mockResolvedValue('script')
    const onMiss = vi.fn()
    const loaded = untilLoaded(load, new AbortController().signal, onMiss)
    await vi.advanceTimersByTimeAsync(999)
    expect(load).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1001)
    expect(await loaded).toBe('script')
    expect(load).toHaveBeenCalledTimes(3)
    expect(onMiss).toHaveBeenCalledTimes(2)
  })

  test('says nothing, and asks no more, once it is left', async () => {
    const left = new AbortController()
    const load = vi.fn().mockRejectedValue(new Error('no line'))
    const onMiss = vi.fn()
    const loaded = untilLoaded(load, left.signal, onMiss)
    await vi.advanceTimersByTimeAsync(500)
    left.abort()
    await vi.advanceTimersByTimeAsync(5000)
    expect(await loaded).toBeNull()
    expect(load).toHaveBeenCalledTimes(1)
    expect(onMiss).toHaveBeenCalledTimes(1)
  })

  test('gives nothing to who left while it came', async () => {
    const left = new AbortController()
    const loaded = untilLoaded(async () => 'script', left.signal)
    left.abort()
    expect(await loaded).toBeNull()
  })
})
