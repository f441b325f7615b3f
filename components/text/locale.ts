/** Which language a request is answered in: `?lang=` > cookie > Accept-Language > Korean. */
import { type Locale, locales } from '#core/text.ts'
import { en } from './en.ts'
import { ko } from './ko.ts'
import type { Words } from './words.ts'

export const LOCALE_COOKIE = 'wirelab-lang'
/** Carries `?lang=` from proxy.ts to the layout, which sees no query. */
export const LOCALE_HEADER = 'x-wirelab-lang'

export function isLocale(value: unknown): value is Locale {
  return locales.some((locale) => locale === value)
}

export function wordsFor(locale: Locale): Words {
  return locale === 'ko' ? ko : en
}

export interface LocaleHints {
  query?: string | null | undefined
  cookie?: string | null | undefined
  /** RFC 9110 §12.5.4 */
  acceptLanguage?: string | null | undefined
}

export function chooseLocale({ query, cookie, acceptLanguage }: LocaleHints): Locale {
  if (isLocale(query)) return query
  if (isLocale(cookie)) return cookie
  return preferredOf(acceptLanguage ?? '') ?? 'ko'
}

function preferredOf(acceptLanguage: string): Locale | null {
  const ranges = acceptLanguage.split(',').map((part, order) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
    const weight = parameters.map((p) => /^\s*q=([\d.]+)/.exec(p)?.[1]).find((q) => q !== undefined)
    return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight), order }
  })
  const known = ranges
    .filter((range) => isLocale(range.language) && range.weight > 0)
    .sort((a, b) => b.weight - a.weight || a.order - b.order)
  const best = known[0]?.language
  return isLocale(best) ? best : null
}
