/**
 * `npm run docs`: writes docs/experiments.md from what the parser itself reads: the form, the rows of protocols and
 * faults, the metrics of thresholds, the caps. With `--check` it writes nothing and fails where the page is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { experimentsPage } from './docs/experiments-page.ts'

const PAGE = 'docs/experiments.md'
const file = fileURLToPath(new URL(`../${PAGE}`, import.meta.url))
const page = experimentsPage()

if (process.argv.includes('--check')) {
  if (readOrEmpty(file) !== page) {
    process.stderr.write(`${PAGE} is not what the sources say: run \`npm run docs\` and commit it\n`)
    process.exitCode = 1
  }
} else {
  writeFileSync(file, page)
  process.stdout.write(`${PAGE}: ${page.split('\n').length} lines\n`)
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
