import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { placeToWrite } from './cli-place.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirelab-place-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a folder is no place for a recording', () => {
  expect(() => placeToWrite('--record', folder)).toThrow(`--record: '${folder}' is a folder; name a file in it`)
})

test('a folder that is missing is made, the file is not', () => {
  const file = join(folder, 'a/b/run.json')
  expect(placeToWrite('--record', file)).toBe(file)
  expect(existsSync(join(folder, 'a/b'))).toBe(true)
  expect(existsSync(file)).toBe(false)
})

test('nor is what lies below a file', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => placeToWrite('--json', join(folder, 'file/run.json'))).toThrow('--json: ')
})

test('a file that is there may be written again', () => {
  writeFileSync(join(folder, 'run.json'), 'old')
  expect(placeToWrite('--orders', join(folder, 'run.json'))).toBe(join(folder, 'run.json'))
})
