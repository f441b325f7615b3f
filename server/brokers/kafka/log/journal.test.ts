import { appendFileSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { VirtualTimers } from '#core/virtual-timers.ts'
import type { FlushPolicy } from './flusher.ts'
import { Journal } from './journal.ts'

let root = ''
let path = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kafka-journal-'))
  path = join(root, 'journal')
})
afterEach(() => rmSync(root, { recursive: true }))

function open(snapshot: () => unknown[] = () => [], flush: FlushPolicy = { is: 'never' }) {
  return new Journal<unknown>({ path, flush, timers: new VirtualTimers(), snapshot })
}

it('tells at the start what was appended before, up to where the last write was torn', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 10 }), fc.nat(), async (entries, torn) => {
      rmSync(path, { force: true })
      const journal = open()
      const given = entries.map((entry) => JSON.parse(JSON.stringify(entry)))
      const ends = given.map((entry) => {
        journal.append(entry)
        return statSync(path).size
      })
      await journal.close()
      const size = torn % ((ends.at(-1) as number) + 1)
      truncateSync(path, size)
      const again = open()
      expect(again.entries).toEqual(given.slice(0, ends.filter((end) => end <= size).length))
      again.append('more')
      await again.crash()
      const last = open()
      expect(last.entries.at(-1)).toBe('more')
      await last.crash()
    }),
    { numRuns: 50 },
  )
})

it('takes nothing that was not written as a whole for an entry', async () => {
  const journal = open()
  journal.append({ a: 1 })
  await journal.crash()
  appendFileSync(path, 'deadbeef {"b":2}\n')
  const again = open()
  expect(again.entries).toEqual([{ a: 1 }])
  await again.crash()
})

it('is written anew when it has grown, with what matters now', async () => {
  const state = new Map<string, number>()
  const journal = open(() => [...state])
  for (let index = 0; index < 100_000; index++) {
    const entry: [string, number] = [`key ${index % 10}`, index]
    state.set(...entry)
    journal.append(entry)
  }
  expect(statSync(path).size).toBeLessThan(1.2 * 1024 * 1024)
  await journal.crash()
  const again = open()
  expect(new Map(again.entries as [string, number][])).toEqual(state)
  await again.crash()
})

it('keeps through a power loss what was flushed, and under the strictest policy all that was waited for', async () => {
  const journal = open(() => [], { is: 'every-acknowledgement' })
  journal.append('safe')
  await journal.flushed()
  journal.append('not waited for')
  await journal.powerLoss()
  const again = open()
  expect(again.entries).toEqual(['safe'])
  await again.crash()
})
