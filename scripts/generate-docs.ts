/**
 * `npm run docs`: writes docs/experiments.md from what the parser itself reads (the form, the rows of protocols and
 * faults, the metrics of thresholds, the caps) and docs/built-in-experiments.md from the built-in experiments. With
 * `--check` it writes nothing and fails where a page is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { builtInPage } from './docs/built-in-page.ts'
import { experimentsPage } from './docs/experiments-page.ts'

const pages = { 'docs/experiments.md': experimentsPage(), 'docs/built-in-experiments.md': builtInPage() }

for (const [name, page] of Object.entries(pages)) {
  const file = fileURLToPath(new URL(`../${name}`, import.meta.url))
  if (!process.argv.includes('--check')) {
    writeFileSync(file, page)
    process.stdout.write(`${name}: ${page.split('\n').length} lines\n`)
  } else if (readOrEmpty(file) !== page) {
    process.stderr.write(`${name} is not what the sources say: run \`npm run docs\` and commit it\n`)
    process.exitCode = 1
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
