/** `wirelab export`: a run as a post of a Hugo site, and once what the site needs to play it; or as one file. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { Locale } from '#core/text.ts'
import { foundRun, type RunAsked } from './cli-found-run.ts'
import { type BundleAsked, bundleOptions, Misasked } from './export/bundle-options.ts'
import { hugoBundle } from './export/hugo-bundle.ts'
import { reportFile } from './export/report-file.ts'

export interface ExportAsked extends BundleAsked, RunAsked {
  /** The folder of the Hugo site. */
  site: string
  section: string
  /** Of the post's folder; the experiment's id unless given. */
  name?: string
  /** What is there already is written over. */
  force: boolean
}

const OURS = resolve(import.meta.dirname, '..')
const PLAYER = 'static/wirelab/embed.js'
/** Hugo reads the first from 0.146 on, the second before that. */
const LAYOUTS = ['layouts/_shortcodes', 'layouts/shortcodes']
const CONFIGURATIONS = ['hugo', 'config'].flatMap((name) =>
  ['toml', 'yaml', 'yml', 'json'].map((as) => `${name}.${as}`),
)

/** Writes the files and returns a line for each. Throws for what cannot be done. @param ours where shortcodes and player are */
export function exportToHugo(asked: ExportAsked, ours = OURS): string[] {
  const { site, section, force } = asked
  if (![...CONFIGURATIONS, 'config'].some((name) => existsSync(join(site, name))))
    throw new Error(`'${site}' is no Hugo site: it has no hugo.toml or config.toml; name the site's folder with --site`)
  const { run } = foundRun(asked)
  const bundle = hugoBundle(run, bundleOptions(run, asked, new Date().toISOString()))
  const name = asked.name ?? run.experiment.id
  if (!section.split('/').every(isFolder))
    throw new Misasked(`--section: '${section}' is no folder inside content/, such as posts or posts/tests; ${LETTERS}`)
  if (!isFolder(name)) throw new Misasked(`--name: '${name}' is no name of a folder, such as slow-link; ${LETTERS}`)
  const folder = join(site, 'content', section, name)
  if (existsSync(folder) && !force)
    throw new Error(
      `'${folder}' is there already: give the post another name with --name, or write over it with --force`,
    )
  const player = readFileSync(join(ours, 'public/embed.js'), 'utf8')
  const lines: string[] = []
  const write = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    lines.push(`written  ${relative(site, path)}`)
  }
  // A site's own version of it stays.
  const writeOnce = (path: string, text: string) => {
    if (!existsSync(path) || force) write(path, text)
    else if (readFileSync(path, 'utf8') !== text) lines.push(`kept     ${relative(site, path)}, which is another`)
  }
  for (const [file, text] of Object.entries(bundle)) write(join(folder, file), text)
  for (const layouts of LAYOUTS)
    for (const file of ['wirelab.html', 'wirelab.rss.xml'])
      writeOnce(join(site, layouts, file), readFileSync(join(ours, 'hugo', file), 'utf8'))
  writeOnce(join(site, PLAYER), player)
  return lines
}

const LETTERS = 'letters, digits and . _ - make one'

/** One below another, whatever it is called: nothing leads out of the content, and none is hidden. */
function isFolder(name: string): boolean {
  return /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}._-]*$/u.test(name)
}

export interface ReportAsked extends RunAsked {
  locale: Locale
}

/** Throws for what is not there. */
export function reportOf(asked: ReportAsked, ours = OURS): string {
  const player = readFileSync(join(ours, 'public/embed.js'), 'utf8')
  return reportFile({ ...foundRun(asked), locale: asked.locale, player })
}
