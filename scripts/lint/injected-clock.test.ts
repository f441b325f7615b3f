/** The bans of biome.json fire where they should, and only there. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const BIOME = join(root, 'node_modules/@biomejs/biome/bin/biome')

const SOURCE = `import { setTimeout as sleep } from 'node:timers/promises'
export const use = [
  () => Date.now(),
  () => new Date(),
  () => Math.random(),
  () => setTimeout(() => 1, 1),
  () => setInterval(() => 1, 1),
  sleep,
]
`

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirelab-lint-'))
  cpSync(join(root, 'biome.json'), join(folder, 'biome.json'))
  cpSync(join(root, 'scripts/lint'), join(folder, 'scripts/lint'), { recursive: true })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The lines of SOURCE that are refused when it stands at `path`. */
function refusedLines(path: string): Promise<number[]> {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), SOURCE)
  return new Promise((settle) => {
    execFile(
      process.execPath,
      [BIOME, 'lint', '--vcs-enabled=false', '--reporter=github', path],
      { cwd: folder },
      (_, stdout) => {
        settle([...stdout.matchAll(/line=(\d+)/g)].map((match) => Number(match[1])).sort((a, b) => a - b))
      },
    )
  })
}

test.each(['core/run.ts', 'server/load/callers.ts'])(
  '%s may not read the wall clock, chance or timers',
  async (path) => {
    expect(await refusedLines(path)).toEqual([1, 3, 4, 5, 6, 7])
  },
)

test.each(['core/run.test.ts', 'server/runs/run.ts', 'components/clock.ts'])('%s may', async (path) => {
  expect(await refusedLines(path)).toEqual([])
})
