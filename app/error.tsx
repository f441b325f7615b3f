'use client'
/** A page whose making failed, where the rest of the house stands. */
import { TextLink } from '#components/report/page-parts.tsx'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { themeOf } from '#components/ui/theme.ts'
import { TopBar } from '#components/ui/top-bar.tsx'

export default function Broken({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const { site, status } = useWords().words
  // Drawn in the browser alone, where the layout has said which it is.
  const theme = typeof document === 'undefined' ? 'auto' : themeOf(document.documentElement.dataset.theme)
  return (
    <>
      <TopBar home={site.home} theme={theme} />
      <main id="content" className="mx-auto max-w-xl px-6 py-16 max-mid:px-4" data-testid="broken-page">
        <h1 className="font-strong text-20">{status.broken}</h1>
        <p className="mt-2 text-16 text-ink-2 leading-relaxed">{status.brokenWhy}</p>
        {error.digest && <p className="num mt-2 text-12 text-ink-3">{error.digest}</p>}
        <p className="mt-6 flex flex-wrap items-center gap-x-5 gap-y-2">
          <Button look="primary" onClick={reset}>
            {status.again}
          </Button>
          <TextLink href="/">{site.home}</TextLink>
        </p>
      </main>
    </>
  )
}
