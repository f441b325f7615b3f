/** What the lab refuses, and that it says why: no browser here, only what anybody on the machine could send. */
import { request as plainRequest } from 'node:http'
import type { APIResponse } from '@playwright/test'
import { io } from 'socket.io-client'
import type { ExperimentInput } from '#core/parse-experiment.ts'
import { expect, quietLanes, RUN_MS, test } from './lab.ts'

interface Problem {
  type: string
  title: string
  status: number
  detail: string
}

async function expectProblem(response: APIResponse, status: number, detail: RegExp | string): Promise<void> {
  expect(response.status()).toBe(status)
  expect(response.headers()['content-type']).toContain('application/problem+json')
  const problem = (await response.json()) as Problem
  expect(problem.status).toBe(status)
  expect(problem.title).not.toBe('')
  expect(problem.detail).toMatch(detail)
}

const oneLane: ExperimentInput['lanes'] = [{ id: 'http', protocol: 'http' }]
const manyLanes = (count: number) => Array.from({ length: count }, (_, i) => ({ ...oneLane[0], id: `lane-${i}` }))
type Calls = object[]
const calling = (calls: Calls) => ({ ...oneLane[0], service: { calls } })
const nested = (count: number): Calls => [{ protocol: 'http', count }]
/** So many services that call one another. */
const chain = (deep: number): Calls => [{ protocol: 'http', ...(deep > 1 ? { to: { calls: chain(deep - 1) } } : {}) }]
const open = (rateRps: number) => ({ open: { rateRps } })

test.describe('an experiment over a cap', () => {
  const over: Record<string, object> = {
    maxRateRps: { workload: open(2001) },
    maxDurationS: { durationS: 301 },
    maxPayloadBytes: { payloadBytes: 256 * 1024 + 1 },
    maxLanes: { lanes: manyLanes(13) },
    maxCallers: { workload: { closed: { callers: 1001 } } },
    maxOrders: { lanes: manyLanes(2), workload: open(1000), durationS: 251 },
    maxFaults: {
      faults: Array.from({ length: 33 }, (_, i) => ({ id: `f-${i}`, type: 'down', target: { lane: 'http' } })),
    },
    maxThresholds: { thresholds: Array.from({ length: 65 }, () => 'http.failed == 0') },
    maxDepth: { lanes: [calling(chain(8))] },
    maxFanOut: { lanes: [calling([{ protocol: 'http', count: 101 }])] },
    maxReplicas: { lanes: [{ ...oneLane[0], service: { replicas: 17 } }] },
    maxEdges: { lanes: [calling(Array.from({ length: 64 }, () => ({ protocol: 'http' })))] },
    maxCallsPerOrder: { lanes: [calling([{ protocol: 'http', count: 50, to: { calls: nested(10) } }])] },
  }
  for (const [cap, more] of Object.entries(over)) {
    test(cap, async ({ request }) => {
      const response = await request.post('/api/runs', { data: { experiment: { lanes: oneLane, ...more } } })
      await expectProblem(response, 422, new RegExp(`over the cap ${cap} \\(`))
    })
  }

  test('every cap of the lab is tried here', async ({ request }) => {
    const { limits } = (await (await request.get('/api/health')).json()) as { limits: object }
    // What is too much for the lab waits its turn, see watching.spec.ts.
    const ofAllRuns = ['maxLoadAtOnce', 'maxQueuedRuns', 'maxRunsAtOnce']
    expect(Object.keys(limits).sort()).toEqual([...Object.keys(over), ...ofAllRuns].sort())
  })
})

test.describe('an experiment that is none', () => {
  test('a protocol that nobody speaks: the nearest one is named, with the path', async ({ request }) => {
    const lanes = [...oneLane, { id: 'b', protocol: 'grcp' }]
    const response = await request.post('/api/runs', { data: { experiment: { lanes } } })
    await expectProblem(response, 422, /lanes\[1\]\.protocol: 'grcp' is not a protocol; did you mean '(grpc|tcp)'\?/)
  })

  test('a name that is no experiment', async ({ request }) => {
    const response = await request.post('/api/runs', { data: { experiment: 'frist-look' } })
    await expectProblem(response, 404, /'frist-look' is not a built-in experiment; did you mean 'first-look'\?/)
  })

  for (const [what, body] of [
    ['nothing at all', {}],
    ['no object', { experiment: 7 }],
    ['no lanes', { experiment: { lanes: [] } }],
    ['an unknown key', { experiment: { lanes: oneLane, laens: [] } }],
    ['an override that is none', { experiment: 'first-look', overrides: { rate: 1 } }],
  ] as const) {
    test(what, async ({ request }) => {
      await expectProblem(await request.post('/api/runs', { data: body }), 422, /experiment|lanes|laens|overrides/)
    })
  }
})

test.describe('a body that cannot be read', () => {
  const post = { 'content-type': 'application/json' }
  test('over 1 MiB', async ({ request }) => {
    const data = JSON.stringify({ experiment: 'x'.repeat(1024 * 1024) })
    await expectProblem(await request.post('/api/runs', { headers: post, data }), 413, /1048576 bytes/)
  })

  test('not declared as JSON', async ({ request }) => {
    const data = JSON.stringify({ experiment: 'first-look' })
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      await expectProblem(await request.post('/api/runs', { headers: { 'content-type': type }, data }), 415, type)
    }
  })

  test('not JSON, or no object', async ({ request }) => {
    // As bytes: a text that is not JSON would be made one on its way out.
    const send = (text: string) => request.post('/api/runs', { headers: post, data: Buffer.from(text) })
    await expectProblem(await send('{"experiment":'), 400, /not JSON/)
    await expectProblem(await send('[]'), 400, /JSON object/)
  })
})

test.describe('strangers', () => {
  test('a page from elsewhere', async ({ request }) => {
    const data = { experiment: 'first-look' }
    for (const origin of ['https://evil.example', 'http://127.0.0.1:1', 'null']) {
      const response = await request.post('/api/runs', { headers: { origin }, data })
      await expectProblem(response, 403, /may not drive this lab/)
    }
    const crossSite = { 'sec-fetch-site': 'cross-site' }
    await expectProblem(await request.post('/api/runs', { headers: crossSite, data }), 403, /from elsewhere/)
  })

  test('a name that somebody points at this machine', async ({ baseURL }) => {
    for (const path of ['/', '/api/health', '/socket.io/?EIO=4&transport=polling']) {
      const answer = await withHost(`${baseURL}${path}`, 'evil.example')
      expect(answer.status, path).toBe(403)
    }
    const { type, body } = await withHost(`${baseURL}/api/runs`, 'evil.example')
    expect(type).toContain('application/problem+json')
    expect(JSON.parse(body)).toMatchObject({ status: 403, detail: expect.stringContaining("'evil.example'") })
    expect((await withHost(`${baseURL}/api/health`, 'localhost')).status).toBe(200)
  })

  for (const transport of ['websocket', 'polling'] as const) {
    test(`a socket from elsewhere, ${transport}`, async ({ baseURL }) => {
      expect(await connects(`${baseURL}`, transport, `${baseURL}`)).toBe(true)
      expect(await connects(`${baseURL}`, transport, 'https://evil.example')).toBe(false)
    })
  }
})

test('a run: unknown, not yours, asked for what it cannot do, removed by its owner alone', async ({ request, lab }) => {
  const unknown = '/api/runs/000000000000'
  for (const response of [
    await request.get(unknown),
    await request.get(`${unknown}/recording`),
    await request.delete(unknown),
    await request.patch(unknown, { data: { state: 'paused' } }),
    await request.patch(`${unknown}/workload`, { data: { workload: open(1) } }),
    await request.post(`${unknown}/faults`, { data: { type: 'down', target: { lane: 'http' } } }),
    await request.delete(`${unknown}/faults/f`),
  ]) {
    await expectProblem(response, 404, /000000000000/)
  }

  const started = await lab.start(quietLanes())
  const path = `/api/runs/${started.id}`
  const mine = { authorization: `Bearer ${started.token}` }
  await lab.until(started.id, ({ state }) => state.is === 'running')

  await test.step('without the token, or with another', async () => {
    for (const authorization of ['', 'Bearer nonsense', started.token]) {
      const headers = { authorization }
      for (const response of [
        await request.patch(path, { headers, data: { state: 'stopping' } }),
        await request.patch(`${path}/workload`, { headers, data: { workload: open(1) } }),
        await request.post(`${path}/faults`, { headers, data: { type: 'down', target: { lane: 'http' } } }),
        await request.delete(`${path}/faults/f`, { headers }),
        await request.delete(path, { headers }),
      ]) {
        await expectProblem(response, 403, /only who started the run/)
      }
    }
    expect((await lab.report(started.id)).state).toEqual({ is: 'running' })
  })

  await test.step('nonsense, from its owner', async () => {
    const patch = (data: object) => request.patch(path, { headers: mine, data })
    await expectProblem(await patch({ state: 'flying' }), 422, /'flying' is not one of paused, running, stopping/)
    await expectProblem(await patch({}), 422, /state/)
    const load = (data: object) => request.patch(`${path}/workload`, { headers: mine, data })
    await expectProblem(await load({ workload: open(5000) }), 422, /over the cap maxRateRps/)
    await expectProblem(await load({ lane: 'htpp', workload: open(1) }), 422, /htpp/)
    await expectProblem(await load({}), 422, /workload|open|object/)
    const fault = (data: object) => request.post(`${path}/faults`, { headers: mine, data })
    await expectProblem(await fault({ type: 'latncy', target: { lane: 'http' } }), 422, /did you mean 'latency'/)
    await expectProblem(await fault({ type: 'latency', target: { lane: 'in-process' } }), 422, /no wire/)
    await expectProblem(await fault({ type: 'latency', target: { lane: 'http' }, atS: 1 }), 422, /atS/)
    await expectProblem(await request.delete(`${path}/faults/f`, { headers: mine }), 404, /'f'/)
  })

  await test.step('stopped by DELETE, then removed', async () => {
    expect((await request.delete(path, { headers: mine })).status()).toBe(202)
    await lab.until(started.id, ({ state }) => state.is === 'finished')
    await expectProblem(await request.patch(path, { headers: mine, data: { state: 'paused' } }), 409, /finished/)
    await expectProblem(await request.delete(path), 403, /only who started/)
    // The last of it is written a moment after its end is said.
    await expect(async () => expect((await request.delete(path, { headers: mine })).status()).toBe(204)).toPass({
      timeout: RUN_MS,
    })
    await expectProblem(await request.get(path), 404, new RegExp(started.id))
  })
})

test('what the API does not have', async ({ request }) => {
  await expectProblem(await request.get('/api/nothing'), 404, /'\/api\/nothing'/)
  await expectProblem(await request.post('/api/runs/x/nothing', { data: {} }), 404, /nothing/)
})

test('a method that is not for the path: those that are, are named', async ({ request }) => {
  for (const [method, path, allow] of [
    ['PUT', '/api/runs', 'GET, POST'],
    ['POST', '/api/runs/x', 'GET, PATCH, DELETE'],
    ['DELETE', '/api/runs/x/events', 'GET'],
    ['GET', '/api/runs/x/faults', 'POST'],
    ['PATCH', '/api/runs/x/faults/y', 'DELETE'],
    ['PUT', '/api/runs/x/workload', 'PATCH'],
    ['GET', '/api/runs/x/lanes/y/redrive', 'POST'],
    ['POST', '/api/runs/x/orders/y/0/wire', 'GET'],
    ['POST', '/api/experiments', 'GET'],
    ['GET', '/api/send', 'POST'],
    ['PUT', '/api/backends/http/faults', 'POST, DELETE'],
    ['POST', '/metrics', 'GET'],
  ] as const) {
    const refused = await request.fetch(path, { method })
    await expectProblem(refused, 405, /is not for '.*'; it may be /)
    expect(refused.headers().allow, path).toBe(allow)
  }
})

test('pages carry their policy, a new nonce each time, and nothing on them breaks it', async ({
  page,
  request,
  complaints,
}) => {
  const nonces = new Set<string>()
  for (const path of ['/', '/bench', '/bench?experiment=slow-link', '/']) {
    const headers = (await request.get(path)).headers()
    const policy = headers['content-security-policy'] ?? ''
    const scripts = /script-src ([^;]+)/.exec(policy)?.[1] ?? ''
    expect(scripts).not.toContain('unsafe')
    nonces.add(/'nonce-([^']+)'/.exec(scripts)?.[1] ?? '')
    expect(policy).toContain("object-src 'none'")
    expect(policy).toContain("frame-ancestors 'self'")
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff' })
    expect(headers['referrer-policy']).toBeDefined()
    expect(headers['x-powered-by']).toBeUndefined()
    await page.goto(path)
    await expect(page.getByTestId('run-button')).toBeEnabled()
  }
  expect(nonces.size).toBe(4)
  expect(complaints).toEqual([])
})

/** fetch and its kind set Host themselves; node:http sends what it is told. */
function withHost(url: string, host: string): Promise<{ status: number; type: string; body: string }> {
  const { hostname, port, pathname, search } = new URL(url)
  return new Promise((resolve, reject) => {
    plainRequest({ hostname, port, path: pathname + search, headers: { host } }, async (response) => {
      let body = ''
      for await (const chunk of response) body += chunk
      resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body })
    })
      .on('error', reject)
      .end()
  })
}

function connects(url: string, transport: 'websocket' | 'polling', origin: string): Promise<boolean> {
  const socket = io(url, { transports: [transport], reconnection: false, forceNew: true, extraHeaders: { origin } })
  return new Promise<boolean>((resolve) => {
    socket.on('connect', () => resolve(true))
    socket.on('connect_error', () => resolve(false))
  }).finally(() => socket.close())
}
