/** Toxiproxy's API, asked by its client for Node and by hand: real links, real sockets. */
import { connect, createServer, type Server, type Socket } from 'node:net'
import clientModule from 'toxiproxy-node-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Toxiproxy as Opened } from '#server/toxiproxy/api.ts'
import { startToxiproxy } from '#server/toxiproxy/start.ts'

// The package is CommonJS.
const { Toxiproxy } = clientModule as unknown as typeof import('toxiproxy-node-client')

let opened: Opened
let echo: Server
let upstream: string
let at: string

beforeEach(async () => {
  echo = createServer((socket) => void socket.on('error', () => {}).pipe(socket))
  upstream = `127.0.0.1:${await listening(echo)}`
  opened = await startToxiproxy({ port: 0, allowedHosts: ['broker.internal'], refused: () => null })
  at = `http://127.0.0.1:${opened.address.port}`
})

afterEach(async () => {
  await opened.close()
  echo.close()
})

function listening(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  )
}

/** What came back within the time, and how the connection ended. */
function ask(listen: string, text: string): Promise<{ got: string; end: string }> {
  const [host, port] = listen.split(':') as [string, string]
  return new Promise((resolve) => {
    let got = ''
    const socket: Socket = connect({ host, port: Number(port) }, () => socket.write(text))
    socket.on('data', (bytes) => {
      got += bytes.toString()
      if (got.length >= text.length) socket.end()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => resolve({ got, end: error.code ?? '' }))
    socket.on('close', () => resolve({ got, end: 'closed' }))
  })
}

async function api(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const sent = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(at + path, { method, headers, ...(sent === undefined ? {} : { body: sent }) })
  const text = await response.text()
  return { status: response.status, text, json: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : null }
}

describe('with its client for Node', () => {
  test('proxies are made, listed, switched off and on, and removed', async () => {
    const client = new Toxiproxy(at)
    const proxy = await client.createProxy({ name: 'redis', listen: 'localhost:0', upstream, enabled: true })
    expect(proxy.listen).toMatch(/^127\.0\.0\.1:\d+$/)
    expect(await ask(proxy.listen, 'hello')).toEqual({ got: 'hello', end: 'closed' })
    expect(Object.keys(await client.getAll())).toEqual(['redis'])
    await proxy.update({ enabled: false, listen: proxy.listen, upstream })
    expect((await ask(proxy.listen, 'hello')).end).toBe('ECONNREFUSED')
    expect((await client.get('redis')).enabled).toBe(false)
    await proxy.update({ enabled: true, listen: proxy.listen, upstream })
    expect((await ask(proxy.listen, 'again')).got).toBe('again')
    await proxy.remove()
    expect((await ask(proxy.listen, 'hello')).end).toBe('ECONNREFUSED')
    await expect(client.get('redis')).rejects.toThrow()
    expect(await client.getVersion()).toMatch(/2\.\d+\.\d+/)
  })

  test('toxics act, are changed and removed, and the very next request is as ever', async () => {
    const client = new Toxiproxy(at)
    const proxy = await client.createProxy({ name: 'slow', listen: '', upstream, enabled: true })
    const toxic = await proxy.addToxic({
      name: 'late',
      type: 'latency',
      stream: 'downstream',
      toxicity: 1,
      attributes: { latency: 300, jitter: 0 },
    })
    const took = async () => {
      const fromMs = performance.now()
      await ask(proxy.listen, 'x')
      return performance.now() - fromMs
    }
    expect(await took()).toBeGreaterThanOrEqual(300)
    const changed = await toxic.update({ attributes: { latency: 600, jitter: 0 } } as never)
    expect(changed.attributes).toEqual({ latency: 600, jitter: 0 })
    expect(await took()).toBeGreaterThanOrEqual(600)
    await toxic.remove()
    expect(await took()).toBeLessThan(300)
    await proxy.addToxic({ type: 'reset_peer', stream: 'upstream', toxicity: 0, attributes: { timeout: 0 } } as never)
    // Toxicity 0 means never.
    expect((await ask(proxy.listen, 'spared')).got).toBe('spared')
    await proxy.addToxic({ type: 'limit_data', attributes: { bytes: 3 } } as never)
    expect((await ask(proxy.listen, 'truncated')).got).toBe('tru')
    await client.reset()
    expect((await ask(proxy.listen, 'whole')).got).toBe('whole')
  })

  test('populate makes and replaces, and leaves alone what is the same', async () => {
    const client = new Toxiproxy(at)
    const first = await client.populate([{ name: 'a', listen: '127.0.0.1:0', upstream, enabled: true }] as never)
    const { listen } = first.a as { listen: string }
    await api('POST', '/proxies/a/toxics', { type: 'latency', attributes: { latency: 1 } })
    await client.populate([
      { name: 'a', listen, upstream },
      { name: 'b', upstream },
    ] as never)
    expect((await api('GET', '/proxies/a/toxics')).json).toHaveLength(1)
    await client.populate([{ name: 'a', listen, upstream: upstream.replace('127.0.0.1', 'localhost') }] as never)
    expect((await api('GET', '/proxies/a/toxics')).json).toEqual([])
  })
})

describe('its status codes and bodies', () => {
  test.each([
    ['GET', '/proxies/none', undefined, 404, 'proxy not found'],
    ['DELETE', '/proxies/none', undefined, 404, 'proxy not found'],
    ['POST', '/proxies/none/toxics', { type: 'latency' }, 404, 'proxy not found'],
    ['GET', '/proxies/p/toxics/none', undefined, 404, 'toxic not found'],
    ['DELETE', '/proxies/p/toxics/none', undefined, 404, 'toxic not found'],
    ['POST', '/proxies', { upstream: 'x:1' }, 400, 'missing required field: name'],
    ['POST', '/proxies', { name: 'x' }, 400, 'missing required field: upstream'],
    ['POST', '/populate', [{ name: 'x' }], 400, 'missing required field: upstream at proxy 1'],
    ['POST', '/proxies/p/toxics', { type: 'latency', stream: 'sideways' }, 400, /^stream was invalid, can be either/],
    ['POST', '/proxies/p/toxics', { type: 'nonsense' }, 400, 'invalid toxic type'],
    ['POST', '/proxies/p/toxics', { type: 'down' }, 400, 'invalid toxic type'],
    ['POST', '/proxies/p/toxics', '{"type":', 400, /^bad request body: /],
    ['POST', '/proxies', undefined, 400, 'bad request body: EOF'],
    ['POST', '/proxies/p/toxics', { type: 'latency', attributes: { latency: '5' } }, 400, /^bad request body: /],
    ['POST', '/proxies/p/toxics', { type: 'slicer', attributes: { delay: 0.5 } }, 400, /^bad request body: /],
    ['POST', '/proxies/p/toxics', { type: 'network', attributes: { profile: 'moon' } }, 400, /attributes.profile/],
    ['POST', '/proxies', { name: 'x', upstream: 'example.com:80' }, 403, /WIRELAB_ALLOW_UPSTREAM/],
    ['POST', '/proxies', { name: 'x', upstream: '2130706433:80' }, 403, /WIRELAB_ALLOW_UPSTREAM/],
    ['POST', '/proxies', { name: 'x', upstream: '[::ffff:10.0.0.1]:80' }, 403, /WIRELAB_ALLOW_UPSTREAM/],
    ['POST', '/proxies', { name: 'x', upstream: 'localhost' }, 500, /missing port in address/],
    ['POST', '/proxies', { name: 'x', listen: '10.1.2.3:9', upstream: 'localhost:1' }, 403, /loopback only/],
  ] as const)('%s %s %j: %d %s', async (method, path, body, status, error) => {
    await api('POST', '/proxies', { name: 'p', upstream })
    const said = await api(method, path, body)
    expect(said.status).toBe(status)
    expect(said.json).toEqual({
      error: typeof error === 'string' ? error : expect.stringMatching(error),
      status,
    })
  })

  test('what is there twice is a conflict, and a port that is taken an error of listening', async () => {
    const made = await api('POST', '/proxies', { name: 'p', upstream })
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({ name: 'p', upstream, enabled: true, toxics: [] })
    const twice = await api('POST', '/proxies', { name: 'p', upstream })
    expect(twice).toMatchObject({ status: 409, json: { error: 'proxy already exists', status: 409 } })
    const taken = await api('POST', '/proxies', { name: 'q', listen: made.json.listen, upstream })
    expect(taken).toMatchObject({ status: 500, json: { error: expect.stringContaining('address already in use') } })
    const toxic = { type: 'bandwidth', attributes: { rate: 5 } }
    const set = await api('POST', '/proxies/p/toxics', toxic)
    const named = { name: 'bandwidth_downstream', stream: 'downstream', toxicity: 1 }
    expect(set).toMatchObject({ status: 200, json: { ...toxic, ...named } })
    expect((await api('POST', '/proxies/p/toxics', toxic)).json).toEqual({ error: 'toxic already exists', status: 409 })
    expect((await api('DELETE', '/proxies/p/toxics/bandwidth_downstream')).status).toBe(204)
    expect((await api('POST', '/reset')).status).toBe(204)
    expect((await api('DELETE', '/proxies/p')).status).toBe(204)
  })

  test('there is an end to proxies and to the toxics of one: nothing is opened beyond it', async () => {
    const many = Array.from({ length: 257 }, (_, i) => ({ name: `p${i}`, upstream }))
    const refused = await api('POST', '/populate', many)
    expect(refused).toMatchObject({ status: 400, json: { error: 'no more than 256 proxies', status: 400 } })
    expect((await api('GET', '/proxies')).json).toEqual({})
    await api('POST', '/proxies', { name: 'p', upstream })
    const toxic = (i: number) => ({ name: `t${i}`, type: 'latency', attributes: { latency: 1 } })
    for (let i = 0; i < 16; i++) expect((await api('POST', '/proxies/p/toxics', toxic(i))).status).toBe(200)
    expect((await api('POST', '/proxies/p/toxics', toxic(16))).status).toBe(400)
  })

  test('a host that the operator allowed may be led to; a browser may not ask at all', async () => {
    expect((await api('POST', '/proxies', { name: 'x', upstream: 'broker.internal:9092' })).status).toBe(201)
    const browser = await api('GET', '/proxies', undefined, { 'user-agent': 'Mozilla/5.0' })
    expect(browser).toMatchObject({ status: 403, text: 'User agent not allowed\n' })
    expect((await api('GET', '/nothing')).status).toBe(404)
    expect((await api('PUT', '/proxies')).status).toBe(405)
  })

  test('bytes are counted by proxy and direction', async () => {
    const { json } = await api('POST', '/proxies', { name: 'p', upstream })
    await ask(json.listen, '12345')
    const { text } = await api('GET', '/metrics')
    for (const [metric, direction] of [
      ['received', 'upstream'],
      ['sent', 'downstream'],
    ]) {
      const labels = `direction="${direction}",listener="${json.listen}",proxy="p",upstream="${upstream}"`
      expect(text).toContain(`toxiproxy_proxy_${metric}_bytes_total{${labels}} 5`)
    }
  })
})
