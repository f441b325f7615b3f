/**
 * `npm run record [-- name …]`: runs what comes recorded with the house once more, each by the command line, and puts it
 * into public/recordings: the experiments that the article shows, and the first step of every lesson. To be run on a
 * machine that does nothing else: what is recorded is what readers see. A run whose thresholds fail is not put there.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sections } from '#components/article/sections.ts'
import type { Experiment } from '#core/experiment.ts'
import { experimentOf, type LessonStep } from '#core/lesson.ts'
import { writtenFormOf } from '#core/written-form.ts'
import { builtIns } from '#experiments/built-in.ts'
import { lessons } from '#lessons/lessons.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'public/recordings')
const scratch = mkdtempSync(join(folder, '.new-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))

const all = new Map<string, Experiment>()
for (const { shown } of sections) {
  const experiment = builtIns.find(({ id }) => id === shown?.experiment)
  if (shown && experiment) all.set(shown.recording ?? shown.experiment, experiment)
}
for (const lesson of lessons) {
  const [first] = lesson.steps as [LessonStep]
  all.set(lesson.slug, experimentOf(lesson, first, first.vary.start))
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !all.has(name))
if (unknown.length > 0) {
  process.stderr.write(`no recording is called ${unknown.join(', ')}; there are ${[...all.keys()].join(', ')}\n`)
  process.exit(2)
}
const failed = (asked.length > 0 ? asked : [...all.keys()]).filter((name) => !record(name))
if (failed.length > 0) process.stderr.write(`not recorded: ${failed.join(', ')}\n`)
process.exitCode = failed.length > 0 ? 1 : 0

function record(name: string): boolean {
  const written = join(mkdtempSync(join(tmpdir(), 'wirelab-record-')), 'experiment.json')
  const recorded = join(scratch, `${name}.json`)
  writeFileSync(written, JSON.stringify(writtenFormOf(all.get(name) as Experiment)))
  const args = ['server/cli.ts', 'run', written, '--quiet', '--record', recorded]
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  rmSync(join(written, '..'), { recursive: true })
  process.stdout.write(`${status === 0 ? '✓' : '✗'} ${name}\n`)
  if (status === 0) renameSync(recorded, join(folder, `${name}.json`))
  else process.stdout.write(stdout)
  return status === 0
}
