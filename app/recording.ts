/** Recorded runs that pages open with: made by `wirelab run --record`, committed, read once. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type HomeRun, homeRunFrom, type Recording } from '#components/home/recorded-run.ts'

const FOLDER = join(process.cwd(), 'public', 'recordings')
const FIRST_LOOK = 'first-look'

const kept = new Map<string, Recording>()
let home: HomeRun | null = null

/** Null where there is none yet, or where it cannot be read. */
export async function recordedRun(): Promise<HomeRun | null> {
  if (home) return home
  const recording = await recordingOf(FIRST_LOOK)
  home = recording && homeRunFrom(recording)
  return home
}

/** @param name of a page of ours, never of a request. Null as above. */
export async function recordingOf(name: string): Promise<Recording | null> {
  const known = kept.get(name)
  if (known) return known
  const file = join(FOLDER, `${name}.json`)
  try {
    const recording = JSON.parse(await readFile(file, 'utf8')) as Recording
    kept.set(name, recording)
    return recording
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') console.error(`${file}: ${error}`)
    return null
  }
}
