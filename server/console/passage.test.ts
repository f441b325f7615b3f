import { describe, expect, test } from 'vitest'
import { captureIdOf, requestHeaders, responseHeaders, targetOf } from './passage.ts'

describe('request headers', () => {
  test('of this connection stay here, and so does what the connection names: RFC 9110 §7.6.1', () => {
    const given: [string, string][] = [
      ['Connection', 'keep-alive, X-Named'],
      ['X-Named', 'stays'],
      ['Keep-Alive', 'timeout=5'],
      ['Transfer-Encoding', 'chunked'],
      ['TE', 'trailers'],
      ['Upgrade', 'h2c'],
      ['Accept', 'text/html'],
      ['Sec-WebSocket-Key', 'abc'],
    ]
    expect(requestHeaders(given)).toEqual([
      ['accept', 'text/html'],
      ['sec-websocket-key', 'abc'],
    ])
  })

  test("between browser and lab stay here: cookies, credentials, the lab's own and Next's", () => {
    const ours = [
      'Host',
      'Cookie',
      'Authorization',
      'Content-Length',
      'X-Wirelab-Send',
      'X-Forwarded-For',
      'Content-Security-Policy',
    ]
    expect(requestHeaders(ours.map((name) => [name, 'x']))).toEqual([])
  })
})

describe('response headers', () => {
  test('keep what the backend said, in as many lines, but no cookie and no policy for our origin', () => {
    const headers = responseHeaders({
      etag: '"1"',
      vary: 'accept',
      connection: 'close',
      'transfer-encoding': 'chunked',
      'set-cookie': ['a=1'],
      'content-security-policy': 'default-src *',
      'strict-transport-security': 'max-age=1',
    })
    expect(Object.fromEntries(headers)).toEqual({
      etag: '"1"',
      vary: 'accept',
      'cache-control': 'no-store, no-transform',
    })
  })

  test('forbid to gather up a stream, whatever else they say of caching', () => {
    expect(responseHeaders({ 'cache-control': 'no-cache' }).get('cache-control')).toBe('no-cache, no-transform')
  })
})

describe('the target', () => {
  test.each([
    ['/api/lab/http/orders', '/orders'],
    ['/api/lab/http/orders?page=2&q=a%20b', '/orders?page=2&q=a%20b'],
    ['/api/lab/http/orders?capture=x', '/orders'],
    ['/api/lab/http/orders?capture=x&page=2', '/orders?page=2'],
    ['/api/lab/http/', '/'],
    ['/api/lab/httpx/orders', '/'],
    ['/api/lab/http//evil.example/', '//evil.example/'],
    ['/api/lab/http/../../runs', '/'],
  ])('of %s is %s', (path, target) => {
    expect(targetOf(new URL(path, 'http://lab'), 'http')).toBe(target)
  })
})

describe('the id of a capture', () => {
  const query = (text: string) => new URLSearchParams(text)
  test('comes from the header, else from the query', () => {
    expect(captureIdOf('one', query('capture=two'))).toBe('one')
    expect(captureIdOf(null, query('capture=two'))).toBe('two')
    expect(captureIdOf(undefined, query(''))).toBeNull()
  })
  test.each(['', 'a.call', 'a b', '../x', 'x'.repeat(65)])("'%s' is none", (id) => {
    expect(captureIdOf(id, query(''))).toBeNull()
  })
})
