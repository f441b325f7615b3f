import { wordsFor } from '#components/text/locale.ts'
import { TopBar } from '#components/ui/top-bar.tsx'
import { localeOfRequest, themeOfRequest } from './request-manners.ts'

export default async function NotFound() {
  const words = wordsFor(await localeOfRequest())
  return (
    <>
      <TopBar home={words.site.home} theme={await themeOfRequest()} />
      <main id="content" className="mx-auto max-w-xl px-6 py-16">
        <h1 className="font-strong text-20">404</h1>
        <p className="mt-6">
          <a className="font-medium underline underline-offset-4" href="/">
            {words.site.home}
          </a>
        </p>
      </main>
    </>
  )
}
