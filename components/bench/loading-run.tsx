'use client'
import { useWords } from '#components/text/use-words.tsx'
import type { Theme } from '#components/ui/theme.ts'
import { TopBar } from '#components/ui/top-bar.tsx'

/** How many lanes the run has is not known yet: these stand for any. */
const WIRES = ['w-full', 'w-5/6', 'w-2/3']

interface LoadingRunProps {
  runId: string
  theme: Theme
  lost: boolean
}

/** Before the run of the address has said what it is: wires and nothing on them, never the lanes of another experiment. */
export function LoadingRun({ runId, theme, lost }: LoadingRunProps) {
  const { words } = useWords()
  return (
    <>
      <TopBar home={words.site.home} theme={theme} />
      <main id="content" className="mx-auto max-w-xl px-6 py-16 max-mid:px-4" data-testid="loading-run">
        <h1 role="status" className="font-strong text-20">
          {words.status.loading}
        </h1>
        <p className="num mt-2 text-13 text-ink-3">{runId}</p>
        {lost && (
          <p role="alert" className="mt-4 bg-warn-bg px-4 py-2 text-12 text-warn">
            {words.status.lineLost} {words.status.loadingLost}
          </p>
        )}
        <div aria-hidden="true" className="mt-8 grid gap-6 motion-safe:animate-pulse">
          {WIRES.map((width) => (
            <div key={width} className="flex items-center">
              <i className="size-2.5 flex-none rounded-full border border-control" />
              <i className={`h-px bg-wire ${width}`} />
              <i className="size-2.5 flex-none rounded-1 border border-control" />
            </div>
          ))}
        </div>
      </main>
    </>
  )
}
