'use client'
import { useWords } from '#components/text/use-words.tsx'
import type { Theme } from '#components/ui/theme.ts'
import { TopBar } from '#components/ui/top-bar.tsx'

export function MissingRun({ theme }: { theme: Theme }) {
  const { words } = useWords()
  return (
    <>
      <TopBar home={words.site.home} theme={theme} />
      <main id="content" className="mx-auto max-w-xl px-6 py-16" data-testid="missing-run">
        <h1 className="font-strong text-20">{words.status.missing}</h1>
        <p className="mt-2 text-16 text-ink-2 leading-relaxed">{words.status.missingWhy}</p>
        <p className="mt-6">
          <a className="font-medium underline underline-offset-4" href="/bench">
            {words.status.toBench}
          </a>
        </p>
      </main>
    </>
  )
}
