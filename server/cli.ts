/** `wirelab`: the same lab and the same fold without a screen. */
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { listed, notOneOf } from '#core/issue.ts'
import { nearest } from '#core/nearest.ts'
import { type Issue, parseExperimentText } from '#core/parse-experiment.ts'
import { type Locale, locales } from '#core/text.ts'
import { builtIns } from '#experiments/built-in.ts'
import { exportToHugo, reportOf } from './cli-export.ts'
import { ordersText } from './cli-orders.ts'
import { placeToWrite } from './cli-place.ts'
import { EXIT_FAILED, runHere } from './cli-run.ts'
import { keptRuns, runLines } from './cli-runs.ts'
import { Misasked } from './export/bundle-options.ts'
import { limitsFrom, settingsFrom, TOXIPROXY } from './settings.ts'

const USAGE = `wirelab serve [options]              the playground in a browser (PORT, HOST, WIRELAB_DATA)
  --fixed-ports                        the console's backends on their documented ports
  --toxiproxy <port>                   Toxiproxy's HTTP API over links of ours (WIRELAB_ALLOW_UPSTREAM)
wirelab list [--json]                the built-in experiments
wirelab check <file>                 is this experiment well-formed?
wirelab run <id|file> [options]      run it here, without a screen
  --json <file|->                      write the summary as JSON; - is standard output
  --record <file>                      write the run as a recording
  --orders <file>                      write the life of every order, one JSON object a line
  --seed <n>  --duration <seconds>     instead of the experiment's own
  --keep                               keep it in WIRELAB_DATA, as a server does: for runs, orders, export
  --quiet                              no progress on standard error
wirelab runs [--json]                the runs that are kept (WIRELAB_DATA), the newest first
wirelab orders <runId> [options]     single orders of a kept run, or of one that a server has on (WIRELAB_DATA, HOST, PORT)
  --lane <id>  --verdict <verdict>  --work <work>      only these; several with commas between
  --duplicated                         only those that were done more than once
  --committed <true|false>             only those that a service's database has, or has not
  --limit <n>  --after <lane.number>   a page at a time
  --order <lane.number>                the life of one, step by step
  --bytes                              with --order: what crossed the lane's links meanwhile, where it is kept
  --json                               as JSON
wirelab export hugo <run> [options]  a run as a post of a Hugo site: a kept one (WIRELAB_DATA), or a recording's file
  --site <folder>                      the site; this folder unless given
  --section <folder>  --name <folder>  content/posts/<the experiment's id> unless given
  --lang <ko|en>                       of the post; en unless given
  --href <address>                     where a reader can run it, linked from the player: http(s), or a path of the site
  --chart <name>  --lanes <ids>        what poster and player draw; ids with commas between
  --force                              write over what is there
wirelab export html <run> [options]  its report as one file that opens from a disk
  --out <file>                         <run>-report.html unless given
  --lang <ko|en>                       en unless given

Exit status: 0 done, 1 it could not be run, 2 usage, 99 a threshold failed.`

const COMMANDS = ['serve', 'list', 'check', 'run', 'runs', 'orders', 'export']

const EXIT_USAGE = 2

/** An option with a value. */
const text = { type: 'string' } as const

class Usage extends Error {}

/** npm runs scripts in the project's folder; a path is meant from where the command was typed. */
function fromCaller(path: string): string {
  return resolve(process.env.INIT_CWD ?? '.', path)
}

function placeFor(option: string, path: string | undefined): string | undefined {
  return path === undefined ? undefined : placeToWrite(option, fromCaller(path))
}

/** What `read` does not know is said with the usage. */
function usage<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new Usage(error instanceof Error ? error.message : String(error))
  }
}

function parse(args: string[]) {
  return usage(() =>
    parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'string' },
        record: { type: 'string' },
        orders: { type: 'string' },
        seed: { type: 'string' },
        duration: { type: 'string' },
        keep: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }),
  )
}

async function main(args: string[]): Promise<number> {
  const [command, ...rest] = args
  switch (command) {
    case 'serve':
      checkServe(rest)
      await import('./main.ts')
      return await new Promise<never>(() => {})
    case 'list':
      return list(rest)
    case 'check':
      return check(rest)
    case 'run':
      return run(rest)
    case 'runs':
      return runs(rest)
    case 'orders':
      return orders(rest)
    case 'export':
      return exportRun(rest)
    case undefined:
    case '-h':
    case '--help':
    case 'help':
      console.log(USAGE)
      return command === undefined ? EXIT_USAGE : 0
    default:
      throw new Usage(notOneOf(command, 'a command', COMMANDS))
  }
}

/** Throws for what `serve` does not know; main.ts reads what it does. */
function checkServe(args: string[]): void {
  const known = (arg: string, i: number) => ['--fixed-ports', TOXIPROXY].includes(arg) || args[i - 1] === TOXIPROXY
  const other = args.find((arg, i) => !known(arg, i))
  if (other !== undefined) throw new Usage(`serve does not know '${other}'`)
}

function list(args: string[]): number {
  const rows = builtIns.map(({ id, title, summary, durationS }) => ({ id, title, summary, durationS }))
  if (args.includes('--json')) console.log(JSON.stringify(rows, null, 2))
  else {
    const width = Math.max(...rows.map(({ id }) => id.length))
    for (const { id, title } of rows) console.log(`${id.padEnd(width)}  ${title.en}`)
  }
  return 0
}

function readExperiment(name: string): { input: unknown } | { issues: Issue[] } {
  const builtIn = builtIns.find(({ id }) => id === name)
  if (builtIn) return { input: builtIn }
  let text: string
  try {
    text = readFileSync(fromCaller(name), 'utf8')
  } catch {
    const ids = builtIns.map(({ id }) => id)
    const meant = nearest(name, ids)
    const what = `'${name}' is neither a built-in experiment (${ids.join(', ')}) nor a file that can be read`
    throw new Error(meant ? `${what}; did you mean '${meant}'?` : what)
  }
  const parsed = parseExperimentText(text, limitsFrom(process.env))
  return parsed.ok ? { input: parsed.experiment } : { issues: parsed.issues }
}

function sayIssues(name: string, issues: Issue[]): number {
  for (const { path, message } of issues) console.error(`${name}: ${path ? `${path}: ` : ''}${message}`)
  return EXIT_FAILED
}

function check(args: string[]): number {
  const { positionals } = parse(args)
  const [name, extra] = positionals
  if (!name || extra) throw new Usage('check takes one file')
  const found = readExperiment(name)
  if ('issues' in found) return sayIssues(name, found.issues)
  console.log(`${name}: well-formed`)
  return 0
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new Usage(`--${name}: '${text}' is not a number`)
  return value
}

function runs(args: string[]): number {
  const flag = { type: 'boolean', default: false } as const
  const { values } = usage(() => parseArgs({ args, options: { json: flag } }))
  const { dataDir } = settingsFrom(process.env, [])
  const kept = keptRuns(dataDir)
  if (values.json) console.log(JSON.stringify(kept, null, 2))
  else if (kept.length === 0) console.error(`no run is kept in ${dataDir}`)
  else for (const line of runLines(kept)) console.log(line)
  return 0
}

async function orders(args: string[]): Promise<number> {
  const flag = { type: 'boolean', default: false } as const
  const options = { lane: text, verdict: text, work: text, committed: text, limit: text, after: text, order: text }
  const { values, positionals } = usage(() =>
    parseArgs({ args, allowPositionals: true, options: { ...options, duplicated: flag, bytes: flag, json: flag } }),
  )
  const [runId, extra] = positionals
  if (!runId || extra) throw new Usage('orders takes one run')
  const { order, json, duplicated, bytes, ...rest } = values
  if (bytes && order === undefined) throw new Usage('--bytes needs --order: they are those of one order')
  const filters: [string, string][] = Object.entries(rest)
  if (duplicated) filters.push(['duplicated', 'true'])
  const { dataDir, ...listening } = settingsFrom(process.env, [])
  for (const line of await ordersText({ runId, dataDir, listening, order, filters, bytes, json })) console.log(line)
  return 0
}

const TARGETS = { hugo: exportHugo, html: exportHtml }

function exportRun(args: string[]): number {
  const [to, ...rest] = args
  const known = Object.keys(TARGETS)
  if (to === undefined || !Object.hasOwn(TARGETS, to))
    throw new Usage(to === undefined ? `export to what? It knows ${listed(known)}` : notOneOf(to, 'a target', known))
  return TARGETS[to as keyof typeof TARGETS](rest)
}

function exportHugo(args: string[]): number {
  const options = { site: text, section: text, name: text, lang: text, href: text, chart: text, lanes: text } as const
  const { values, positionals } = usage(() =>
    parseArgs({ args, allowPositionals: true, options: { ...options, force: { type: 'boolean', default: false } } }),
  )
  const [run, extra] = positionals
  if (!run || extra) throw new Usage('export hugo takes one run')
  const { site = '.', section = 'posts', lang, ...rest } = values
  const locale = localeOf(lang)
  const { dataDir } = settingsFrom(process.env, [])
  try {
    const lines = exportToHugo({ ...rest, run, dataDir, site: fromCaller(site), section, locale })
    for (const line of lines) console.log(line)
    return 0
  } catch (error) {
    throw error instanceof Misasked ? new Usage(error.message) : error
  }
}

function exportHtml(args: string[]): number {
  const { values, positionals } = usage(() =>
    parseArgs({ args, allowPositionals: true, options: { out: text, lang: text } }),
  )
  const [run, extra] = positionals
  if (!run || extra) throw new Usage('export html takes one run')
  const locale = localeOf(values.lang)
  const { dataDir } = settingsFrom(process.env, [])
  const out = values.out ?? `${basename(run, extname(run))}-report.html`
  const file = placeToWrite('--out', fromCaller(out))
  writeFileSync(file, reportOf({ run, dataDir, locale }))
  console.log(`written  ${out}`)
  return 0
}

function localeOf(lang = 'en'): Locale {
  const locale = locales.find((known) => known === lang)
  if (!locale) throw new Usage(`--lang: ${notOneOf(lang, 'a language', [...locales])}`)
  return locale
}

async function run(args: string[]): Promise<number> {
  const { values, positionals } = parse(args)
  const [name, extra] = positionals
  if (!name || extra) throw new Usage('run takes one experiment')
  const overrides: { seed?: number; durationS?: number } = {}
  const seed = numberOf('seed', values.seed)
  const durationS = numberOf('duration', values.duration)
  if (seed !== undefined) overrides.seed = seed
  if (durationS !== undefined) overrides.durationS = durationS
  const found = readExperiment(name)
  if ('issues' in found) return sayIssues(name, found.issues)

  const { record, json, orders, keep, quiet } = values
  return runHere(found.input, {
    ...{ overrides, keep, quiet },
    record: placeFor('--record', record),
    json: json === '-' ? json : placeFor('--json', json),
    orders: placeFor('--orders', orders),
  })
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof Usage) console.error(`wirelab: ${message}\n\n${USAGE}`)
  else console.error(`wirelab: ${message}`)
  process.exitCode = error instanceof Usage ? EXIT_USAGE : EXIT_FAILED
}
