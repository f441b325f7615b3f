/**
 * `npm run check:imports`. A check of our own: the common tools read TypeScript through the API that TypeScript 7 no
 * longer has, or through a parser that stops at `using` declarations.
 */
import { fileURLToPath } from 'node:url'
import { importsOf } from './graph.mjs'
import { rules } from './rules.mjs'

const imports = importsOf(fileURLToPath(new URL('../../', import.meta.url)))
let broken = 0
for (const { name, reason, broken: find } of rules) {
  const found = find(imports)
  if (found.length === 0) continue
  broken += found.length
  process.stdout.write(`${name}: ${reason}\n`)
  for (const { from, line, specifier } of found) process.stdout.write(`  ${from}:${line}  ${specifier}\n`)
}
process.stdout.write(`${imports.length} imports, ${broken} against the rules\n`)
process.exitCode = broken > 0 ? 1 : 0
