/**
 * Which file names which, read from the syntax tree: imports and re-exports with or without `type`, `import()` in
 * code and in types, and workers started by `new URL('./x.ts', import.meta.url)`.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, posix } from 'node:path'
import { parseSync } from 'oxc-parser'

const FOLDERS = ['app', 'bench', 'components', 'core', 'experiments', 'lessons', 'proto', 'scripts', 'server', 'tests']
const SOURCE = /\.(ts|tsx|mjs)$/

/**
 * `to` is a path of ours, `node:fs`, `npm:react`, or null where the import leads nowhere. A `type` is gone at run
 * time; a `worker` runs on another thread; both can break a rule, neither closes a cycle.
 * @typedef {{ from: string, line: number, specifier: string, to: string | null, kind: 'value' | 'type' | 'worker' }} Import
 */

/**
 * @param {string} root
 * @returns {Import[]}
 */
export function importsOf(root) {
  const aliases = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).imports ?? {}
  return FOLDERS.flatMap((folder) => sourcesUnder(root, folder)).flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8')
    return namedIn(file, source).map(({ specifier, kind, start }) => ({
      from: file,
      line: source.slice(0, start).split('\n').length,
      specifier,
      to: resolve(root, file, specifier, aliases),
      kind,
    }))
  })
}

function sourcesUnder(root, path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false })
  if (!stats) return []
  if (stats.isFile()) return SOURCE.test(path) ? [path] : []
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => sourcesUnder(root, `${path}/${name}`))
}

function namedIn(file, source) {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`)
  const found = []
  const add = (literal, kind) => {
    if (typeof literal?.value === 'string') found.push({ specifier: literal.value, kind, start: literal.start })
  }
  walk(program, (node) => {
    switch (node.type) {
      case 'ImportDeclaration':
        return add(node.source, node.importKind === 'type' ? 'type' : 'value')
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        return add(node.source, node.exportKind === 'type' ? 'type' : 'value')
      case 'ImportExpression':
        return add(node.source, 'value')
      case 'TSImportType':
        return add(node.source ?? node.argument, 'type')
      case 'NewExpression':
        if (isOwnUrl(node)) add(node.arguments[0], 'worker')
    }
  })
  return found
}

/** `new URL('./thread.ts', import.meta.url)`, and not one that names an asset. */
function isOwnUrl({ callee, arguments: [path, base] }) {
  return (
    callee.name === 'URL' &&
    base?.type === 'MemberExpression' &&
    base.object.type === 'MetaProperty' &&
    SOURCE.test(path?.value ?? '')
  )
}

function walk(node, visit) {
  if (Array.isArray(node)) for (const child of node) walk(child, visit)
  else if (node && typeof node === 'object') {
    if (typeof node.type === 'string') visit(node)
    for (const key in node) if (typeof node[key] === 'object') walk(node[key], visit)
  }
}

/** As Node does it: the paths of package.json's `imports`, relative paths with their extension, builtins, packages. */
function resolve(root, file, specifier, aliases) {
  if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`
  const path = specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : ofAlias(specifier, aliases)
  if (path !== null) return existsSync(join(root, path)) ? path : null
  if (specifier.startsWith('#')) return null
  return `npm:${/^(@[^/]+\/)?[^/]+/.exec(specifier)[0]}`
}

function ofAlias(specifier, aliases) {
  for (const [alias, target] of Object.entries(aliases)) {
    const prefix = alias.replace('*', '')
    if (specifier.startsWith(prefix)) return posix.normalize(target.replace('*', specifier.slice(prefix.length)))
  }
  return null
}
