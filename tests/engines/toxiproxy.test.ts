/** Toxiproxy's own command line against our API. */
import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Toxiproxy } from '#server/toxiproxy/api.ts'
import { startToxiproxy } from '#server/toxiproxy/start.ts'
import { describeWith } from './engine.ts'
import { outputOf } from './started.ts'

describeWith(['toxiproxy-cli'], "Toxiproxy's command line", ([cli = '']) => {
  const upstream = createServer((socket) => void socket.on('error', () => {}).pipe(socket))
  let api: Toxiproxy
  let at: string
  const run = (...args: string[]) =>
    outputOf(cli, args, { env: { TOXIPROXY_URL: `http://127.0.0.1:${api.address.port}`, NO_COLOR: '1' } })

  beforeAll(async () => {
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
    at = `127.0.0.1:${(upstream.address() as { port: number }).port}`
    api = await startToxiproxy({ port: 0, allowedHosts: [], refused: () => null })
  })
  afterAll(async () => {
    await api.close()
    upstream.close()
  })

  test('makes a proxy, sees it, breaks it and removes it', async () => {
    expect(await run('create', '--listen', '127.0.0.1:0', '--upstream', at, 'redis')).toContain('redis')
    expect(await run('list')).toMatch(/redis.*127\.0\.0\.1:\d+/)
    const added = await run('toxic', 'add', '--type', 'latency', '--attribute', 'latency=1000', 'redis')
    expect(added).toContain('latency_downstream')
    expect(await run('inspect', 'redis')).toMatch(/latency=1000/)
    await run('toxic', 'update', '--toxicName', 'latency_downstream', '--attribute', 'latency=5', 'redis')
    expect(await run('inspect', 'redis')).toMatch(/latency=5/)
    await run('toxic', 'remove', '--toxicName', 'latency_downstream', 'redis')
    expect(await run('toggle', 'redis')).toMatch(/disabled/i)
    expect(await run('delete', 'redis')).toContain('redis')
  })

  test('says what is wrong in our words', async () => {
    await expect(run('inspect', 'nothing')).rejects.toThrow(/not found/)
    await expect(run('create', '--listen', '127.0.0.1:0', '--upstream', 'example.com:80', 'far')).rejects.toThrow(
      /WIRELAB_ALLOW_UPSTREAM/,
    )
  })
})
