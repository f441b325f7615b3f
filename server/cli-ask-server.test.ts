import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { askServer, originOf } from './cli-ask-server.ts'

/** A server that answers these addresses, and 404 with a problem to all others. */
async function serverOf(answers: Record<string, unknown>) {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? '']
    response.statusCode = answer === undefined ? 404 : 200
    response.end(JSON.stringify(answer ?? { status: 404, detail: 'there is no such thing' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { host: '0.0.0.0', port: (server.address() as AddressInfo).port }
}

test.each([
  ['127.0.0.1', 'http://127.0.0.1:3000'],
  ['0.0.0.0', 'http://127.0.0.1:3000'],
  ['::', 'http://[::1]:3000'],
  ['fd00::7', 'http://[fd00::7]:3000'],
  ['lab.example', 'http://lab.example:3000'],
])('a server at %s is asked at %s', (host, origin) => {
  expect(originOf({ host, port: 3000 })).toBe(origin)
})

test('filters go along as they were given, and what is refused is said in the words of the server', async () => {
  const page = { orders: [], matched: 0 }
  const listening = await serverOf({
    '/api/runs/one': {},
    '/api/runs/one/orders?lane=a&verdict=refused%2Cunknown': page,
  })
  const asked = await askServer('one', listening)
  const filters: [string, string][] = [
    ['lane', 'a'],
    ['verdict', 'refused,unknown'],
  ]
  expect(await asked?.page(filters)).toEqual(page)
  await expect(asked?.life({ lane: 'a', seq: '7' })).rejects.toThrow('there is no such thing')
})

test('a server that does not know the run is none, and neither is one that is not there', async () => {
  const listening = await serverOf({})
  expect(await askServer('one', listening)).toBeNull()
  expect(await askServer('one', { host: '127.0.0.1', port: 1 })).toBeNull()
})
