'use client'
import { useEffect, useRef, useState } from 'react'
import { formatCount } from '#components/run/format.ts'
import { useOrigins } from '#components/run/use-origins.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import { LinkField } from '#components/ui/link-field.tsx'
import type { Experiment } from '#core/experiment.ts'
import { encodeShareLink, LONGEST_LINK } from '#core/share-link.ts'
import { OpenClass } from './open-class.tsx'
import { WatchLink } from './watch-link.tsx'

export interface ShareDialogProps {
  experiment: Experiment
  runId: string | null
  onClose: () => void
}

/** Links to copy by hand: on plain HTTP at a LAN address a page has no clipboard. */
export default function ShareDialog({ experiment, runId, onClose }: ShareDialogProps) {
  const { words } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const origins = useOrigins()
  const link = useExperimentLink(experiment)
  useEffect(() => dialog.current?.showModal(), [])
  const origin = origins?.[0] ?? location.origin
  return (
    <dialog
      ref={dialog}
      aria-labelledby="share-title"
      data-testid="share-dialog"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) dialog.current?.close()
      }}
      onKeyDown={(event) => event.stopPropagation()}
      className="m-auto max-h-[calc(100dvh-32px)] w-[min(560px,calc(100vw-24px))] overflow-y-auto rounded-3 border border-line-2 bg-surface p-0 text-ink shadow-[var(--shadow-pop)] backdrop:bg-[var(--scrim)]"
    >
      <div className="flex items-center justify-between border-line border-b py-2 pr-2 pl-5 max-mid:pl-4">
        <h2 id="share-title" className="font-strong text-16">
          {words.share.title}
        </h2>
        <Button look="ghost" size="icon" aria-label={words.share.close} onClick={() => dialog.current?.close()}>
          <CloseIcon />
        </Button>
      </div>
      {runId !== null && origins !== null && <WatchLink {...{ runId, origins }} />}
      <OpenClass experiment={experiment} />
      <section className="px-5 py-4 max-mid:px-4">
        <h3 className="font-strong text-14">{words.share.experiment}</h3>
        <p className="mt-1 mb-3 text-13 text-ink-2 leading-normal">{words.share.experimentWhy}</p>
        {link === null && <p className="text-13 text-ink-3">{words.share.making}</p>}
        {link !== null && link.length > LONGEST_LINK && (
          <p role="alert" className="text-13 text-danger">
            {words.share.tooLong(formatCount(link.length))}
          </p>
        )}
        {link !== null && link.length <= LONGEST_LINK && (
          <LinkField label={words.share.experimentLink} url={`${origin}/bench?x=${link}`} testId="experiment-link" />
        )}
        <p className="mt-2 text-12 text-ink-3">{words.share.copy}</p>
      </section>
    </dialog>
  )
}

/** Null while it is being made. */
function useExperimentLink(experiment: Experiment): string | null {
  const [link, setLink] = useState<string | null>(null)
  // The bench draws four times a second, with a new object each time: the text is what counts.
  const text = JSON.stringify(experiment)
  useEffect(() => {
    let wanted = true
    void encodeShareLink(JSON.parse(text) as Experiment).then((made) => wanted && setLink(made))
    return () => {
      wanted = false
    }
  }, [text])
  return link
}
