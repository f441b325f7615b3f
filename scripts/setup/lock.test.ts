import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { alone } from './lock.mjs'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirelab-lock-'))
  path = join(folder, 'lock')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Each process appends `+`, waits, and appends `-`: overlapping ones would leave `++`. */
function contender(): Promise<void> {
  const script = `
    import { appendFileSync } from 'node:fs'
    import { alone } from ${JSON.stringify(join(import.meta.dirname, 'lock.mjs'))}
    await alone(async () => {
      appendFileSync(${JSON.stringify(join(folder, 'log'))}, '+')
      await new Promise((resolve) => setTimeout(resolve, 50))
      appendFileSync(${JSON.stringify(join(folder, 'log'))}, '-')
    }, ${JSON.stringify(path)})`
  return new Promise((settle, refuse) => {
    execFile(process.execPath, ['--input-type=module', '-e', script], (error) => (error ? refuse(error) : settle()))
  })
}

test('processes take turns, also over the lock of one that was killed', async () => {
  const { pid } = spawnSync(process.execPath, ['--version'])
  writeFileSync(path, `${pid} ${hostname()}`)
  await Promise.all(Array.from({ length: 4 }, contender))
  expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('+-'.repeat(4))
  expect(existsSync(path)).toBe(false)
})

test('a failure inside releases the lock and comes out', async () => {
  await expect(alone(() => Promise.reject(new Error('no network')), path)).rejects.toThrow('no network')
  expect(existsSync(path)).toBe(false)
})

test('a lock that its owner holds is waited for', async () => {
  const order: string[] = []
  const first = alone(async () => {
    await new Promise((resolve) => setTimeout(resolve, 100))
    order.push('first')
  }, path)
  await alone(async () => void order.push('second'), path)
  await first
  expect(order).toEqual(['first', 'second'])
})
