/**
 * Who may import whom: the table of docs/architecture.md as rules, each with its reason. scripts/import-rules.test.ts
 * cruises a small tree that breaks every one of them. Sources are read with swc: TypeScript 7 has no API for it.
 */

const OURS = '^(app|bench|components|experiments|lessons|scripts|server|tests)/'
const TESTS = '\\.test\\.ts$'
/** Real time, one origin for every thread: any part of the server may take its timers from there. */
const CLOCK = '^server/timing\\.ts$'
const BUILTIN = { dependencyTypes: ['core'] }

/** `from` may import, of ours, only what `allowed` names (and itself). */
function only(name, comment, from, allowed) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from, pathNot: TESTS },
    to: { path: OURS, pathNot: allowed },
  }
}

function never(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to }
}

export default {
  forbidden: [
    only(
      'core-stands-alone',
      'core/ is the domain shared by browser, server and embed: it may import nothing of ours.',
      '^core/',
      ['^core/'],
    ),
    never(
      'core-runs-everywhere',
      'core/ runs in a browser too: no node:* there.',
      { path: '^core/', pathNot: TESTS },
      BUILTIN,
    ),
    never(
      'core-knows-no-framework',
      'core/ computes, components/ draw: no React, no Next there.',
      { path: '^core/' },
      { path: 'node_modules/(react|react-dom|next)/' },
    ),
    never(
      'fold-carries-no-library',
      'The player in a blog post carries the fold, the histogram and the ledger in 50 kB: no package may be reached from them.',
      { path: '^core/(run-view|histogram|ledger|recording)\\.ts$' },
      { path: 'node_modules/', reachable: true },
    ),
    only(
      'content-and-components-know-core-only',
      'Experiments, lessons and components are data and pictures: of ours they may import core/ and their own kind.',
      '^(components|experiments|lessons)/',
      ['^core/', '^$1/'],
    ),
    never(
      'pages-run-in-a-browser',
      'What is sent to a browser cannot use node:*.',
      { path: '^(components|experiments|lessons)/', pathNot: TESTS },
      BUILTIN,
    ),
    only(
      'app-composes',
      'Routes compose: components, core, experiments and lessons, and the server through its one door (server/door.ts).',
      '^app/',
      ['^(app|components|core|experiments|lessons)/', '^server/door\\.ts$'],
    ),
    never(
      'app-speaks-no-protocol',
      "Protocol libraries stay out of Next's bundle: a route asks the lab through the door.",
      { path: '^(app|components)/' },
      { path: 'node_modules/(@aws-sdk|@smithy|fauxqs|socket\\.io)/' },
    ),
    only(
      'protocol-knows-itself',
      'A protocol is one folder: it may import core/, its own broker and what stands beside protocol.ts, never another protocol or the lab around it.',
      '^server/protocols/([^/]+)/',
      ['^core/', '^server/protocols/$1/', '^server/protocols/(?!index\\.)[^/]+$', '^server/brokers/$1/', '^proto/'],
    ),
    only(
      'link-sees-bytes',
      'A link sees bytes and knows no protocol, so that a fault means the same to all of them: core/ and the clock only.',
      '^server/link/',
      ['^core/', '^server/link/', CLOCK],
    ),
    only(
      'service-knows-no-protocol',
      'The order service is the same behind every protocol: core/ and the clock only.',
      '^server/service/',
      ['^core/', '^server/service/', CLOCK],
    ),
    only('load-calls-clients', 'Callers know clients and resilience, not backends, links or runs.', '^server/load/', [
      '^core/',
      '^server/load/',
      '^server/protocols/',
      '^server/resilience/',
    ]),
    never(
      'runs-join-but-do-not-serve',
      'server/runs joins backend, link and load; who listens to a run (live, the door, main, the command line) imports it, not the other way round.',
      { path: '^server/runs/' },
      { path: '^server/(live/|(main|door|cli)\\.ts$)' },
    ),
    never(
      'server-draws-nothing',
      'The server knows no page: Next finds app/ by itself.',
      { path: '^server/' },
      { path: '^(app|components)/' },
    ),
    never(
      'nobody-imports-an-entry',
      'main and the command line compose everything and are imported by nothing (but `wirelab serve`); start them.',
      { pathNot: '^server/cli\\.ts$' },
      { path: '^server/(main|cli)\\.ts$' },
    ),
    never(
      'product-imports-no-test',
      'Tests, benchmarks and scripts may use the product, not the other way round.',
      { path: '^(app|components|core|experiments|lessons|server)/', pathNot: TESTS },
      { path: `${TESTS}|^(tests|bench|scripts)/` },
    ),
    never(
      'scripts-need-no-install',
      'The set-up runs before anything is installed: node:* and other scripts only.',
      { path: '^scripts/setup/|^scripts/[^/]+\\.mjs$' },
      { path: `node_modules/|^(app|components|core|experiments|server|tests)/` },
    ),
    never(
      'no-cycle',
      'Two files that need each other are one file, or a third one is missing. (Types may go round: they are gone at run time.)',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    never('resolvable', 'This import leads nowhere.', {}, { couldNotResolve: true }),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|\\.wirelab|test-results|coverage)/|^next-env\\.d\\.ts$' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
}
