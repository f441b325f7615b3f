/** The recorded run of the start page: made by `wirelab run first-look --record`, committed, read once. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type HomeRun, homeRunFrom } from '#components/home/recorded-run.ts'
import { readRecordingText } from '#core/recording.ts'

const FILE = join(process.cwd(), 'public', 'recordings', 'first-look.json')

let kept: HomeRun | null = null

/** Null where there is none yet, or where it cannot be read. */
export async function recordedRun(): Promise<HomeRun | null> {
  if (kept) return kept
  try {
    kept = homeRunFrom(readRecordingText(await readFile(FILE, 'utf8')))
    return kept
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') console.error(`${FILE}: ${error}`)
    return null
  }
}
