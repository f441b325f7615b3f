'use client'
import { useWords } from '#components/text/use-words.tsx'
import { AddressCard } from '#components/ui/address-card.tsx'

/** What a class scans to watch: without the token that steers, the same page is read-only. */
export function WatchLink({ runId, origins }: { runId: string; origins: string[] }) {
  const { words } = useWords()
  return (
    <section className="border-line border-b px-5 py-4 max-mid:px-4" data-testid="watch">
      <h3 className="font-strong text-14">{words.share.watch}</h3>
      <p className="mt-1 mb-3 text-13 text-ink-2 leading-normal">{words.share.watchWhy}</p>
      <AddressCard
        path={`/bench?run=${encodeURIComponent(runId)}`}
        origins={origins}
        label={words.share.watchLink}
        testId="watch-link"
      />
    </section>
  )
}
