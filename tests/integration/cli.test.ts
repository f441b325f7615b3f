/** The command line as a person or a pipeline calls it: arguments in, two streams and an exit status out. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Experiment } from '#core/experiment.ts'
import type { Life } from '#core/life.ts'
import type { OutcomeKind } from '#core/outcome.ts'
import { readRecordingText } from '#core/recording.ts'
import { createRunView, foldEvents } from '#core/run-view.ts'
import { type RunSummary, summarize } from '#core/summary.ts'
import { Trail, type TrailKind } from '#core/trail.ts'
import { encodeTrail } from '#core/trail-code.ts'
import { builtIns } from '#experiments/built-in.ts'
import { openDatabase } from '#server/runs/database.ts'
import { DATABASE_NAME } from '#server/runs/store.ts'
import { RUN_MS, twoLanes, wirelab } from './cli-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'wirelab-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('run', () => {
  test('prints one summary and nothing else on standard output', { timeout: RUN_MS }, async () => {
    const recording = join(folder, 'kept/recording.json')
    const { code, out, err } = await wirelab(['run', file('two.yaml', twoLanes), '--json', '-', '--record', recording])
    expect(err).toMatch(/running/)
    expect(code).toBe(0)
    const summary = JSON.parse(out) as RunSummary
    expect(Object.keys(summary)).toEqual(
      expect.arrayContaining(['experiment', 'state', 'seed', 'durationS', 'activeS', 'lanes', 'thresholds', 'lab']),
    )
    expect(summary).toMatchObject({ experiment: 'two-lanes', state: 'finished', seed: 5, thresholds: [] })
    expect(summary.lanes.map(({ id, name, protocol }) => ({ id, name, protocol }))).toEqual([
      { id: 'http', name: 'HTTP', protocol: 'http' },
      { id: 'sqs', name: 'SQS', protocol: 'sqs' },
    ])
    const latency = {
      n: expect.any(Number),
      p50: expect.any(Number),
      p90: expect.any(Number),
      p99: expect.any(Number),
      p999: expect.any(Number),
      max: expect.any(Number),
    }
    for (const lane of summary.lanes) {
      expect(lane, lane.id).toMatchObject({
        ok: lane.sent,
        failed: 0,
        goodputRps: expect.any(Number),
        callerLatencyMs: latency,
        completionLatencyMs: latency,
        heldMs: latency,
        okLatencyMs: latency,
        slipP99Ms: expect.any(Number),
        censoredFrom: null,
        pending: 0,
        bytes: { up: expect.any(Number), down: expect.any(Number), perOp: expect.any(Number) },
        outcomes: { ok: lane.sent, timeout: 0 },
      })
      expect(lane.offered, lane.id).toBe(lane.sent + lane.notSent)
      expect(lane.ledger, lane.id).toMatchObject({ duplicated: 0, promisedButLost: 0 })
      expect(lane.ledger).toHaveProperty('reordered')
      const cells = Object.values(lane.ledger.table).flatMap((row) => Object.values(row))
      expect(
        cells.reduce((sum, count) => sum + count, 0),
        lane.id,
      ).toBe(lane.sent)
    }
    const { experiment, events } = readRecordingText(readFileSync(recording, 'utf8'))
    const view = createRunView(experiment)
    foldEvents(view, events)
    expect(summarize(view), 'folded again, it says what was printed').toEqual(summary)
    expect(events.at(-1)).toMatchObject({ type: 'state', state: { is: 'finished' } })
  })

  test('a threshold that fails: exit status 99, and which one', { timeout: RUN_MS }, async () => {
    const path = file(
      'impossible.yaml',
      `${twoLanes}thresholds: ['http.callerLatencyMs.p50 < 0', 'http.failed == 0']\n`,
    )
    const { code, out, err } = await wirelab(['run', path, '--quiet'])
    expect(err).toBe('')
    expect(out).toMatch(/FAIL {2}http\.callerLatencyMs\.p50 < 0 {2}\(measured [\d.]+/)
    expect(out).toMatch(/pass {2}http\.failed == 0/)
    expect(code).toBe(99)
  })

  test('Ctrl-C in the middle: drained, summed up, left in peace', { timeout: RUN_MS }, async () => {
    const path = file('long.yaml', twoLanes.replace('durationS: 1', 'durationS: 200'))
    let asked = false
    const { code, out, err } = await wirelab(['run', path, '--json', '-'], {
      onErr: (said, interrupt) => {
        if (asked || !/http \d+\/s/.test(said)) return
        asked = true
        interrupt()
      },
    })
    expect(err).toMatch(/stopping: draining/)
    const summary = JSON.parse(out) as RunSummary
    expect(summary.state).toBe('finished')
    expect(summary.activeS).toBeLessThan(200)
    for (const lane of summary.lanes) {
      expect(lane, lane.id).toMatchObject({ failed: 0, pending: 0, backlog: 0, ledger: { promisedButLost: 0 } })
      expect(lane.sent, lane.id).toBeGreaterThan(0)
    }
    expect(code).toBe(0)
  })

  test('--seed and --duration stand in for the experiment’s own', { timeout: RUN_MS }, async () => {
    const { code, out } = await wirelab([
      'run',
      file('other.yaml', twoLanes),
      ...['--seed', '77', '--duration', '0.5', '--quiet', '--json', '-'],
    ])
    expect(JSON.parse(out)).toMatchObject({ seed: 77, durationS: 0.5 })
    expect(code).toBe(0)
  })
})

describe('orders', () => {
  const late = twoLanes.replace(
    '{ id: http, protocol: http }',
    '{ id: http, timeoutMs: 100, call: { protocol: http, to: { work: { dist: constant, ms: 400 } } } }',
  )

  test(
    '--orders writes the life of every order, as many in each cell as the summary says',
    async () => {
      const lives = join(folder, 'kept/lives.jsonl')
      const { code, out } = await wirelab(['run', file('late.yaml', late), '--quiet', '--json', '-', '--orders', lives])
      expect(code).toBe(0)
      const { lanes } = JSON.parse(out) as RunSummary
      const told = readFileSync(lives, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Life)
      expect(told).toHaveLength(lanes.reduce((sum, { sent }) => sum + sent, 0))
      for (const { id, ledger } of lanes) {
        for (const [verdict, row] of Object.entries(ledger.table)) {
          for (const [work, count] of Object.entries(row)) {
            const here = told.filter((life) => life.lane === id && life.verdict === verdict && life.work === work)
            expect(here, `${id} ${verdict} ${work}`).toHaveLength(count)
          }
        }
      }
    },
    RUN_MS,
  )

  test(
    'of a run that a server keeps: a list, one life, and what is wrong by name',
    async () => {
      const data = join(folder, 'data')
      const database = openDatabaseWithRun(data)
      const orders = (...args: string[]) => wirelab(['orders', ...args], { env: { WIRELAB_DATA: data } })
      try {
        // The server that keeps it is running all the while.
        const list = await orders('one', '--work', 'completed', '--limit', '1')
        expect(list).toMatchObject({ code: 0, err: '' })
        expect(list.out).toMatch(/^http\.0 .*The caller timed out while the work was still being done/m)
        expect(list.out).toMatch(/^1 of 2; go on with --after http\.0$/m)
        const life = await orders('one', '--order', 'http.1', '--json')
        expect(JSON.parse(life.out)).toMatchObject({ lane: 'http', seq: 1, ended: 'timed-out-while-working' })
        expect((await orders('one', '--order', 'http.1')).out).toMatch(/5\.0 ms {2}caller {8}told · timeout/)
        const wrong = await orders('one', '--work', 'lots')
        expect(wrong).toMatchObject({ code: 1, out: '' })
        expect(wrong.err).toContain("--work: 'lots' is not a state of the work; did you mean 'lost'?")
        expect((await orders('one', '--order', 'http.9')).err).toContain('lane http sent no order 9; it sent 2')
        expect((await orders('two')).err).toContain("there is no run 'two'")
        expect((await orders()).code).toBe(2)
        database.keepWires('one', [{ lane: 'http', seq: 1, window: { fromUs: 1000, toUs: 25_000 }, legs: [] }])
        const wire = await orders('one', '--order', 'http.1', '--bytes')
        expect(wire).toMatchObject({ code: 0, err: '' })
        expect(wire.out).toContain('on the wire from 1.0 to 25.0 ms')
        expect((await orders('one', '--order', 'http.0', '--bytes')).err).toContain(
          '--bytes: the bytes of this order are not kept',
        )
        expect((await orders('one', '--bytes')).code).toBe(2)
      } finally {
        database.close()
      }
    },
    RUN_MS,
  )
})

describe('runs that are kept', () => {
  const data = join(folder, 'kept-runs')
  const at = { env: { WIRELAB_DATA: data, PORT: '1' } }

  test(
    '--keep: the run is listed, its orders and its recording are there afterwards',
    async () => {
      expect(await wirelab(['runs'], at)).toEqual({ code: 0, out: '', err: `no run is kept in ${data}\n` })
      expect((await wirelab(['runs', '--json'], at)).out).toBe('[]\n')
      const lives = join(folder, 'kept-lives.jsonl')
      const args = ['run', file('kept.yaml', twoLanes), '--keep', '--orders', lives, '--json', '-']
      const { code, out, err } = await wirelab(args, at)
      expect(code).toBe(0)
      const summary = JSON.parse(out) as RunSummary
      const id = summary.id as string
      expect(err).toMatch(new RegExp(`^this is run ${id}$`, 'm'))
      const sent = summary.lanes.reduce((sum, lane) => sum + lane.sent, 0)
      expect(readFileSync(lives, 'utf8').trim().split('\n')).toHaveLength(sent)

      expect(JSON.parse((await wirelab(['runs', '--json'], at)).out)).toEqual([
        {
          id,
          createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
          experiment: 'two-lanes',
          title: { ko: 'two-lanes', en: 'two-lanes' },
          state: { is: 'finished', stoppedByHand: false },
        },
      ])
      const page = await wirelab(['orders', id, '--json', '--work', 'completed'], at)
      expect(JSON.parse(page.out)).toMatchObject({ matched: sent })
      const life = await wirelab(['orders', id, '--order', 'http.0', '--bytes', '--json'], at)
      expect(JSON.parse(life.out)).toMatchObject({ work: 'completed', wire: { legs: [{ leg: 'call' }] } })

      const site = join(folder, 'kept-site')
      mkdirSync(site)
      writeFileSync(join(site, 'hugo.toml'), '')
      expect((await wirelab(['export', 'hugo', id, '--site', site], at)).err).toBe('')
      expect(readdirSync(join(site, 'content/posts/two-lanes'))).toContain('run.json')
    },
    2 * RUN_MS,
  )

  test(
    'a run that is on: the list says so, its orders say where they are, a second one waits for the folder',
    async () => {
      const on = file(
        'long.yaml',
        twoLanes.replace('id: two-lanes', 'id: long').replace('durationS: 1', 'durationS: 200'),
      )
      let stop = () => {}
      const running = Promise.withResolvers<string>()
      const ended = wirelab(['run', on, '--keep'], {
        ...at,
        onErr: (said, interrupt) => {
          stop = interrupt
          const id = /this is run (\w+)/.exec(said)?.[1]
          if (id !== undefined && /http \d+\/s/.test(said)) running.resolve(id)
        },
      })
      const id = await Promise.race([running.promise, ended.then(({ err }) => Promise.reject(new Error(err)))])
      try {
        const listed = await wirelab(['runs'], at)
        expect(listed.out.split('\n')[0]).toMatch(new RegExp(`^${id}  \\S+  (starting|running) +long `))
        const orders = await wirelab(['orders', id], at)
        expect(orders).toMatchObject({ code: 1, out: '' })
        expect(orders.err).toMatch(
          new RegExp(`run '${id}' is on \\((starting|running)\\): its single orders are kept when it`),
        )
        expect(orders.err).toContain(`GET /api/runs/${id}/orders`)
        expect(orders.err).toContain('answers at http://127.0.0.1:1 (HOST, PORT)')
        const second = await wirelab(['run', file('second.yaml', twoLanes), '--keep'], at)
        expect(second).toMatchObject({ code: 1, out: '' })
        expect(second.err).toContain(`--keep: ${data} is in use by another Wirelab`)
      } finally {
        stop()
      }
      const { code, out } = await ended
      expect(code).toBe(0)
      expect(out).toContain(`long · seed 5 · finished · run ${id} · ms`)
    },
    2 * RUN_MS,
  )

  test(
    'what goes wrong before the run leaves nothing open',
    async () => {
      const { code, err } = await wirelab(['run', 'first-look', '--keep', '--seed=-1'], at)
      expect(err).toMatch(/seed: /)
      expect(code).toBe(1)
    },
    2 * RUN_MS,
  )
})

function openDatabaseWithRun(data: string) {
  mkdirSync(data)
  const database = openDatabase(join(data, DATABASE_NAME), 10)
  const experiment = builtIns.find(({ lanes }) => lanes.some(({ id }) => id === 'http')) as Experiment
  database.create({ id: 'one', createdAt: '2026-01-01', experiment, state: { is: 'interrupted' }, tokenHash: '' })
  const trail = new Trail({ subscribers: 1, consumed: false })
  const add = (kind: TrailKind, seq: number, ms: number, outcome: OutcomeKind = 'ok') =>
    trail.add({ kind, seq, tUs: ms * 1000, intendedUs: 0, outcome, n: 0, subscriber: 0 })
  for (const seq of [0, 1]) {
    add('sent', seq, 1)
    add('started', seq, 2)
    add('verdict', seq, 5, 'timeout')
    add('executed', seq, 9)
  }
  database.keepTrails('one', [{ lane: 'http', bytes: encodeTrail(trail) }])
  return database
}

describe('list and check', () => {
  test('list names every built-in experiment', async () => {
    const plain = await wirelab(['list'])
    const json = await wirelab(['list', '--json'])
    expect([plain.code, json.code]).toEqual([0, 0])
    const lines = plain.out.trimEnd().split('\n')
    const titleAt = Math.max(...builtIns.map(({ id }) => id.length)) + 2
    expect(lines).toEqual(builtIns.map(({ id, title }) => `${id.padEnd(titleAt)}${title.en}`))
    expect((JSON.parse(json.out) as { id: string }[]).map(({ id }) => id)).toEqual(builtIns.map(({ id }) => id))
  })

  test('check: well-formed, or each thing that is wrong with its path', async () => {
    const good = file('good.yaml', twoLanes)
    expect(await wirelab(['check', good])).toEqual({ code: 0, out: `${good}: well-formed\n`, err: '' })
    const bad = file('bad.yaml', twoLanes.replace('protocol: http', 'protocol: htpp').replace('seed: 5', 'seed: blue'))
    const said = await wirelab(['check', bad])
    expect(said).toMatchObject({ code: 1, out: '' })
    expect(said.err).toContain(`${bad}: lanes[0].protocol: 'htpp' is not a protocol; did you mean 'http'?`)
    expect(said.err).toMatch(/seed: 'blue' is not/)
  })
})

describe('cannot be run', () => {
  test.each([
    ['a file that is wrong', () => ['run', file('wrong.yaml', 'lanes: []')], /lanes: empty/],
    ['a file that is no YAML', () => ['run', file('no.yaml', 'lanes: [')], /no\.yaml: /],
    [
      'a file that is not there',
      () => ['check', join(folder, 'nowhere.yaml')],
      /neither a built-in experiment .*first-look/,
    ],
    ['a built-in experiment, misspelt', () => ['run', 'first-lok'], /nor a file .*; did you mean 'first-look'\?/],
  ])('%s: 1', async (_what, args, message) => {
    const { code, out, err } = await wirelab(args())
    expect(err).toMatch(message)
    expect({ code, out }).toEqual({ code: 1, out: '' })
  })

  test.each([
    ['an unknown command', ['rnu'], /'rnu' is not a command; did you mean 'run'\?/],
    ['an unknown option', ['run', 'first-look', '--fast'], /--fast/],
    ['no experiment', ['run'], /takes one experiment/],
    ['a seed that is no number', ['run', 'first-look', '--seed', 'blue'], /--seed: 'blue' is not a number/],
    ['no command', [], /^$/],
  ])('%s: 2, with the usage', async (_what, args, message) => {
    const { code, out, err } = await wirelab(args)
    expect(err).toMatch(message)
    expect(`${out}${err}`).toContain('wirelab run <id|file>')
    expect(code).toBe(2)
  })
})
