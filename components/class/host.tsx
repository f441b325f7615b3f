'use client'
import { lazy, Suspense, useState } from 'react'
import { leadingOf, type Problem, problemOf } from '#components/run/api.ts'
import { formatCount } from '#components/run/format.ts'
import { keepToken } from '#components/run/tokens.ts'
import { useOrigins } from '#components/run/use-origins.ts'
import { useSteering } from '#components/run/use-steering.ts'
import { summaryWords } from '#components/text/summary-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { ChevronRightIcon, PauseIcon, PlayIcon } from '#components/ui/icons.tsx'
import { ProblemNote } from '#components/ui/problem-note.tsx'
import { ScreenSummary } from '#components/ui/screen-summary.tsx'
import type { ClassView } from '#core/classroom.ts'
import type { Experiment } from '#core/experiment.ts'
import type { RunView } from '#core/run-view.ts'
import { ClassChart } from './class-chart.tsx'
import { Revealed } from './revealed.tsx'
import { SpreadChart } from './spread-chart.tsx'

// Viewers have no use for the QR encoder.
const AddressCard = lazy(() => import('#components/ui/address-card.tsx').then((m) => ({ default: m.AddressCard })))

interface HostProps {
  view: ClassView
  experiment: Experiment
  token: string
  run: RunView | null
}

/** What stands at the front of the room: how to come in, who is there, what they think, and what came out. */
export function Host({ view, experiment, token, run }: HostProps) {
  const { words, say, locale } = useWords()
  const origins = useOrigins()
  const { state, spread, result } = view
  return (
    <>
      <main id="content" className="wide:grid wide:min-h-[calc(100dvh-104px)] wide:grid-cols-[344px_minmax(0,1fr)]">
        <ScreenSummary>
          {summaryWords[locale].class({ lanes: experiment.lanes.map(({ name }) => name[locale]) })}
        </ScreenSummary>
        <aside className="border-line px-8 py-8 max-mid:px-4 max-mid:py-6 max-wide:border-b wide:border-r">
          <dl className="mb-8 flex gap-12">
            <Count name={words.class.joined} count={view.viewers} testId="class-viewers" />
            <Count name={words.class.guessed} count={view.guesses} testId="class-guesses" />
          </dl>
          {origins !== null && (
            <Suspense>
              <AddressCard
                path={`/class/${encodeURIComponent(view.id)}`}
                origins={origins}
                label={words.class.link}
                testId="class-link"
                tall
              />
            </Suspense>
          )}
        </aside>
        <section className="min-w-0 px-12 py-8 max-wide:px-6 max-mid:px-4 max-mid:py-6">
          <p role="status" className="mb-3 text-13 text-ink-2" data-testid="class-state" data-is={state.is}>
            {words.class.states[state.is].host}
          </p>
          <h2
            className="mb-6 max-w-4xl text-pretty font-strong text-28 leading-[1.4] max-mid:text-20"
            data-testid="question"
          >
            {say(view.question)}
          </h2>
          {spread && <SpreadChart {...{ spread, result }} guessMs={null} />}
          <Revealed view={view} />
          {state.is !== 'waiting' && (
            <div className="mt-8">
              <ClassChart {...{ view, experiment, run }} guessMs={null} />
            </div>
          )}
        </section>
      </main>
      <HostBar {...{ view, token, run }} />
    </>
  )
}

function Count({ name, count, testId }: { name: string; count: number; testId: string }) {
  return (
    <div>
      <dt className="text-12 text-ink-3">{name}</dt>
      <dd className="num font-medium text-[2.75rem] leading-none" data-testid={testId}>
        {formatCount(count)}
      </dd>
    </div>
  )
}

function HostBar({ view, token, run }: Pick<HostProps, 'view' | 'token' | 'run'>) {
  const { words } = useWords()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const { state } = view
  const runId = 'runId' in state ? state.runId : null
  const helm = useSteering(runId)
  const leading = leadingOf(view.id, token)
  const act = async (doing: () => Promise<unknown>) => {
    setBusy(true)
    setProblem(null)
    try {
      await doing()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  const start = async () => {
    const { run: started } = await leading.run()
    keepToken(started.id, started.token)
  }
  const steerable = run !== null && (run.state.is === 'running' || run.state.is === 'paused')
  const paused = run?.state.is === 'paused'
  return (
    <footer className="sticky bottom-0 z-20 border-line-2 border-t bg-surface">
      {problem && <ProblemNote problem={problem} onDismiss={() => setProblem(null)} />}
      <div className="flex h-14 items-center gap-3 px-4">
        {state.is === 'waiting' && (
          <>
            <Button look="primary" disabled={busy} data-testid="class-run-button" onClick={() => void act(start)}>
              <PlayIcon />
              {words.class.run}
            </Button>
            <span className="text-12 text-ink-3">{words.class.runWhy}</span>
          </>
        )}
        {state.is === 'running' && (
          <Button
            disabled={!steerable || helm.steers !== true || helm.busy}
            data-testid="pause-button"
            onClick={() => void helm.act((steering) => steering.setState(paused ? 'running' : 'paused'))}
          >
            {paused ? <PlayIcon /> : <PauseIcon />}
            {paused ? words.run.resume : words.run.pause}
          </Button>
        )}
        {state.is === 'over' && (
          <Button look="primary" disabled={busy} data-testid="reveal-button" onClick={() => void act(leading.reveal)}>
            {words.class.reveal}
          </Button>
        )}
        {runId !== null && (
          <a
            href={`/bench?run=${encodeURIComponent(runId)}`}
            className="inline-flex min-h-10 items-center gap-0.5 font-medium text-13 underline decoration-control underline-offset-4"
          >
            {words.lesson.openInBench}
            <ChevronRightIcon />
          </a>
        )}
        <Button
          look="ghost"
          className="ml-auto"
          disabled={busy}
          title={words.class.closeWhy}
          data-testid="close-class"
          onClick={() => void act(leading.close)}
        >
          {words.class.close}
        </Button>
      </div>
    </footer>
  )
}
