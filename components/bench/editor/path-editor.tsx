'use client'
/** A lane's path as a picture, and what was chosen in it. */
import { lazy, Suspense, useState } from 'react'
import type { EditorWords } from '#components/text/editor-words.ts'
import type { Experiment } from '#core/experiment.ts'
import type { Locale } from '#core/text.ts'
import { type Piece, pictureOf } from './picture.ts'
import { PiecePanel } from './piece-panel.tsx'

// React Flow comes when the picture is shown.
const PictureView = lazy(() => import('./picture-view.tsx'))

interface PathEditorProps {
  words: EditorWords
  locale: Locale
  experiment: Experiment
  change: (to: (experiment: Experiment) => Experiment) => void
}

export function PathEditor({ words, locale, experiment, change }: PathEditorProps) {
  const [laneId, show] = useState<string | null>(null)
  const [chosen, choose] = useState<string | null>(null)
  const lane = experiment.lanes.find(({ id }) => id === laneId) ?? experiment.lanes[0]
  if (!lane) return null
  const piece: Piece | undefined = pictureOf(lane, experiment).pieces.find(({ id }) => id === chosen)
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex flex-none items-center gap-2 px-5 py-1.5 text-12 max-mid:px-4">
        <h3 className="flex-none font-strong text-13">{words.picture}</h3>
        <select
          aria-label={words.lanes}
          data-testid="picture-lane"
          value={lane.id}
          onChange={(event) => show(event.currentTarget.value)}
          className="h-7 min-w-0 max-w-56 rounded-2 border border-line-2 bg-surface px-1.5 text-12 max-mid:h-10"
        >
          {experiment.lanes.map(({ id, name }) => (
            <option key={id} value={id}>
              {name[locale]}
            </option>
          ))}
        </select>
        <span className="min-w-0 flex-1 truncate text-ink-3">{words.pictureHint}</span>
      </div>
      <div className="h-52 flex-none border-line border-y">
        <Suspense>
          <PictureView
            {...{ words, locale, experiment, lane, chosen }}
            onChoose={({ id }) => choose(id === chosen ? null : id)}
          />
        </Suspense>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {piece && <PiecePanel key={`${lane.id} ${piece.id}`} {...{ words, locale, experiment, lane, piece, change }} />}
      </div>
    </div>
  )
}
