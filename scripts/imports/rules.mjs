/**
 * Who may import whom: the table of docs/architecture.md as rules, each with its reason. rules.test.ts breaks every
 * one of them once. Types count too: what a file may not use it may not know.
 */

const TEST = /\.test\.tsx?$/
const OURS = /^(app|bench|components|core|experiments|lessons|proto|scripts|server|tests)\//
/** What Node does not give as we need it (real time with one origin for all threads, a reset): for any part of the lab. */
const RUNTIME = /^server\/runtime\//

/** @typedef {import('./graph.mjs').Import} Import */
/** @typedef {{ name: string, reason: string, broken: (imports: Import[]) => Import[] }} Rule */

/** Of ours, a file whose path matches `from` may import only what one of `allowed` matches; its tests are free. */
function only(name, reason, from, allowed) {
  return never(name, reason, {
    from: (path) => from.test(path) && !TEST.test(path),
    to: (path, importer) => OURS.test(path) && !allowed(from.exec(importer)).some((pattern) => pattern.test(path)),
  })
}

/** @returns {Rule} */
function never(name, reason, { from, to }) {
  return {
    name,
    reason,
    broken: (imports) => imports.filter((one) => one.to !== null && from(one.from) && to(one.to, one.from)),
  }
}

const product = /^(app|components|core|experiments|lessons|server)\//
const inBrowser = /^(components|core|experiments|lessons)\//
const untested = (pattern) => (path) => pattern.test(path) && !TEST.test(path)

/** @type {Rule[]} */
export const rules = [
  only(
    'core-stands-alone',
    'core/ is the domain shared by browser, server and embed: it may import nothing of ours.',
    /^core\//,
    () => [/^core\//],
  ),
  never('browser-has-no-node', 'core/, components/, experiments/ and lessons/ run in a browser too: no node:* there.', {
    from: untested(inBrowser),
    to: (path) => path.startsWith('node:'),
  }),
  never('core-knows-no-framework', 'core/ computes, components/ draw: no React, no Next there.', {
    from: (path) => path.startsWith('core/'),
    to: (path) => /^npm:(react|react-dom|next)$/.test(path),
  }),
  {
    name: 'fold-carries-no-library',
    reason:
      'The player in a blog post carries the fold, the histogram, the ledger and the recording in 50 kB: no package may be reached from them.',
    broken: (imports) =>
      reachable(
        imports,
        (path) =>
          /^(core\/(run-view|histogram|ledger|recording|player|verdict)\.ts$|components\/(embed|picture)\/)/.test(
            path,
          ) && !TEST.test(path),
      ).filter(({ to }) => to?.startsWith('npm:')),
  },
  only(
    'content-knows-core-only',
    'Experiments, lessons and components are data and pictures: of ours they may import core/, messages generated from proto/ and their own kind.',
    /^(components|lessons)\//,
    ([own]) => [/^(core|proto\/gen)\//, new RegExp(`^${own}`)],
  ),
  only(
    'built-ins-are-data',
    'Experiments are data: of ours they may import core/, each other and the experiments of the lessons, which are built in as well.',
    /^experiments\//,
    () => [/^(core|experiments)\//, /^lessons\/[^/]+\/experiment\.ts$/],
  ),
  only(
    'app-composes',
    'Routes compose components, core, experiments and lessons; the server they reach through its one door, server/door.ts.',
    /^app\//,
    () => [/^(app|components|core|experiments|lessons)\//, /^server\/door\.ts$/],
  ),
  never(
    'app-speaks-no-protocol',
    "Protocol libraries stay out of Next's bundle: a route asks the lab through the door.",
    {
      from: (path) => /^(app|components)\//.test(path),
      to: (path) => /^npm:(@aws-sdk\/.*|@smithy\/.*|fauxqs|socket\.io)$/.test(path),
    },
  ),
  only(
    'protocol-knows-itself',
    'A protocol is one folder: it may import core/, its own broker, what stands beside protocol.ts and what a link takes from it (link/filter.ts), never another protocol or the lab around it.',
    /^server\/protocols\/([^/]+)\//,
    ([, own]) => [
      /^core\//,
      /^proto\//,
      /^server\/protocols\/(?!index\.)[^/]+$/,
      /^server\/link\/filter\.ts$/,
      RUNTIME,
      new RegExp(`^server/(protocols|brokers)/${own}/`),
    ],
  ),
  only(
    'link-sees-bytes',
    'A link sees bytes and knows no protocol, so that a fault means the same to all of them: core/ and runtime/ only.',
    /^server\/link\//,
    () => [/^core\//, /^server\/link\//, RUNTIME],
  ),
  only(
    'broker-stands-alone',
    'A broker is a server like any other: it knows its wire, core/ and runtime/, and nothing of the lab that uses it.',
    /^server\/brokers\/([^/]+)\//,
    ([, own]) => [/^core\//, new RegExp(`^server/brokers/${own}/`), RUNTIME],
  ),
  only(
    'service-knows-no-protocol',
    'The order service is the same behind every protocol: core/ and runtime/ only.',
    /^server\/service\//,
    () => [/^core\//, /^server\/service\//, RUNTIME],
  ),
  only(
    'load-calls-clients',
    'Callers know clients and resilience, not backends, links or runs.',
    /^server\/load\//,
    () => [/^core\//, /^server\/(load|protocols|resilience)\//, RUNTIME],
  ),
  only(
    'resilience-wraps-clients',
    'Policies stand around a client and know no protocol: core/, runtime/ and what stands beside protocol.ts.',
    /^server\/resilience\//,
    () => [/^core\//, /^server\/resilience\//, /^server\/protocols\/[^/]+$/, RUNTIME],
  ),
  only(
    'publishing-calls-clients',
    'An order service that publishes is a client in front of a client: core/, runtime/ and what stands beside protocol.ts, never a protocol.',
    /^server\/publishing\//,
    () => [/^core\//, /^server\/publishing\//, /^server\/protocols\/[^/]+$/, RUNTIME],
  ),
  only(
    'toxiproxy-drives-links',
    'Toxiproxy’s API is another way to drive links: core/, links, their thread and how a server answers; no protocol, no run.',
    /^server\/toxiproxy\//,
    () => [/^core\//, /^server\/(toxiproxy|link|web)\//, /^server\/runs\/(thread|threads\/links)\.ts$/, RUNTIME],
  ),
  never(
    'runs-do-not-serve',
    'server/runs joins backend, link and load; who listens to a run or sends beside it (live, the console, the door, main, the command line) imports it, not the other way round.',
    {
      from: untested(/^server\/runs\//),
      to: (path) => /^server\/(console\/|live\/|web\/|(main|door|cli)\.ts$)/.test(path),
    },
  ),
  never(
    'server-draws-nothing',
    'The server knows no page: Next finds app/ by itself. Only what the command line exports holds pictures and reports.',
    {
      from: (path) => path.startsWith('server/'),
      to: (path, importer) =>
        /^(app|components)\//.test(path) &&
        !(importer.startsWith('server/export/') && /^components\/(picture|report)\//.test(path)),
    },
  ),
  only(
    'exports-are-text',
    'What is exported is made of a recording alone, wherever it comes from: core/, pictures and reports.',
    /^server\/export\//,
    () => [/^core\//, /^components\/(picture|report)\//, /^server\/export\//],
  ),
  never('entries-are-started', 'main and the command line compose everything: start them, import what they import.', {
    from: (path) => path !== 'server/cli.ts',
    to: (path) => /^server\/(main|cli)\.ts$/.test(path),
  }),
  never('product-needs-no-test', 'Tests, benchmarks and scripts may use the product, not the other way round.', {
    from: untested(product),
    to: (path) => TEST.test(path) || /^(tests|bench|scripts)\//.test(path),
  }),
  never('set-up-needs-no-install', 'The set-up runs before anything is installed: node:* and other scripts only.', {
    from: (path) => /^scripts\/(setup\/)?[^/]+\.mjs$/.test(path),
    to: (path) => path.startsWith('npm:') || (OURS.test(path) && !path.startsWith('scripts/')),
  }),
  {
    name: 'no-cycle',
    reason: 'Two files that need each other are one file, or a third one is missing. (Types may go round.)',
    broken: (imports) => {
      const values = imports.filter(({ kind }) => kind === 'value')
      return values.filter(({ from, to }) => reachable(values, (path) => path === to).some((one) => one.to === from))
    },
  },
  {
    name: 'resolvable',
    reason: 'This import leads nowhere; write the path with its extension.',
    broken: (imports) => imports.filter(({ to }) => to === null),
  },
]

/** What is imported at run time from those files on, directly or through others. */
function reachable(imports, start) {
  const from = Map.groupBy(
    imports.filter(({ kind }) => kind === 'value'),
    (one) => one.from,
  )
  const seen = new Set([...from.keys()].filter(start))
  const found = []
  for (const path of seen) {
    for (const one of from.get(path) ?? []) {
      found.push(one)
      if (one.to !== null) seen.add(one.to)
    }
  }
  return found
}
