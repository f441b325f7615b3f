import { describe, expect, test } from 'vitest'
import { type Asked, ownHosts, refusalOf } from './guard.ts'

const own = ownHosts('lab.example, class.local')
const asked = (more: Partial<Asked>): Asked => ({
  method: 'POST',
  host: 'localhost:3000',
  origin: undefined,
  fetchSite: undefined,
  ...more,
})

describe('let in', () => {
  test.each([
    ['a command line on loopback', {}],
    ['another port and another loopback address', { host: '127.0.0.2:81' }],
    ['IPv6 loopback', { host: '[::1]:3000', origin: 'http://[::1]:3000' }],
    ['a page of ours', { origin: 'http://localhost:3000', fetchSite: 'same-origin' }],
    ['a host that the operator listed', { host: 'lab.example' }],
    ['behind TLS', { host: 'class.local', origin: 'https://class.local' }],
    ['a look from a sandboxed page', { method: 'GET', origin: 'null' }],
    ['a link followed from elsewhere', { method: 'GET', fetchSite: 'cross-site' }],
  ])('%s', (_what, more) => {
    expect(refusalOf(asked(more), own)).toBeNull()
  })
})

describe('kept out', () => {
  test.each([
    ['no Host', { host: undefined }],
    ['a name that somebody points here (DNS rebinding)', { host: 'evil.example:3000' }],
    ['a name that only looks like loopback', { host: '127.0.0.1.evil.example' }],
    ['a page from elsewhere', { origin: 'https://evil.example' }],
    ['a page on another port of this machine', { origin: 'http://localhost:8080' }],
    ['a sandboxed page that would change something', { origin: 'null' }],
    ['a form posted from elsewhere without an Origin', { fetchSite: 'cross-site' }],
    ['another port of the same site', { fetchSite: 'same-site' }],
    ['garbage', { host: 'a b' }],
  ])('%s', (_what, more) => {
    expect(refusalOf(asked(more), own)).toMatchObject({ status: 403 })
  })
})
