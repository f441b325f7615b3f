'use client'
import { lazy, Suspense, useState } from 'react'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { ShareIcon } from '#components/ui/icons.tsx'
import type { Experiment } from '#core/experiment.ts'

// The codec and the QR encoder come when somebody shares.
const ShareDialog = lazy(() => import('./share-dialog.tsx'))

export function ShareButton({ experiment, runId }: { experiment: Experiment; runId: string | null }) {
  const { words } = useWords()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        size="small"
        className="max-mid:w-10 max-mid:px-0"
        aria-haspopup="dialog"
        aria-label={words.share.open}
        data-testid="share-button"
        onClick={() => setOpen(true)}
      >
        <ShareIcon />
        <span className="max-mid:hidden">{words.share.open}</span>
      </Button>
      {open && (
        <Suspense>
          <ShareDialog {...{ experiment, runId }} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
