/** Other people's programs, built once from their pinned Go modules, where a Go is there to do it. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

const BIN = resolve('.wirelab/engines/bin')

/**
 * @param module with its version, as `go install` takes it
 * @returns path of the program
 * @throws where it cannot be built, with what Go said
 */
export function goProgram(name: string, module: string): string {
  const program = join(BIN, name)
  if (existsSync(program)) return program
  mkdirSync(BIN, { recursive: true })
  console.error(`building ${module}, needed once …`)
  execFileSync('go', ['install', module], { env: { ...process.env, GOBIN: BIN }, stdio: 'pipe' })
  const built = join(BIN, basename(module.slice(0, module.lastIndexOf('@'))))
  if (built !== program) renameSync(built, program)
  return program
}
