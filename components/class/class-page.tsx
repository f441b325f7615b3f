'use client'
/** A class: who holds its token leads it, everybody else takes part. One page, so that one link is enough. */
import { useMemo } from 'react'
import { Cursor, CursorContext } from '#components/charts/cursor.ts'
import { useRun } from '#components/run/use-run.ts'
import { useWords } from '#components/text/use-words.tsx'
import type { Theme } from '#components/ui/theme.ts'
import { TopBar } from '#components/ui/top-bar.tsx'
import type { ClassView } from '#core/classroom.ts'
import type { Experiment } from '#core/experiment.ts'
import { ClassNote } from './class-note.tsx'
import type { ClassSeen } from './class-store.ts'
import { Host } from './host.tsx'
import { useClass } from './use-class.ts'
import { Viewer } from './viewer.tsx'

/** A chart with a point a second needs no more, and thirty pages may share a machine. */
const VIEWER_DRAWS_EVERY_MS = 500

export interface ClassPageProps {
  classId: string
  /** Null where there is no such class. */
  experiment: Experiment | null
  theme: Theme
}

export function ClassPage({ classId, experiment, theme }: ClassPageProps) {
  const { words, say } = useWords()
  const { seen, token, guess } = useClass(classId)
  const cursor = useMemo(() => new Cursor(), [])
  const { view, refused, connection } = seen
  const gone = experiment === null ? 'missing' : refused
  return (
    <CursorContext value={cursor}>
      <TopBar home={words.site.home} theme={theme}>
        <h1 className="min-w-0 truncate font-medium text-14" data-testid="class-title">
          {words.class.title}
          {experiment && <span className="font-regular text-ink-3"> · {say(experiment.title)}</span>}
        </h1>
      </TopBar>
      {connection === 'lost' && (
        <p role="alert" data-testid="disconnected" className="bg-warn-bg px-4 py-2 text-12 text-warn">
          {words.status.disconnected}
        </p>
      )}
      {gone !== null ? (
        <ClassNote title={words.class.refused[gone]} why={words.class.refusedWhy[gone]} testId={`class-${gone}`} />
      ) : view === null || experiment === null ? (
        <ClassNote title={words.class.connecting} why="" testId="class-connecting" />
      ) : view.state.is === 'closed' ? (
        <ClassNote
          title={words.class.states.closed.viewer}
          why={words.class.refusedWhy.missing}
          testId="class-closed"
        />
      ) : (
        <Room {...{ view, experiment, seen, token, guess }} />
      )}
    </CursorContext>
  )
}

interface RoomProps {
  view: ClassView
  experiment: Experiment
  seen: ClassSeen
  token: string | null
  guess: (ms: number) => void
}

/** What is drawn again while the run is on, and what stands around it is not. */
function Room({ view, experiment, seen, token, guess }: RoomProps) {
  const { host } = seen
  const runId = 'runId' in view.state ? view.state.runId : null
  const { view: run, info } = useRun(runId, host ? undefined : VIEWER_DRAWS_EVERY_MS)
  const mine = info !== null && info.id === runId ? run : null
  return host && token !== null ? (
    <Host {...{ view, experiment, token }} run={mine} />
  ) : (
    <Viewer {...{ view, experiment, seen }} run={mine} onGuess={guess} />
  )
}
