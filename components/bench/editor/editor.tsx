'use client'
/** An experiment written by hand, as one value: what is wrong with it is said at its field, and what is right is a link. */
import { useEffect, useRef, useState } from 'react'
import { stringify } from 'yaml'
import { editorWords } from '#components/text/editor-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import { DEFAULT_ID } from '#core/defaults.ts'
import type { Experiment } from '#core/experiment.ts'
import { encodeShareLink, LONGEST_LINK } from '#core/share-link.ts'
import { writtenFormOf } from '#core/written-form.ts'
import { addLane } from './edit.ts'
import { ExperimentFields } from './experiment-fields.tsx'
import { LaneForm } from './lane-form.tsx'
import { ScheduleFields } from './schedule-fields.tsx'
import { useDraft } from './use-draft.ts'

export interface EditorProps {
  /** What it begins with. */
  from: Experiment
  onClose: () => void
  /** @param link the value of `x` in the address of the bench */
  onUse: (link: string) => void
}

export default function Editor({ from, onClose, onUse }: EditorProps) {
  const { locale } = useWords()
  const words = editorWords[locale]
  const dialog = useRef<HTMLDialogElement>(null)
  const [tooLong, setTooLong] = useState(false)
  const [knownLanes] = useState(() => new Set(from.lanes.map(({ id }) => id)))
  const { experiment, issues, change, undo, redo } = useDraft(from)
  useEffect(() => dialog.current?.showModal(), [])

  const use = async () => {
    const link = await encodeShareLink({ ...experiment, id: DEFAULT_ID })
    if (link.length > LONGEST_LINK) setTooLong(true)
    else onUse(link)
  }
  const shared = { words, locale, experiment, issues, change }
  return (
    <dialog
      ref={dialog}
      aria-labelledby="editor-title"
      data-testid="editor"
      onClose={onClose}
      onKeyDown={(event) => {
        event.stopPropagation()
        const key = event.key.toLowerCase()
        if (!(event.ctrlKey || event.metaKey) || (key !== 'z' && key !== 'y')) return
        const field = event.target as HTMLElement
        // A text that is being written has an undo of its own.
        if (field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type === 'text')) return
        event.preventDefault()
        if (key === 'y' || event.shiftKey) redo?.()
        else undo?.()
      }}
      className="m-0 ml-auto h-dvh max-h-none w-[min(720px,100vw)] max-w-none border-line-2 border-l bg-surface p-0 text-ink shadow-[var(--shadow-pop)] backdrop:bg-[var(--scrim)]"
    >
      <div className="flex h-full flex-col">
        <div className="flex flex-none items-center gap-1 border-line border-b py-2 pr-2 pl-5 max-mid:pl-4">
          <h2 id="editor-title" className="min-w-0 flex-1 truncate font-strong text-14">
            {words.title}
          </h2>
          <Button look="ghost" size="small" disabled={!undo} onClick={undo} data-testid="undo">
            {words.undo}
          </Button>
          <Button look="ghost" size="small" disabled={!redo} onClick={redo} data-testid="redo">
            {words.redo}
          </Button>
          <Button look="ghost" size="icon" aria-label={words.close} onClick={() => dialog.current?.close()}>
            <CloseIcon />
          </Button>
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto">
          <ExperimentFields {...shared} />
          <h3 className="border-line border-t px-5 pt-3 pb-2 font-strong text-13 max-mid:px-4">{words.lanes}</h3>
          <ol>
            {experiment.lanes.map((lane, at) => (
              <LaneForm key={lane.id} {...shared} at={at} opened={!knownLanes.has(lane.id)} />
            ))}
          </ol>
          <div className="border-line border-t px-5 py-3 max-mid:px-4">
            <Button onClick={() => change((before) => addLane(before))} data-testid="add-lane">
              + {words.addLane}
            </Button>
          </div>
          <ScheduleFields {...shared} />
          <details className="border-line border-t px-5 py-3 max-mid:px-4">
            <summary className="cursor-pointer font-strong text-13">{words.yaml}</summary>
            <textarea
              readOnly
              rows={16}
              aria-label={words.yaml}
              data-testid="yaml"
              value={stringify(writtenFormOf(experiment))}
              className="num mt-2 block w-full rounded-2 border border-line-2 bg-surface p-2 text-12"
            />
          </details>
        </div>
        <div className="flex flex-none items-center gap-3 border-line border-t px-5 py-2.5 max-mid:px-4">
          <p role="status" className="min-w-0 flex-1 text-12 text-ink-3" data-testid="editor-state">
            {tooLong ? words.tooLong : issues.length > 0 ? words.wrong(issues.length) : words.fine}
            {issues[0] && (
              <span className="block truncate text-danger">
                <code>{issues[0].path}</code> {issues[0].message}
              </span>
            )}
          </p>
          <Button
            look="primary"
            size="large"
            disabled={issues.length > 0}
            onClick={() => void use()}
            data-testid="use-experiment"
          >
            {words.use}
          </Button>
        </div>
      </div>
    </dialog>
  )
}
