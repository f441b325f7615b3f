/** Where the checkout is, and how the scripts speak: progress and failures are single lines on stderr. */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** The project's own scratch folder: logs of the set-up, its lock, the compile cache. Ignored by git. */
export function scratch(...names) {
  mkdirSync(join(root, '.wirelab'), { recursive: true })
  return join(root, '.wirelab', ...names)
}

/** stdout belongs to what is started (the command line prints JSON there), so progress goes to stderr. */
export function say(line) {
  process.stderr.write(`wirelab: ${line}\n`)
}

/** Something the person at the keyboard can mend. The message is one line and says what to do. */
export class SetupError extends Error {
  constructor(message) {
    super(message)
    this.name = 'SetupError'
  }
}

/** Runs a script's body: a SetupError becomes its one line and exit code 1, anything else keeps its stack. */
export async function main(body) {
  try {
    await body()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(error.message)
    process.exit(1)
  }
}

/**
 * One hash over the contents of files and folders; what does not exist counts as absent, tests are left out.
 * Contents, not times: a fresh clone, a copied tree and a changed branch all give the honest answer.
 */
export function hashOf(paths) {
  const hash = createHash('sha256')
  for (const path of [...paths].sort()) {
    for (const file of filesUnder(path))
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(join(root, file)))
        .update('\0')
  }
  return hash.digest('hex')
}

function filesUnder(path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false })
  if (!stats) return []
  if (stats.isFile()) return path.includes('.test.') ? [] : [path]
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesUnder(`${path}/${name}`))
}
