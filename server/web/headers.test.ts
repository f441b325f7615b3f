import { expect, test } from 'vitest'
import { contentSecurityPolicy } from './headers.ts'

const policyOf = (path: string) => contentSecurityPolicy({ dev: false, path })

test('only the player may stand in pages of other origins', () => {
  expect(policyOf('/embed/first-look?lang=ko')).toContain('frame-ancestors *')
  for (const path of ['/', '/bench?run=1', '/r/1', '/embed', '/api/embed/', '/r/?/embed/']) {
    expect(policyOf(path), path).toContain("frame-ancestors 'self'")
  }
})

test('every answer has a nonce of its own', () => {
  expect(policyOf('/')).not.toBe(policyOf('/'))
})
