/** What a request says about its reader: language and brightness. */
import { cookies, headers } from 'next/headers'
import { chooseLocale, LOCALE_COOKIE, LOCALE_HEADER } from '#components/text/locale.ts'
import { THEME_COOKIE, type Theme, themeOf } from '#components/ui/theme.ts'
import type { Locale } from '#core/text.ts'

export async function localeOfRequest(): Promise<Locale> {
  const [sent, jar] = await Promise.all([headers(), cookies()])
  return chooseLocale({
    query: sent.get(LOCALE_HEADER),
    cookie: jar.get(LOCALE_COOKIE)?.value,
    acceptLanguage: sent.get('accept-language'),
  })
}

export async function themeOfRequest(): Promise<Theme> {
  return themeOf((await cookies()).get(THEME_COOKIE)?.value)
}
