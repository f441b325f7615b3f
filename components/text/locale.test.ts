import { describe, expect, it } from 'vitest'
import { chooseLocale } from './locale.ts'

describe('chooseLocale', () => {
  it('puts the query before the cookie, the cookie before the header, Korean last', () => {
    expect(chooseLocale({ query: 'en', cookie: 'ko', acceptLanguage: 'ko' })).toBe('en')
    expect(chooseLocale({ query: 'fr', cookie: 'en', acceptLanguage: 'ko' })).toBe('en')
    expect(chooseLocale({ acceptLanguage: 'en-GB,ko;q=0.8' })).toBe('en')
    expect(chooseLocale({ acceptLanguage: 'fr' })).toBe('ko')
    expect(chooseLocale({})).toBe('ko')
  })

  it('follows the weights of Accept-Language, and q=0 means never', () => {
    expect(chooseLocale({ acceptLanguage: 'en;q=0.3, ko-KR;q=0.9' })).toBe('ko')
    expect(chooseLocale({ acceptLanguage: 'ko;q=0, en;q=0.1' })).toBe('en')
  })
})
