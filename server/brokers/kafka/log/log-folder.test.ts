import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { LogFolder } from './log-folder.ts'
import { ENTRY_FIELDS } from './segment.ts'

/** A segment of 1 GiB (Kafka's own `segment.bytes`) with an entry for each 4 KiB. */
const ENTRIES = 2 ** 18

it('writes the index of a segment that is full', () => {
  const dir = mkdtempSync(join(tmpdir(), 'kafka-folder-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const folder = new LogFolder(dir)
  const entries = Array.from({ length: ENTRIES * ENTRY_FIELDS }, (_, index) => index)
  const facts = { bytes: 2 ** 30, nextOffset: 7, newest: { offset: 6, timestamp: 5 }, entries }
  folder.writeIndex(0, facts)
  expect(folder.readIndex(0)).toEqual(facts)
})
