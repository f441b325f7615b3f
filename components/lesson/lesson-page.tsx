'use client'
/** One lesson: a question, one thing that can be moved, one chart; what comes next is locked until it was earned. */
import { useCallback, useMemo } from 'react'
import { Cursor, CursorContext } from '#components/charts/cursor.ts'
import { useWords } from '#components/text/use-words.tsx'
import { ProblemNote } from '#components/ui/problem-note.tsx'
import type { Theme } from '#components/ui/theme.ts'
import { TopBar } from '#components/ui/top-bar.tsx'
import { experimentOf, type Lesson, type LessonStep, type StepState } from '#core/lesson.ts'
import { Ask } from './ask.tsx'
import { Narration } from './narration.tsx'
import type { Opening } from './opening.ts'
import { Phases, StepDots } from './phases.tsx'
import { Report } from './report.tsx'
import { Reveal } from './reveal.tsx'
import { Stage } from './stage.tsx'
import { useLesson } from './use-lesson.ts'
import { useStepRun } from './use-step-run.ts'

export interface LessonPageProps {
  lesson: Lesson
  /** What the chart of each step shows before the step's own run; never empty, and never the answer. */
  openings: Opening[]
  theme: Theme
}

export function LessonPage({ lesson, openings, theme }: LessonPageProps) {
  const { words, say } = useWords()
  const { state, send, restart } = useLesson(lesson)
  const step = lesson.steps[state.at] as LessonStep
  const now = state.steps[state.at] as StepState
  const cursor = useMemo(() => new Cursor(), [])
  const experiment = useMemo(() => experimentOf(lesson, step, now.value), [lesson, step, now.value])
  const { view, disconnected, problem, fellBack, run, dismiss } = useStepRun(now, experiment, send)
  const next = useCallback(() => send({ type: 'went', to: state.at + 1 }), [send, state.at])
  const shared = { lesson, step, state: now, experiment, view, send }
  return (
    <CursorContext value={cursor}>
      <TopBar home={words.site.home} theme={theme}>
        <h1 className="min-w-0 truncate font-medium text-14" data-testid="lesson-title">
          {say(lesson.title)}
        </h1>
        <Phases state={now} />
      </TopBar>
      {disconnected && (
        <p role="alert" className="bg-warn-bg px-4 py-2 text-12 text-warn">
          {words.status.disconnected}
        </p>
      )}
      {problem && <ProblemNote problem={problem} onDismiss={dismiss} />}
      {fellBack && (
        <p role="alert" data-testid="fell-back" className="bg-warn-bg px-4 py-2 text-12 text-warn">
          {words.lesson[fellBack]}
        </p>
      )}
      <main
        id="content"
        className="mx-auto wide:grid wide:max-w-[1440px] wide:grid-cols-[minmax(400px,1fr)_minmax(0,2fr)] wide:grid-rows-[auto_1fr] wide:min-h-[calc(100dvh-48px)]"
      >
        <section className="px-12 pt-10 pb-6 max-mid:px-4 max-mid:pt-6 max-wide:mid:px-6 max-wide:mid:pt-8">
          <StepDots lesson={lesson} state={state} onGo={(to) => send({ type: 'went', to })} />
          <Ask {...shared} />
        </section>
        <section className="min-w-0 border-line px-8 py-10 max-mid:px-4 max-mid:py-5 max-wide:border-y wide:col-start-2 wide:row-span-2 wide:row-start-1 wide:border-l max-wide:mid:px-6 max-wide:mid:py-6">
          <Stage {...shared} opening={openings[state.at] ?? null} onRun={() => void run()} />
        </section>
        <section className="px-12 pb-12 max-mid:px-4 max-wide:mid:px-6 max-wide:pt-6">
          <Narration {...shared} />
          <Report {...shared} />
          <Reveal {...shared} last={state.at === lesson.steps.length - 1} onNext={next} onRestart={restart} />
        </section>
      </main>
    </CursorContext>
  )
}
