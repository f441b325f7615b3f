/** docs/api.md: every route is in it, and its examples work as they stand, against a server as users start it. */
import { execFile, spawn } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { embedQuery } from '#components/picture/page.ts'

const root = join(import.meta.dirname, '../..')
const docs = readFileSync(join(root, 'docs/api.md'), 'utf8')
const EXAMPLES_MS = 90_000
const ASK_MS = 50
const MOST_ASKED = 400

/** `/api/runs/:id` and the methods that its file exports; a catch-all becomes `/...`. */
const routes = globSync('app/**/route.{ts,tsx}', { cwd: root }).map((file) => {
  const source = readFileSync(join(root, file), 'utf8')
  const path = file
    .replace(/^app/, '')
    .replace(/\/route\.tsx?$/, '')
    .replace(/\[\.\.\.\w+\]/, '...')
    .replace(/\[(\w+)\]/g, ':$1')
  const exported = [...source.matchAll(/^export (?:async )?(?:function|const) ([A-Z]+)\b/gm)].map((match) => match[1])
  return { path, methods: exported }
})

describe('every route is documented', () => {
  test('there are routes to be documented', () => {
    expect(routes.map(({ path }) => path)).toEqual(expect.arrayContaining(['/api/runs/:id/events', '/r/:id/image']))
    expect(routes.flatMap(({ methods }) => methods).length).toBeGreaterThan(10)
  })

  // Whatever no route answers is a 404 of one sentence; a catch-all takes every method.
  const documented = routes.filter(({ path }) => path !== '/api/...')
  test.each(
    documented.flatMap(({ path, methods }) => (path.endsWith('/...') ? [['', path]] : methods.map((m) => [m, path]))),
  )('%s %s', (method, path) => {
    expect(docs).toContain(`\`${method === '' ? '' : `${method} `}${path}\``)
  })
})

test('every parameter of a frame is documented', () => {
  const [, section = ''] = docs.split('### `GET /embed/:id`\n')
  const parameters = [...(section.split('\n### ')[0] ?? '').matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
  const wanted = { lang: 'en', theme: 'dark', chart: 'done', lanes: 'http', start: '1', speed: '2' }
  const taken = new URLSearchParams(embedQuery(new URLSearchParams(wanted), 'en'))
  expect(parameters.toSorted()).toEqual([...taken.keys()].toSorted())
})

const examples = [...docs.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => match[1] as string)
const run = promisify(execFile)
const hasCurl = await run('curl', ['--version']).then(
  () => true,
  () => false,
)

// curl is not ours: where it is missing, its lines cannot be tried.
test.skipIf(!hasCurl)(
  'the examples work as they stand',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wirelab-docs-'))
    // A refusal fails the example.
    writeFileSync(join(folder, '.curlrc'), 'fail-with-body\nshow-error\n')
    await using server = await startServer(folder)
    const environment: NodeJS.ProcessEnv = { ...process.env, CURL_HOME: folder }
    const outputs: string[] = []
    for (const example of examples) {
      const here = example.replaceAll('http://localhost:3000', server.url)
      const { stdout } = await run('bash', ['-euc', here], { env: environment, cwd: folder }).catch((error) => {
        throw new Error(`${example}\n${error.stdout}${error.stderr}`)
      })
      outputs.push(stdout)
      const started = /^\{"id":"(\w+)","url":"\/bench[^"]*","token":"([^"]+)"\}$/.exec(stdout)
      if (!started) continue
      Object.assign(environment, { RUN: started[1], TOKEN: started[2] })
      await untilFirstOrder(`${server.url}/api/runs/${started[1]}/orders/http/0`)
    }
    const events = outputs.find((output) => output.startsWith('{"state"') && output.includes('\nid: ')) ?? ''
    expect(events).toContain('\nid: 3\n')
    expect(events).not.toContain('\nid: 2\n')
    expect(events).toContain('"state":{"is":"finished","stoppedByHand":true}')
    expect(events).toContain('"type":"fault-set"')
  },
  EXAMPLES_MS,
)

/** A reader types slower than this test: the next example finds an order of the run. */
async function untilFirstOrder(url: string): Promise<void> {
  for (let asked = 0; asked < MOST_ASKED; asked++) {
    if ((await fetch(url)).ok) return
    await new Promise((resolve) => setTimeout(resolve, ASK_MS))
  }
  throw new Error('the run sent no order')
}

async function startServer(folder: string) {
  const server = spawn(process.execPath, ['server/main.ts'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0', WIRELAB_DATA: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    server.stdout.on('data', (chunk: Buffer) => {
      said += chunk
      const ready = /ready at (http:\/\/\S+)/.exec(said)?.[1]
      if (ready) resolve(ready)
    })
    server.once('exit', () => reject(new Error(`the server did not start: ${said}`)))
  })
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
