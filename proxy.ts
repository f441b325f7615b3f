/**
 * Carries `?lang=` to the root layout, which sees no query: <html lang> has to be right in the first byte. And keeps
 * it, as the language switch does, so that the next page is in the same language.
 */
import { type NextRequest, NextResponse } from 'next/server'
import { isLocale, LOCALE_COOKIE, LOCALE_HEADER } from '#components/text/locale.ts'

const YEAR_S = 31_536_000

export function proxy(request: NextRequest): NextResponse {
  const asked = request.nextUrl.searchParams.get('lang')
  const headers = new Headers(request.headers)
  if (isLocale(asked)) headers.set(LOCALE_HEADER, asked)
  else headers.delete(LOCALE_HEADER)
  const response = NextResponse.next({ request: { headers } })
  if (isLocale(asked)) response.cookies.set(LOCALE_COOKIE, asked, { path: '/', maxAge: YEAR_S, sameSite: 'lax' })
  return response
}

/** Every page, also one that is not there; /embed has its own `lang` and keeps nothing in somebody else's page. */
export const config = { matcher: ['/((?!api/|_next/|embed/|metrics|.*\\.).*)'] }
