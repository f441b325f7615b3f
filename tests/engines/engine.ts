/** Other people's programs, used as judges. Where one is missing its tests are skipped with the reason; in CI they fail. */
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', resolve('.wirelab/engines/bin')]

function programPath(name: string): string | null {
  const isThere = (path: string) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  }
  return FOLDERS.map((folder) => join(folder, name)).find(isThere) ?? null
}

/** The class path of a Java engine that scripts/engines.mjs fetched, or null. */
function jarsOf(name: string): string | null {
  try {
    const folder = resolve('.wirelab/engines', name)
    return readdirSync(folder).some((file) => file.endsWith('.jar')) ? `${folder}/*` : null
  } catch {
    return null
  }
}

/** The Python that Debian's packages are for, where it has that module; a Python of one's own may come before it in PATH. */
function pythonWith(module: string): string | null {
  return existsSync(join('/usr/lib/python3/dist-packages', module)) ? '/usr/bin/python3' : null
}

function pathOf(need: string): string | null {
  const [kind = '', name] = need.split(':')
  if (name === undefined) return programPath(kind)
  return kind === 'jar' ? jarsOf(name) : pythonWith(name)
}

/** Tests that need programs (by name), fetched jars (`jar:name`) or a Python's module (`python:name`). They are given the paths, in the same order. */
export function describeWith(needs: string[], title: string, body: (paths: string[]) => void): void {
  const paths = needs.map(pathOf)
  const missing = needs.filter((_, index) => paths[index] === null)
  if (missing.length === 0) {
    describe(title, () => body(paths as string[]))
    return
  }
  if (process.env.CI) {
    test(title, () => expect(missing, 'required in CI').toEqual([]))
    return
  }
  // Not on this machine, and `npm run test:engines` could not install it.
  describe.skip(`${title} (not installed: ${missing.join(', ')})`, () => {
    test('skipped', () => {})
  })
}
