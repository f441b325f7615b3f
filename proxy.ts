/** Carries `?lang=` to the root layout, which sees no query: <html lang> has to be right in the first byte. */
import { type NextRequest, NextResponse } from 'next/server'
import { isLocale, LOCALE_HEADER } from '#components/text/locale.ts'

export function proxy(request: NextRequest): NextResponse {
  const asked = request.nextUrl.searchParams.get('lang')
  const headers = new Headers(request.headers)
  if (isLocale(asked)) headers.set(LOCALE_HEADER, asked)
  else headers.delete(LOCALE_HEADER)
  return NextResponse.next({ request: { headers } })
}

export const config = { matcher: ['/', '/bench'] }
