import { expect, test } from 'vitest'
import { contentSecurityPolicy } from './headers.ts'

const policyOf = (path: string, headers = {}) => contentSecurityPolicy({ dev: false, path, headers })
const framed = { host: 'lab.example:3000', 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'same-site' }

test('only the player may stand in pages of other origins', () => {
  expect(policyOf('/embed/first-look?lang=ko')).toContain('frame-ancestors *')
  for (const path of ['/', '/bench?run=1', '/r/1', '/embed', '/api/embed/', '/r/?/embed/']) {
    expect(policyOf(path), path).toContain("frame-ancestors 'self'")
  }
})

test('a player in a page of the same host stands in no other', () => {
  const near = { ...framed, referer: 'http://lab.example:1313/' }
  expect(policyOf('/embed/x', near)).toContain("frame-ancestors 'self' http://lab.example:* https://lab.example:*")
  expect(policyOf('/', near)).toMatch(/frame-ancestors 'self'$/)
})

test.each([
  ['another site', { 'sec-fetch-site': 'cross-site', referer: 'http://lab.example:1313/' }],
  ['another host of the site', { referer: 'http://blog.example:1313/' }],
  ['a parent that does not say who it is', {}],
  ['no frame', { 'sec-fetch-dest': 'document', referer: 'http://lab.example:1313/' }],
  ['an old browser', { 'sec-fetch-site': undefined, referer: 'http://lab.example:1313/' }],
  ['a host that is none', { host: 'a b;', referer: 'http://lab.example/' }],
])('in %s a player only plays, and may stand anywhere', (_, headers) => {
  expect(policyOf('/embed/x', { ...framed, ...headers })).toContain('frame-ancestors *')
})

test('every answer has a nonce of its own', () => {
  expect(policyOf('/')).not.toBe(policyOf('/'))
})
