import { TextLink } from '#components/report/page-parts.tsx'
import { wordsFor } from '#components/text/locale.ts'
import { TopBar } from '#components/ui/top-bar.tsx'
import { localeOfRequest, themeOfRequest } from './request-manners.ts'

export default async function NotFound() {
  const { site, status } = wordsFor(await localeOfRequest())
  return (
    <>
      <TopBar home={site.home} theme={await themeOfRequest()} />
      <main id="content" className="mx-auto max-w-xl px-6 py-16 max-mid:px-4">
        <p className="num text-13 text-ink-3">404</p>
        <h1 className="mt-1 font-strong text-20">{status.nowhere}</h1>
        <p className="mt-2 text-16 text-ink-2 leading-relaxed">{status.nowhereWhy}</p>
        <p className="mt-6 flex flex-wrap gap-x-5 gap-y-2">
          <TextLink href="/">{site.home}</TextLink>
          <TextLink href="/bench">{status.toBench}</TextLink>
        </p>
      </main>
    </>
  )
}
