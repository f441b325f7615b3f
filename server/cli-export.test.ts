import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ExportAsked, exportToHugo } from './cli-export.ts'

const ROOT = resolve(import.meta.dirname, '..')
const RUN = join(ROOT, 'public/recordings/first-look.json')
let folder = ''
let site = ''
let ours = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirelab-export-'))
  site = join(folder, 'a/b/site')
  ours = join(folder, 'ours')
  mkdirSync(site, { recursive: true })
  writeFileSync(join(site, 'hugo.toml'), '')
  // The player is built; what is tested here is where it goes.
  cpSync(join(ROOT, 'hugo'), join(ours, 'hugo'), { recursive: true })
  mkdirSync(join(ours, 'public'))
  writeFileSync(join(ours, 'public/embed.js'), 'the player')
})
afterEach(() => rmSync(folder, { recursive: true }))

function exported(more: Partial<ExportAsked> = {}): string[] {
  return exportToHugo({ run: RUN, dataDir: folder, site, section: 'posts', locale: 'en', force: false, ...more }, ours)
}

test.each(['../../../esc', '..', '.', 'a/b', 'a\\b', '/esc', '.git', ''])(
  'a post named %j is refused, and nothing is written',
  (name) => {
    expect(() => exported({ name })).toThrow('--name')
    expect(existsSync(join(site, 'content'))).toBe(false)
  },
)

test.each(['../posts', '..', 'a/../../b', '/posts', 'posts/', ''])('a section %j is refused', (section) => {
  expect(() => exported({ section })).toThrow('--section')
  expect(existsSync(join(site, 'content'))).toBe(false)
})

test('a section may lie in another, and a name may be Korean', () => {
  exported({ section: 'ko/글', name: '느린-링크' })
  expect(existsSync(join(site, 'content/ko/글/느린-링크/index.md'))).toBe(true)
})

test.each([
  ...['javascript:alert(1)', ' java\nscript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'http://', ''],
  ...['//lab.example', '/\\lab.example', '/\t/lab.example', 'lab.example/bench', '../lab'],
])('a link to %j is refused', (href) => expect(() => exported({ href })).toThrow('--href'))

test.each(['https://lab.example/bench', '/lab/bench', '/'])('a link to %s is taken', (href) => {
  exported({ href })
  expect(readFileSync(join(site, 'content/posts/first-look/index.md'), 'utf8')).toContain(`href="${href}"`)
})

test('a player that is there and differs is kept, and said; with force it is written over', () => {
  const player = join(site, 'static/wirelab/embed.js')
  mkdirSync(join(site, 'static/wirelab'), { recursive: true })
  writeFileSync(player, 'our own')
  expect(exported()).toContain('kept     static/wirelab/embed.js, which is another')
  expect(readFileSync(player, 'utf8')).toBe('our own')
  expect(exported({ force: true })).toContain('written  static/wirelab/embed.js')
  expect(readFileSync(player, 'utf8')).toBe('the player')
})

test('chart and lanes are those of poster and player, and must be there', () => {
  exported({ chart: 'backlog', lanes: 'http, sqs' })
  const post = join(site, 'content/posts/first-look')
  expect(readFileSync(join(post, 'index.md'), 'utf8')).toContain(' chart="backlog" lanes="http sqs" ')
  const poster = readFileSync(join(post, 'poster.svg'), 'utf8')
  expect(poster).toContain('backlog, orders not done yet')
  expect(poster.match(/class="name[^"]*"/g)).toHaveLength(2)
  expect(() => exported({ name: 'x', chart: 'backlogs' })).toThrow("--chart: 'backlogs'")
  expect(() => exported({ name: 'x', lanes: 'http nope' })).toThrow("--lanes: 'nope'")
})

test('the shortcode passes on every attribute that the player is documented with', () => {
  const shortcode = readFileSync(join(ROOT, 'hugo/wirelab.html'), 'utf8')
  const [, table = ''] = readFileSync(join(ROOT, 'docs/embedding.md'), 'utf8').split('| attribute |')
  const attributes = [...(table.split('\n\n')[0] ?? '').matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
  expect(attributes).toContain('loading')
  for (const name of attributes) expect(shortcode, name).toContain(`.Get "${name}"`)
  expect(shortcode, 'a word is not false by itself').toMatch(
    /with \.Get "autoplay" \}\}\{\{ if ne \(printf "%v" \.\) "false"/,
  )
})
