'use client'
import { useState } from 'react'
import { useWords } from '#components/text/use-words.tsx'
import { LinkField } from '#components/ui/link-field.tsx'
import { QrCode } from '#components/ui/qr-code.tsx'

/** What a class scans to watch: without the token that steers, the same page is read-only. */
export function WatchLink({ runId, origins }: { runId: string; origins: string[] }) {
  const { words } = useWords()
  const [chosen, choose] = useState(origins[0])
  const url = `${chosen}/bench?run=${encodeURIComponent(runId)}`
  return (
    <section className="border-line border-b px-5 py-4 max-mid:px-4" data-testid="watch">
      <h3 className="font-strong text-14">{words.share.watch}</h3>
      <p className="mt-1 mb-3 text-13 text-ink-2 leading-normal">{words.share.watchWhy}</p>
      {chosen === undefined ? (
        <div className="text-13 text-ink-2 leading-normal" data-testid="only-here">
          <p>
            <b className="font-medium text-ink">{words.share.onlyHere}</b> {words.share.onlyHereHow}
          </p>
          <code className="mt-2 inline-block rounded-1 bg-sunken px-2 py-1 font-mono text-12 text-ink">
            HOST=0.0.0.0 npm start
          </code>
        </div>
      ) : (
        <div className="flex items-start gap-5 max-mid:flex-col max-mid:items-center max-mid:gap-4">
          <QrCode text={url} label={words.share.qr} />
          <div className="w-full min-w-0 flex-1">
            {origins.length > 1 && (
              <label className="mb-3 block text-12 text-ink-3">
                {words.share.address}
                <select
                  value={chosen}
                  onChange={(event) => choose(event.currentTarget.value)}
                  className="mt-1 block h-8 w-full rounded-1 border border-control bg-surface px-2 text-13 text-ink max-mid:h-10"
                >
                  {origins.map((origin) => (
                    <option key={origin}>{origin}</option>
                  ))}
                </select>
              </label>
            )}
            <LinkField label={words.share.watchLink} url={url} testId="watch-link" />
          </div>
        </div>
      )}
    </section>
  )
}
