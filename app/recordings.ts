/** Recorded runs by name: those that come with the house, made by `wirelab run --record` and committed, and those of the lab. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type HomeRun, homeRunFrom } from '#components/home/recorded-run.ts'
import { type WholeRun, wholeRun } from '#components/report/whole-run.ts'
import { readRecordingText } from '#core/recording.ts'
import type { Locale } from '#core/text.ts'
import { getLab } from '#server/door.ts'

const FOLDER = join(process.cwd(), 'public', 'recordings')
const ID = /^[a-z0-9][a-z0-9-]*$/

const kept = new Map<string, WholeRun | null>()

/** Null where there is none of this name, or where it cannot be read. */
export async function committedRun(id: string): Promise<WholeRun | null> {
  if (!ID.test(id)) return null
  const known = kept.get(id)
  if (known !== undefined) return known
  const read = await readCommitted(id)
  kept.set(id, read)
  return read
}

async function readCommitted(id: string): Promise<WholeRun | null> {
  const file = join(FOLDER, `${id}.json`)
  try {
    return wholeRun(id, readRecordingText(await readFile(file, 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') console.error(`${file}: ${error}`)
    return null
  }
}

/** Of the house or of the lab; null where there is none. */
export async function anyRun(id: string): Promise<WholeRun | null> {
  const committed = await committedRun(id)
  if (committed) return committed
  try {
    return wholeRun(id, await getLab().recording(id))
  } catch (error) {
    // By name: Next's copy of this class is not the lab's copy.
    if (error instanceof Error && error.name === 'NotFound') return null
    throw error
  }
}

/** The run of the start page. */
export async function homeRun(locale: Locale): Promise<HomeRun | null> {
  const first = await committedRun('first-look')
  return first ? homeRunFrom(first.run, locale) : null
}
