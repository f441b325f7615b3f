/** `wirelab export`: what is written, and what is refused. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRecordingText } from '#core/recording.ts'
import { openDatabase } from '#server/runs/database.ts'
import { DATABASE_NAME } from '#server/runs/store.ts'
import { ROOT, RUN_MS, twoLanes, wirelab } from './cli-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'wirelab-cli-export-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('export hugo', () => {
  const site = join(folder, 'site')
  const dataDir = join(folder, 'exported')
  const exporting = (...args: string[]) => wirelab(['export', 'hugo', ...args], { env: { WIRELAB_DATA: dataDir } })

  beforeAll(() => {
    mkdirSync(site, { recursive: true })
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(join(site, 'hugo.toml'), '')
    const { experiment, events } = readRecordingText(
      readFileSync(join(ROOT, 'public/recordings/first-look.json'), 'utf8'),
    )
    const database = openDatabase(join(dataDir, DATABASE_NAME), 10)
    const state = { is: 'starting' } as const
    database.create({ id: 'kept', createdAt: '2026-01-02T03:04:05.000Z', experiment, state, tokenHash: '' })
    database.append('kept', events)
    database.close()
  })

  test('writes a kept run as a post, and the shortcodes once', { timeout: RUN_MS }, async () => {
    const { code, out, err } = await exporting('kept', '--site', site, '--lang', 'ko')
    expect(err).toBe('')
    expect(code).toBe(0)
    const post = join(site, 'content/posts/first-look')
    expect(readFileSync(join(post, 'index.md'), 'utf8')).toContain('\ndate: 2026-01-02T03:04:05Z\n')
    const { about, events } = readRecordingText(readFileSync(join(post, 'run.json'), 'utf8'))
    expect(about.runId).toBe('kept')
    expect(events.length).toBeGreaterThan(80)
    for (const layouts of ['layouts/_shortcodes', 'layouts/shortcodes'])
      for (const name of ['wirelab.html', 'wirelab.rss.xml']) expect(out).toContain(`written  ${layouts}/${name}\n`)

    const own = join(site, 'layouts/shortcodes/wirelab.html')
    writeFileSync(own, 'our own')
    const again = await exporting('kept', '--site', site, '--name', 'again')
    expect(again.out).toContain('kept     layouts/shortcodes/wirelab.html, which is another')
    expect(readFileSync(own, 'utf8')).toBe('our own')
  })

  test('says what it cannot do, and writes nothing', { timeout: RUN_MS }, async () => {
    const none = join(folder, 'no-site')
    mkdirSync(none, { recursive: true })
    expect(await exporting('kept', '--site', none)).toMatchObject({
      code: 1,
      err: expect.stringContaining('no Hugo site'),
    })
    expect(readdirSync(none)).toEqual([])
    mkdirSync(join(site, 'content/posts/taken'), { recursive: true })
    const refused = [
      [['kept', '--name', 'taken'], 1, 'is there already'],
      [['gone'], 1, "'gone' is neither a run kept in"],
      [[file('foreign.json', '{}')], 1, 'not a recording of Wirelab'],
      [[file('cut.json', '{"wirelab":"recording","v":2,')], 1, 'cut off'],
      [['kept', '--lang', 'kr'], 2, "--lang: 'kr' is not a language; did you mean 'ko'?"],
      [['kept', '--name', '../../../esc'], 2, "--name: '../../../esc' is no name of a folder"],
      [['kept', '--section', 'posts/..'], 2, "--section: 'posts/..' is no folder inside content/"],
      [['kept', '--href', 'javascript:alert(1)'], 2, '--href: '],
      [[], 2, 'export hugo takes one run'],
    ] as const
    for (const [args, code, said] of refused)
      expect(await exporting(...args, '--site', site), said).toMatchObject({
        code,
        out: '',
        err: expect.stringContaining(said),
      })
    expect(readdirSync(join(site, 'content/posts/taken'))).toEqual([])
  })
})

describe('export html', () => {
  const dataDir = join(folder, 'as-files')
  const exporting = (...args: string[]) => wirelab(['export', 'html', ...args], { env: { WIRELAB_DATA: dataDir } })

  test('a kept run with some of its orders, a recording without', { timeout: 2 * RUN_MS }, async () => {
    const ran = await wirelab(['run', file('short.yaml', twoLanes), '--keep'], { env: { WIRELAB_DATA: dataDir } })
    const id = /this is run (\w+)/.exec(ran.err)?.[1] ?? ''
    const out = join(folder, 'kept.html')
    expect(await exporting(id, '--out', out, '--lang', 'ko')).toEqual({ code: 0, out: `written  ${out}\n`, err: '' })
    const kept = readFileSync(out, 'utf8')
    expect(kept).toContain('<html lang="ko">')
    expect(kept).toMatch(/<th scope="row">\S+ \d+<\/th><td>\d+\.\d\d<\/td>/)
    expect(kept.match(/<h1/g)).toHaveLength(1)

    const recorded = join(folder, 'recorded.html')
    expect(await exporting(join(ROOT, 'public/recordings/first-look.json'), '--out', recorded)).toMatchObject({
      code: 0,
    })
    expect(readFileSync(recorded, 'utf8')).toContain('Single orders are not part of a recording')
  })

  test('says what it cannot do', { timeout: RUN_MS }, async () => {
    const refused = [
      [[], 2, 'export html takes one run'],
      [['gone'], 1, "'gone' is neither a run kept in"],
      [['gone', '--out', folder], 1, `'${folder}' is a folder`],
      [['gone', '--lang', 'kr'], 2, "did you mean 'ko'?"],
      [['gone', '--site', 'x'], 2, "Unknown option '--site'"],
    ] as const
    for (const [args, code, said] of refused)
      expect(await exporting(...args), said).toMatchObject({ code, out: '', err: expect.stringContaining(said) })
    const elsewhere = await wirelab(['export', 'pdf', 'gone'])
    expect(elsewhere).toMatchObject({ code: 2, out: '', err: expect.stringContaining("'pdf' is not a target") })
  })
})
