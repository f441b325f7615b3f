/** Every rule fires: a small tree that breaks each of them where it should, and keeps them everywhere else. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importsOf } from './graph.mjs'
import { rules } from './rules.mjs'

const tree: Record<string, string> = {
  'package.json': JSON.stringify({ type: 'module', imports: { '#*': './*' } }),

  // What is allowed.
  'core/order.ts': 'export interface Order { seq: number }\nexport const order = 1',
  'core/parse.ts': "import zod from 'zod'\nimport { order } from './order.ts'\nexport const parse = [zod, order]",
  'core/run-view.ts': "import './merge.ts'\nimport type {} from './parse.ts'",
  'core/order.test.ts': "import 'node:assert'\nimport './order.ts'",
  'components/button.tsx':
    "import react from 'react'\nimport '#core/order.ts'\nexport const Button = () => <b>{react}</b>",
  'experiments/first.ts': "import '#core/order.ts'\nimport '#lessons/one/experiment.ts'",
  'lessons/one/experiment.ts': "import '#core/order.ts'",
  'lessons/lessons.ts': "import './one/experiment.ts'",
  'app/page.tsx': "import '#components/button.tsx'\nimport '#experiments/first.ts'\nimport '#server/door.ts'",
  'server/door.ts': "import '#server/runs/lab.ts'",
  'server/runtime/timing.ts': 'export {}',
  'server/main.ts': "import './door.ts'\nimport './live/sockets.ts'",
  'server/live/sockets.ts': "import '#server/runs/lab.ts'",
  'server/runs/lab.ts':
    "import '#server/protocols/index.ts'\nimport '#server/link/link.ts'\nimport '#server/load/load.ts'",
  'server/protocols/index.ts': "import './http/client.ts'\nimport './tcp/client.ts'",
  'server/protocols/protocol.ts': "import '#core/order.ts'",
  'server/protocols/http/client.ts': "import 'node:http'\nimport '#server/protocols/protocol.ts'",
  'server/protocols/tcp/client.ts': "import '#core/order.ts'",
  'server/link/link.ts': "import 'node:net'\nimport '#core/order.ts'\nimport '#server/runtime/timing.ts'",
  'server/service/service.ts': "import '#core/order.ts'",
  'server/load/using.ts': 'export async function use() { await using one = open() }',
  'server/load/load.ts': "import '#server/protocols/protocol.ts'",
  'server/export/post.ts': "import '#components/picture/poster.ts'\nimport '#core/order.ts'",
  'components/picture/poster.ts': "import '#core/order.ts'",
  'server/toxiproxy/api.ts': "import '#server/link/link.ts'\nimport '#core/order.ts'",
  'server/publishing/publisher.ts': "import '#server/protocols/protocol.ts'\nimport '#core/order.ts'",
  'tests/contract/suite.ts': "import '#server/protocols/index.ts'",
  'scripts/setup/project.mjs': "import 'node:fs'",
  'scripts/start.mjs': "import './setup/project.mjs'",
}

/** One file each, with the rule that it breaks. */
const broken: [rule: string, file: string, source: string][] = [
  ['core-stands-alone', 'core/a.ts', "import type { Lab } from '#server/runs/lab.ts'\nexport type A = Lab"],
  ['core-stands-alone', 'core/a-again.ts', "export { lab } from '#server/runs/lab.ts'"],
  ['core-stands-alone', 'core/a-type.ts', "export type A = import('#server/runs/lab.ts').Lab"],
  ['core-stands-alone', 'core/a-late.ts', "export const later = () => import('#components/button.tsx')"],
  ['browser-has-no-node', 'core/b.ts', "import 'node:fs'"],
  ['core-knows-no-framework', 'core/c.ts', "import 'react'"],
  ['fold-carries-no-library', 'core/merge.ts', "import 'zod'"],
  ['content-knows-core-only', 'components/d.tsx', "import '#experiments/first.ts'"],
  ['content-knows-core-only', 'lessons/one/steps.ts', "import '#experiments/first.ts'"],
  ['built-ins-are-data', 'experiments/d.ts', "import '#server/runtime/timing.ts'"],
  ['built-ins-are-data', 'experiments/d-lesson.ts', "import '#lessons/lessons.ts'"],
  ['browser-has-no-node', 'components/e.ts', "import 'node:os'"],
  ['app-composes', 'app/f.ts', "import '#server/runs/lab.ts'"],
  ['app-speaks-no-protocol', 'app/g.ts', "import 'fauxqs'"],
  ['toxiproxy-drives-links', 'server/toxiproxy/h.ts', "import '#server/runs/lab.ts'"],
  ['protocol-knows-itself', 'server/protocols/http/h.ts', "import '#server/protocols/tcp/client.ts'"],
  ['protocol-knows-itself', 'server/protocols/tcp/h.ts', "import '#server/protocols/index.ts'"],
  ['link-sees-bytes', 'server/link/i.ts', "import '#server/protocols/protocol.ts'"],
  ['link-sees-bytes', 'server/link/i-thread.ts', "new URL('../runs/lab.ts', import.meta.url)"],
  ['broker-stands-alone', 'server/brokers/kafka/j.ts', "import '#server/protocols/protocol.ts'"],
  ['service-knows-no-protocol', 'server/service/j.ts', "import '#server/protocols/protocol.ts'"],
  ['load-calls-clients', 'server/load/k.ts', "import '#server/link/link.ts'"],
  ['resilience-wraps-clients', 'server/resilience/k.ts', "import '#server/protocols/tcp/client.ts'"],
  ['publishing-calls-clients', 'server/publishing/k.ts', "import '#server/protocols/tcp/client.ts'"],
  ['runs-do-not-serve', 'server/runs/l.ts', "import '#server/live/sockets.ts'"],
  ['server-draws-nothing', 'server/m.ts', "import '#components/button.tsx'"],
  ['exports-are-text', 'server/export/m.ts', "import '#server/runs/lab.ts'"],
  ['entries-are-started', 'tests/n.ts', "import '#server/main.ts'"],
  ['product-needs-no-test', 'server/o.ts', "import '#tests/contract/suite.ts'"],
  ['product-needs-no-test', 'core/o.ts', "import './order.test.ts'"],
  ['set-up-needs-no-install', 'scripts/p.mjs', "import 'zod'"],
  ['no-cycle', 'server/q.ts', "import './q-again.ts'"],
  ['no-cycle', 'server/q-again.ts', "import './q.ts'"],
  ['resolvable', 'server/s.ts', "import './nowhere.ts'"],
]

let folder: string
let found: string[]

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirelab-imports-'))
  for (const [file, source] of [
    ...Object.entries(tree),
    ...broken.map(([, file, source]) => [file, source] as const),
  ]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), source)
  }
  const imports = importsOf(folder)
  found = rules.flatMap((rule) => rule.broken(imports).map(({ from }) => `${rule.name}: ${from}`))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('each broken rule is reported where it is broken, and nothing else is', () => {
  expect(found.sort()).toEqual(broken.map(([rule, file]) => `${rule}: ${file}`).sort())
})

test('no rule goes untested', () => {
  expect([...new Set(broken.map(([rule]) => rule))].sort()).toEqual(rules.map(({ name }) => name).sort())
})
