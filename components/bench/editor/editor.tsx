'use client'
/** An experiment written by hand, as one value: what is wrong with it is said at its field, and what is right is a link. */
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { editorWords } from '#components/text/editor-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { useMedia } from '#components/ui/use-media.ts'
import { DEFAULT_ID } from '#core/defaults.ts'
import type { Experiment } from '#core/experiment.ts'
import { encodeShareLink, LONGEST_LINK } from '#core/share-link.ts'
import { addLane } from './edit.ts'
import { ExperimentFields } from './experiment-fields.tsx'
import { LaneForm } from './lane-form.tsx'
import { PathEditor } from './path-editor.tsx'
import { ScheduleFields } from './schedule-fields.tsx'
import { useDraft } from './use-draft.ts'

// CodeMirror comes when the text is shown.
const YamlView = lazy(() => import('./yaml-view.tsx'))

/** From here on all of it stands side by side; below, one at a time. */
const WIDE = '(min-width: 1280px)'
const views = ['forms', 'picture', 'yaml'] as const
type View = (typeof views)[number]

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
  const { experiment, text, issues, broken, change, write, undo, redo } = useDraft(from)
  const wide = useMedia(WIDE)
  const [view, show] = useState<View>('forms')
  const shows = (one: View) => wide || view === one
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
        // The text has seen to it already.
        if (event.defaultPrevented) return
        const key = event.key.toLowerCase()
        if (!(event.ctrlKey || event.metaKey) || (key !== 'z' && key !== 'y')) return
        const field = event.target as HTMLElement
        // A text that is being written has an undo of its own.
        if (field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type === 'text')) return
        event.preventDefault()
        if (key === 'y' || event.shiftKey) redo?.()
        else undo?.()
      }}
      className="m-0 ml-auto h-dvh max-h-none w-[min(1400px,100vw)] max-w-none border-line-2 border-l bg-surface p-0 text-ink shadow-[var(--shadow-pop)] backdrop:bg-[var(--scrim)]"
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
        {!wide && (
          <div className="flex-none border-line border-b px-5 py-1.5 max-mid:px-4">
            <Segmented
              label={words.view}
              value={view}
              onChoose={show}
              options={views.map((value) => ({ value, label: words.views[value] }))}
            />
          </div>
        )}
        {broken && (
          <p
            role="alert"
            className="flex-none bg-warn-bg px-5 py-2 text-12 text-warn max-mid:px-4"
            data-testid="broken"
          >
            {words.broken}
          </p>
        )}
        <div className="wide:grid min-h-0 flex-1 wide:grid-cols-[minmax(0,1fr)_minmax(0,1.15fr)]">
          {shows('forms') && (
            <fieldset
              disabled={broken}
              aria-label={words.views.forms}
              className="m-0 h-full min-w-0 overflow-y-auto border-0 p-0"
            >
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
            </fieldset>
          )}
          <div className={`flex min-h-0 min-w-0 flex-col border-line wide:border-l ${wide ? '' : 'h-full'}`}>
            {shows('picture') && (
              <div className="min-h-0 flex-1" inert={broken}>
                <PathEditor {...shared} />
              </div>
            )}
            {shows('yaml') && (
              <section className="flex min-h-0 flex-1 flex-col border-line border-t" aria-label={words.yaml}>
                <p className="flex flex-none items-baseline gap-2 px-5 py-1.5 text-12 text-ink-3 max-mid:px-4">
                  <b className="flex-none font-strong text-13 text-ink">{words.yaml}</b>
                  <span className="min-w-0 truncate">{words.yamlKeys}</span>
                </p>
                <div className="min-h-0 flex-1 border-line border-t">
                  <Suspense>
                    <YamlView {...{ words, text, write, undo, redo }} />
                  </Suspense>
                </div>
              </section>
            )}
          </div>
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
